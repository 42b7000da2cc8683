use actions::Result;
use clap::Args;

use crate::session::Session;

/// Print the settings that come from the environment
#[derive(Args)]
pub(crate) struct Env {
    /// One name only, without quotes
    name: Option<String>,
}

impl Env {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let settings = session.settings();
        let (paths, cluster) = (&settings.paths, &settings.cluster);
        let path = |path: &std::path::Path| path.to_string_lossy().into_owned();
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let variables = [
            ("HELM_BIN", session.invocation.name().to_owned()),
            ("HELM_BURST_LIMIT", cluster.burst_limit.to_string()),
            ("HELM_CACHE_HOME", path(&paths.cache_home)),
            ("HELM_CONFIG_HOME", path(&paths.config_home)),
            ("HELM_CONTENT_CACHE", path(&paths.content_cache)),
            ("HELM_DATA_HOME", path(&paths.data_home)),
            ("HELM_DEBUG", settings.debug.to_string()),
            ("HELM_KUBEAPISERVER", text(&cluster.api_server)),
            ("HELM_KUBEASGROUPS", cluster.as_groups.join(",")),
            ("HELM_KUBEASUSER", text(&cluster.as_user)),
            ("HELM_KUBECAFILE", cluster.ca_file.as_deref().map(path).unwrap_or_default()),
            ("HELM_KUBECONTEXT", text(&cluster.context)),
            ("HELM_KUBEINSECURE_SKIP_TLS_VERIFY", cluster.insecure_skip_tls_verify.to_string()),
            ("HELM_KUBETLS_SERVER_NAME", text(&cluster.tls_server_name)),
            ("HELM_KUBETOKEN", text(&cluster.token)),
            ("HELM_MAX_HISTORY", settings.max_history.to_string()),
            ("HELM_NAMESPACE", actions::namespace(settings)),
            ("HELM_PLUGINS", path(&paths.plugins)),
            ("HELM_QPS", format!("{:.2}", cluster.qps)),
            ("HELM_REGISTRY_CONFIG", path(&paths.registry_config)),
            ("HELM_REPOSITORY_CACHE", path(&paths.repository_cache)),
            ("HELM_REPOSITORY_CONFIG", path(&paths.repository_config)),
        ];
        match self.name {
            Some(name) => {
                let value = variables.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
                session.printer.line(value)
            }
            None => session.printer.data(
                &variables.iter().map(|(name, value)| format!("{name}=\"{value}\"\n")).collect::<String>(),
            ),
        }
    }
}
