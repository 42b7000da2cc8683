//! The namespace that a command means.

use std::path::PathBuf;

use crate::Settings;

/// The namespace that a command means: `--namespace`, else the current context's, else that of the pod we run in,
/// else `default`.
///
/// Only the kubeconfig files are read, with our own parser, so that `template` needs no cluster client. A file
/// that is missing or broken counts as empty here: the commands that do talk to a cluster report it.
pub fn namespace(settings: &Settings) -> String {
    if let Some(namespace) = settings.namespace.as_deref().filter(|name| !name.is_empty()) {
        return namespace.to_owned();
    }
    let mut files = settings.cluster.kubeconfig.clone();
    if files.is_empty() {
        files.extend(settings.home.as_ref().map(|home| home.join(".kube/config")));
    }
    from_kubeconfig(&files, settings.cluster.context.as_deref())
        .or_else(|| settings.cluster.pod_namespace.clone())
        .unwrap_or_else(|| "default".to_owned())
}

/// The first file that names a current context decides, and the first that defines it: kubectl's merge rule.
fn from_kubeconfig(files: &[PathBuf], context: Option<&str>) -> Option<String> {
    let documents: Vec<yaml::Node> = files
        .iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(path).ok()?;
            yaml::parse_one(&diagnostic::Source::file(path.to_string_lossy(), text)).ok()
        })
        .collect();
    let current = match context {
        Some(name) => name,
        None => documents
            .iter()
            .filter_map(|config| config.get("current-context")?.as_str())
            .find(|name| !name.is_empty())?,
    };
    documents
        .iter()
        .filter_map(|config| config.get("contexts")?.as_sequence())
        .flatten()
        .find(|entry| entry.get("name").and_then(yaml::Node::as_str) == Some(current))?
        .at(["context", "namespace"])?
        .as_str()
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}
