//! How to reach the cluster, as data.

use std::path::PathBuf;

use kube::config::Kubeconfig;

use super::proxy::Proxies;

/// How to reach the cluster: what Helm's `--kube-*` flags and `HELM_KUBE*` variables say. The command line fills it.
#[derive(Clone, Debug, Default)]
pub struct ClusterSettings {
    /// Kubeconfig files, the first one winning where they disagree.
    pub kubeconfig: Vec<PathBuf>,
    /// Whether the files were named by the user, so that a missing one is an error (`--kubeconfig`).
    pub kubeconfig_must_exist: bool,
    /// Context in the kubeconfig.
    pub context: Option<String>,
    /// URL of the API server.
    pub apiserver: Option<String>,
    /// Bearer token.
    pub token: Option<String>,
    /// File with the certificates that the API server is trusted by.
    pub ca_file: Option<PathBuf>,
    /// User to act as.
    pub as_user: Option<String>,
    /// Groups to act as.
    pub as_groups: Vec<String>,
    /// Name that the server's certificate must have.
    pub tls_server_name: Option<String>,
    /// Whether any certificate will do.
    pub insecure: bool,
    /// Proxies to go through where the kubeconfig names none.
    pub proxies: Proxies,
    /// How many requests per second are sent, not counting a burst; 0 sets no limit.
    pub qps: f32,
    /// How many requests may be sent at once before `qps` counts.
    pub burst: u32,
    /// How many requests run at the same time; 0 means the default of 16.
    pub parallel: usize,
}

impl ClusterSettings {
    /// The merged kubeconfig; empty where there is none.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub(super) fn read_kubeconfig(&self) -> Result<Kubeconfig, String> {
        let present = self.kubeconfig.iter().filter(|path| self.kubeconfig_must_exist || path.exists());
        present.into_iter().try_fold(Kubeconfig::default(), |merged, path| {
            let read = Kubeconfig::read_from(path).and_then(|file| merged.merge(file));
            read.map_err(|error| format!("{}: {error}", path.display()))
        })
    }
}
