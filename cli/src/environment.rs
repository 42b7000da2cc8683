//! Variables and global flags become [`Settings`]; the names and defaults are Helm's (pkg/cli/environment.go).

use std::env;
use std::path::PathBuf;

use actions::{ClusterSettings, Driver, Paths, Proxies, Settings};
use engine::Limits;

use crate::args::GlobalFlags;

/// A variable that is set and not empty.
fn text(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn switch(name: &str) -> bool {
    text(name).is_some_and(|value| crate::args::parse_go_bool(&value).unwrap_or(false))
}

/// Everything that the environment and the global flags say; flags win.
pub(crate) fn settings(global: &GlobalFlags) -> Settings {
    let home = path("HOME");
    let paths = paths(global, home.as_deref());
    Settings {
        namespace: global.namespace.clone().or_else(|| text("HELM_NAMESPACE")),
        cluster: cluster(global),
        paths,
        debug: global.debug || switch("HELM_DEBUG"),
        max_history: text("HELM_MAX_HISTORY").and_then(|value| value.parse().ok()).unwrap_or(10),
        driver: match text("HELM_DRIVER").as_deref() {
            None | Some("secret" | "secrets") => Driver::Secret,
            Some("configmap" | "configmaps") => Driver::ConfigMap,
            Some(other) => Driver::Unsupported(other.to_owned()),
        },
        lease_duration: text("RHUMB_LEASE_DURATION")
            .and_then(|value| crate::args::parse_duration(&value).ok()),
        identity: identity(),
        working_dir: env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
        source_date_epoch: text("SOURCE_DATE_EPOCH").and_then(|value| value.parse().ok()),
        gnupg_home: path("GNUPGHOME").or_else(|| home.as_ref().map(|home| home.join(".gnupg"))),
        docker_config: path("DOCKER_CONFIG").or_else(|| home.as_ref().map(|home| home.join(".docker"))),
        home,
        limits: limits(global),
    }
}

/// Whoever waits for us is told who we are: `user@host, process 4711`.
fn identity() -> String {
    let host = || env::var("HOSTNAME").or_else(|_| std::fs::read_to_string("/etc/hostname"));
    let host = host().map(|host| host.trim().to_owned()).unwrap_or_default();
    let user = text("USER").or_else(|| text("LOGNAME")).unwrap_or_else(|| "rhumb".into());
    let place = if host.is_empty() { String::new() } else { format!("@{host}") };
    format!("{user}{place}, process {}", std::process::id())
}

fn limits(global: &GlobalFlags) -> Limits {
    let mut limits = Limits::default();
    for limit in &global.render_limit {
        limit.apply(&mut limits);
    }
    limits
}

fn paths(global: &GlobalFlags, home: Option<&std::path::Path>) -> Paths {
    let below_home = |variable: &str, below: &str| {
        path(variable).unwrap_or_else(|| home.map(|home| home.join(below)).unwrap_or_default()).join("helm")
    };
    let cache_home = path("HELM_CACHE_HOME").unwrap_or_else(|| below_home("XDG_CACHE_HOME", ".cache"));
    let config_home = path("HELM_CONFIG_HOME").unwrap_or_else(|| below_home("XDG_CONFIG_HOME", ".config"));
    let data_home = path("HELM_DATA_HOME").unwrap_or_else(|| below_home("XDG_DATA_HOME", ".local/share"));
    let chosen = |flag: &Option<PathBuf>, variable: &str, default: PathBuf| {
        flag.clone().or_else(|| path(variable)).unwrap_or(default)
    };
    Paths {
        registry_config: chosen(
            &global.registry_config,
            "HELM_REGISTRY_CONFIG",
            config_home.join("registry/config.json"),
        ),
        repository_config: chosen(
            &global.repository_config,
            "HELM_REPOSITORY_CONFIG",
            config_home.join("repositories.yaml"),
        ),
        repository_cache: chosen(
            &global.repository_cache,
            "HELM_REPOSITORY_CACHE",
            cache_home.join("repository"),
        ),
        content_cache: chosen(&global.content_cache, "HELM_CONTENT_CACHE", cache_home.join("content")),
        plugins: path("HELM_PLUGINS").unwrap_or_else(|| data_home.join("plugins")),
        cache_home,
        config_home,
        data_home,
    }
}

fn cluster(global: &GlobalFlags) -> ClusterSettings {
    let kubeconfig = match (&global.kubeconfig, env::var_os("KUBECONFIG").filter(|value| !value.is_empty())) {
        (Some(flag), _) => vec![flag.clone()],
        (None, Some(variable)) => env::split_paths(&variable).collect(),
        (None, None) => vec![],
    };
    let as_groups = if global.kube_as_group.is_empty() {
        text("HELM_KUBEASGROUPS").map_or_else(Vec::new, |list| list.split(',').map(str::to_owned).collect())
    } else {
        global.kube_as_group.clone()
    };
    ClusterSettings {
        kubeconfig,
        context: global.kube_context.clone().or_else(|| text("HELM_KUBECONTEXT")),
        api_server: global.kube_apiserver.clone().or_else(|| text("HELM_KUBEAPISERVER")),
        token: global.kube_token.clone().or_else(|| text("HELM_KUBETOKEN")),
        ca_file: global.kube_ca_file.clone().or_else(|| path("HELM_KUBECAFILE")),
        as_user: global.kube_as_user.clone().or_else(|| text("HELM_KUBEASUSER")),
        as_groups,
        tls_server_name: global.kube_tls_server_name.clone().or_else(|| text("HELM_KUBETLS_SERVER_NAME")),
        insecure_skip_tls_verify: global.kube_insecure_skip_tls_verify
            || switch("HELM_KUBEINSECURE_SKIP_TLS_VERIFY"),
        qps: global.qps.or_else(|| text("HELM_QPS").and_then(|value| value.parse().ok())).unwrap_or(0.0),
        burst_limit: global
            .burst_limit
            .or_else(|| text("HELM_BURST_LIMIT").and_then(|value| value.parse().ok()))
            .unwrap_or(100),
        proxies: Proxies {
            https: text("HTTPS_PROXY").or_else(|| text("https_proxy")),
            http: text("HTTP_PROXY").or_else(|| text("http_proxy")),
            spared: text("NO_PROXY").or_else(|| text("no_proxy")),
        },
        pod_namespace: pod_namespace(),
    }
}

/// Where a pod of a cluster is told its namespace.
const POD_NAMESPACE_FILE: &str = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

/// The namespace of the pod that we run in, looked for as client-go does.
fn pod_namespace() -> Option<String> {
    text("KUBERNETES_SERVICE_HOST")?;
    let from_file = || std::fs::read_to_string(POD_NAMESPACE_FILE).ok();
    let name = text("POD_NAMESPACE").or_else(from_file)?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}
