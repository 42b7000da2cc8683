//! Names, selectors, annotations of a document.

use diagnostic::{Severity, Source};
use yaml::{Node, Value};

use super::LintReport;

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SERVICE: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/// Looks at one object; `file` is the whole text it stands in, which Helm's rules search.
pub(super) fn check_object(path: &str, node: &Node, file: &str, kube_minor: u32, report: &mut LintReport) {
    let text = |path: &[&str]| node.at(path.iter().copied()).and_then(Node::to_text).unwrap_or_default();
    let (api_version, kind, name) =
        (&*text(&["apiVersion"]), &*text(&["kind"]), &*text(&["metadata", "name"]));
    if let Some(why) = bad_name(kind, name) {
        let text = format!(
            "object name does not conform to Kubernetes naming requirements: {name:?}: metadata.name: Invalid value: {name:?}: {why}"
        );
        report.add(Severity::Warning, path, text);
    }
    if let Some(text) = manifest::deprecation(api_version, kind, kube_minor) {
        report.add(Severity::Warning, path, text);
    }
    let selects = file.contains("matchLabels") || file.contains("matchExpressions");
    if matches!(kind, "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet") && !selects {
        let text = format!("a {kind} must contain matchLabels or matchExpressions, and {name:?} does not");
        report.add(Severity::Error, path, text);
    }
    let kept = |item: &Node| item.at(["metadata", "annotations", "helm.sh/resource-policy"]).is_some();
    // Helm decodes the file once more here, which gives its first document, whichever one this is.
    let first = || yaml::parse_one(&Source::file(path, file)).ok();
    let keeps = |list: Node| {
        list.get("items").and_then(Node::as_sequence).is_some_and(|items| items.iter().any(kept))
    };
    if kind == "List" && first().is_some_and(keeps) {
        let text = "annotation 'helm.sh/resource-policy' within List objects are ignored";
        report.add(Severity::Error, path, text);
    }
}

/// Why a document cannot be an object, in the words of Go's decoder.
pub(super) fn not_an_object(node: &Node) -> Option<String> {
    let found = match node.value {
        Value::Mapping(_) | Value::Null => return None,
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "number",
        Value::String(_) => "string",
        Value::Sequence(_) => "array",
    };
    Some(format!(
        "unable to parse YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} into Go value of type rules.k8sYamlStruct"
    ))
}

/// What is wrong with a name, in the words of Kubernetes.
fn bad_name(kind: &str, name: &str) -> Option<String> {
    let label = |text: &str| {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !text.is_empty() && text.bytes().all(legal) && !text.starts_with('-') && !text.ends_with('-')
    };
    let (limit, right, why) = match kind.to_lowercase().as_str() {
        "service" => (63, label(name) && name.starts_with(|c: char| c.is_ascii_lowercase()), SERVICE),
        "namespace" => (63, label(name), LABEL),
        "certificatesigningrequest" => return None,
        "role" | "clusterrole" | "rolebinding" | "clusterrolebinding" => {
            return match name {
                "." | ".." => Some(format!("may not be '{name}'")),
                name if name.contains('/') => Some("may not contain '/'".to_owned()),
                name if name.contains('%') => Some("may not contain '%'".to_owned()),
                _ => None,
            };
        }
        _ => (253, name.split('.').all(label), SUBDOMAIN),
    };
    if name.len() > limit {
        return Some(format!("must be no more than {limit} characters"));
    }
    (!right).then(|| why.to_owned())
}
