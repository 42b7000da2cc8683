//! What the user's environment says, as data.

use std::path::PathBuf;
use std::time::Duration;

pub use release::Proxies;

/// What the environment and the global flags say. The command line fills it; nothing else reads the environment.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `--namespace` or HELM_NAMESPACE, if given.
    pub namespace: Option<String>,
    /// How to reach the cluster.
    pub cluster: ClusterSettings,
    /// Where Helm's own files are.
    pub paths: Paths,
    /// `--debug`.
    pub debug: bool,
    /// HELM_MAX_HISTORY; 0 keeps every revision.
    pub max_history: u32,
    /// HELM_DRIVER: where release records are kept.
    pub driver: Driver,
    /// RHUMB_LEASE_DURATION: how long the lock of a release may stand still before its holder counts as gone.
    pub lease_duration: Option<Duration>,
    /// Who others are told holds the lock of a release.
    pub identity: String,
    /// The folder that relative paths start from.
    pub working_dir: PathBuf,
    /// SOURCE_DATE_EPOCH in seconds, for archives that are the same at every build.
    pub source_date_epoch: Option<i64>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// DOCKER_CONFIG or `~/.docker`: where credentials are looked up after Helm's own.
    pub docker_config: Option<PathBuf>,
    /// How much a render may use.
    pub limits: engine::Limits,
    /// The folder with GnuPG's keyrings.
    pub gnupg_home: Option<PathBuf>,
}

impl Settings {
    /// The variables that stand for these settings, by name, as `env` prints them and plugins get them; `program` is what we
    /// are called.
    pub fn variables(&self, program: &str) -> Vec<(&'static str, String)> {
        let (paths, cluster) = (&self.paths, &self.cluster);
        let path = |path: &std::path::Path| path.to_string_lossy().into_owned();
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            ("HELM_BIN", program.to_owned()),
            ("HELM_BURST_LIMIT", cluster.burst_limit.to_string()),
            ("HELM_CACHE_HOME", path(&paths.cache_home)),
            ("HELM_CONFIG_HOME", path(&paths.config_home)),
            ("HELM_CONTENT_CACHE", path(&paths.content_cache)),
            ("HELM_DATA_HOME", path(&paths.data_home)),
            ("HELM_DEBUG", self.debug.to_string()),
            ("HELM_KUBEAPISERVER", text(&cluster.api_server)),
            ("HELM_KUBEASGROUPS", cluster.as_groups.join(",")),
            ("HELM_KUBEASUSER", text(&cluster.as_user)),
            ("HELM_KUBECAFILE", cluster.ca_file.as_deref().map(path).unwrap_or_default()),
            ("HELM_KUBECONTEXT", text(&cluster.context)),
            ("HELM_KUBEINSECURE_SKIP_TLS_VERIFY", cluster.insecure_skip_tls_verify.to_string()),
            ("HELM_KUBETLS_SERVER_NAME", text(&cluster.tls_server_name)),
            ("HELM_KUBETOKEN", text(&cluster.token)),
            ("HELM_MAX_HISTORY", self.max_history.to_string()),
            ("HELM_NAMESPACE", crate::namespace(self)),
            ("HELM_PLUGINS", path(&paths.plugins)),
            ("HELM_QPS", format!("{:.2}", cluster.qps)),
            ("HELM_REGISTRY_CONFIG", path(&paths.registry_config)),
            ("HELM_REPOSITORY_CACHE", path(&paths.repository_cache)),
            ("HELM_REPOSITORY_CONFIG", path(&paths.repository_config)),
        ]
    }

    /// The files that hold logins: Helm's own, then Docker's.
    pub fn credential_store(&self) -> oci::CredentialStore {
        oci::CredentialStore {
            file: self.paths.registry_config.clone(),
            fallbacks: self.docker_config.iter().map(|folder| folder.join("config.json")).collect(),
        }
    }

    /// The cache of archives by digest.
    pub fn content_cache(&self) -> oci::ContentCache {
        oci::ContentCache { folder: self.paths.content_cache.clone() }
    }

    /// The cache of repository indexes.
    pub fn index_cache(&self) -> oci::IndexCache {
        oci::IndexCache { folder: self.paths.repository_cache.clone() }
    }
}

/// How to reach the cluster: the `--kube-*` flags and their variables.
#[derive(Clone, Debug, Default)]
pub struct ClusterSettings {
    /// `--kubeconfig` or KUBECONFIG split into its files; empty for the default place.
    pub kubeconfig: Vec<PathBuf>,
    /// `--kube-context`.
    pub context: Option<String>,
    /// `--kube-apiserver`.
    pub api_server: Option<String>,
    /// `--kube-token`.
    pub token: Option<String>,
    /// `--kube-ca-file`.
    pub ca_file: Option<PathBuf>,
    /// `--kube-as-user`.
    pub as_user: Option<String>,
    /// `--kube-as-group`.
    pub as_groups: Vec<String>,
    /// `--kube-tls-server-name`.
    pub tls_server_name: Option<String>,
    /// `--kube-insecure-skip-tls-verify`.
    pub insecure_skip_tls_verify: bool,
    /// `--qps`: requests per second, 0 for no limit of ours.
    pub qps: f32,
    /// `--burst-limit`.
    pub burst_limit: u32,
    /// HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
    pub proxies: Proxies,
    /// The namespace of the pod that we run in, where we run in one.
    pub pod_namespace: Option<String>,
}

/// Where Helm's own files are; existing repositories and logins work because these are read and written in place.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// HELM_CACHE_HOME.
    pub cache_home: PathBuf,
    /// HELM_CONFIG_HOME.
    pub config_home: PathBuf,
    /// HELM_DATA_HOME.
    pub data_home: PathBuf,
    /// HELM_REGISTRY_CONFIG: logins, in Docker's format.
    pub registry_config: PathBuf,
    /// HELM_REPOSITORY_CONFIG: repositories.yaml.
    pub repository_config: PathBuf,
    /// HELM_REPOSITORY_CACHE: the folder of index files.
    pub repository_cache: PathBuf,
    /// HELM_CONTENT_CACHE: the folder of downloaded archives by digest.
    pub content_cache: PathBuf,
    /// HELM_PLUGINS.
    pub plugins: PathBuf,
}

/// HELM_DRIVER: where release records are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Driver {
    /// Secrets.
    #[default]
    Secret,
    /// ConfigMaps.
    ConfigMap,
    /// Something that is not supported, as written.
    Unsupported(String),
}
