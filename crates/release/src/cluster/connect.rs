//! The client.

use std::sync::Arc;
use std::time::Duration;

use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use tokio::sync::{OnceCell, Semaphore};

use super::client::client;
use super::discovery::{Discovery, ServerVersion};
use super::error::{ClusterError, Failure};
use super::exec_plugin;
use super::pace::Pace;
use super::settings::ClusterSettings;

/// A cluster. Nothing is read or connected before the first request; clones share the connection.
#[derive(Clone)]
pub struct Cluster(Arc<Inner>);

/// A client with its credentials.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) client: Client,
    /// The address that it speaks to.
    server: String,
    /// How many there were before it.
    generation: u32,
    /// Closed once a request has come back: until then one goes ahead, whose connection the others can share.
    pub(super) first: Arc<Semaphore>,
}

struct Inner {
    settings: ClusterSettings,
    /// The connection, made anew when its credentials are refused.
    connection: tokio::sync::Mutex<Option<Connection>>,
    discovery: tokio::sync::Mutex<Option<Arc<Discovery>>>,
    version: OnceCell<ServerVersion>,
    pace: Option<Pace>,
}

impl Cluster {
    /// A cluster that is reached as the settings say.
    pub fn new(settings: ClusterSettings) -> Self {
        Self(Arc::new(Inner {
            pace: Pace::new(settings.qps, settings.burst),
            settings,
            connection: tokio::sync::Mutex::new(None),
            discovery: tokio::sync::Mutex::new(None),
            version: OnceCell::new(),
        }))
    }

    /// How many requests run at the same time.
    pub fn parallel(&self) -> usize {
        if self.0.settings.parallel == 0 { 16 } else { self.0.settings.parallel }
    }

    /// Waits until the user's limit lets a request pass.
    pub(super) async fn paced(&self) {
        if let Some(pace) = &self.0.pace {
            pace.wait().await;
        }
    }

    /// The settings.
    pub fn settings(&self) -> &ClusterSettings {
        &self.0.settings
    }

    /// The connection, made when it is first needed.
    pub(super) async fn connection(&self) -> Result<Connection, ClusterError> {
        let mut known = self.0.connection.lock().await;
        match &*known {
            Some(connection) => Ok(connection.clone()),
            None => Ok(known.insert(build(&self.0.settings, 0).await?).clone()),
        }
    }

    /// Makes the connection anew, since its credentials were refused: the kubeconfig is read and its plugin asked again.
    /// Where that fails the old one stays.
    pub(super) async fn renew(&self, refused: &Connection) {
        let mut known = self.0.connection.lock().await;
        if known.as_ref().is_some_and(|known| known.generation == refused.generation)
            && let Ok(fresh) = build(&self.0.settings, refused.generation + 1).await
        {
            *known = Some(fresh);
        }
    }

    /// Names the server in the error of a request that did not reach it.
    pub(super) async fn naming_the_server(&self, mut error: ClusterError) -> ClusterError {
        if error.failure == Failure::Unreachable
            && let Some(connection) = &*self.0.connection.lock().await
        {
            error.message = format!("{} is unreachable: {}", connection.server, error.message);
        }
        error
    }

    /// Which kinds the cluster has, asked once.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub async fn discovery(&self) -> Result<Arc<Discovery>, ClusterError> {
        let mut known = self.0.discovery.lock().await;
        if let Some(known) = &*known {
            return Ok(Arc::clone(known));
        }
        let fresh = Arc::new(Discovery::ask(self).await?);
        *known = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    /// Asks what nearly every operation needs to know of the cluster. What fails is asked again by those who need it.
    pub(crate) async fn get_acquainted(&self) {
        let _asked = futures::join!(self.version(), self.discovery());
    }

    /// Forgets which kinds the cluster has; needed once definitions were created.
    pub async fn forget_discovery(&self) {
        *self.0.discovery.lock().await = None;
    }

    /// The version of the API server, asked once.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub async fn version(&self) -> Result<&ServerVersion, ClusterError> {
        self.0.version.get_or_try_init(|| ServerVersion::ask(self)).await
    }
}

async fn build(settings: &ClusterSettings, generation: u32) -> Result<Connection, ClusterError> {
    let mut config = config(settings)?;
    exec_plugin::resolve(&mut config.auth_info).await?;
    let server = config.cluster_url.to_string();
    let client = client(config)?;
    Ok(Connection { client, server, generation, first: Arc::new(Semaphore::new(1)) })
}

fn bad_config(what: impl std::fmt::Display) -> ClusterError {
    ClusterError::local(Failure::Config, format!("kubeconfig: {what}"))
}

fn config(settings: &ClusterSettings) -> Result<Config, ClusterError> {
    let kubeconfig = settings.read_kubeconfig().map_err(bad_config)?;
    let has_context =
        settings.context.is_some() || kubeconfig.current_context.as_ref().is_some_and(|c| !c.is_empty());
    let mut proxy = None;
    let mut config = if has_context {
        let name =
            settings.context.clone().or_else(|| kubeconfig.current_context.clone()).unwrap_or_default();
        proxy = cluster_of(&kubeconfig, &name).and_then(|cluster| cluster.proxy_url.clone());
        from_kubeconfig(kubeconfig, name, settings)?
    } else if let Some(server) = &settings.apiserver {
        Config::new(server.parse().map_err(|error| bad_config(format!("{server}: {error}")))?)
    } else {
        Config::incluster().map_err(|_| {
            ClusterError::local(
                Failure::Unreachable,
                "cluster unreachable: no kubeconfig names a context, and this is no pod of a cluster".into(),
            )
        })?
    };
    if let Some(file) = &settings.ca_file {
        config.root_cert_file = Some(file.clone());
    }
    if let Some(token) = &settings.token {
        config.auth_info = kube::config::AuthInfo { token: Some(token.clone().into()), ..Default::default() };
    }
    if let Some(user) = &settings.as_user {
        config.auth_info.impersonate = Some(user.clone());
    }
    if !settings.as_groups.is_empty() {
        config.auth_info.impersonate_groups = Some(settings.as_groups.clone());
    }
    if let Some(name) = &settings.tls_server_name {
        config.tls_server_name = Some(name.clone());
    }
    if settings.insecure {
        config.accept_invalid_certs = true;
    }
    // kube holds NO_PROXY against the proxy instead of the server, and knows one proxy for all schemes.
    config.proxy_url = match proxy.or_else(|| settings.proxies.of(&config.cluster_url)) {
        Some(proxy) => Some(proxy.parse().map_err(|error| bad_config(format!("proxy {proxy}: {error}")))?),
        None => None,
    };
    config.connect_timeout = Some(Duration::from_secs(10));
    // Retries stand in `request`, where they know which requests may be repeated.
    config.default_retry = false;
    Ok(config)
}

/// The cluster that a context names.
fn cluster_of<'k>(kubeconfig: &'k Kubeconfig, context: &str) -> Option<&'k kube::config::Cluster> {
    let context = kubeconfig.contexts.iter().find(|known| known.name == context)?.context.as_ref()?;
    kubeconfig.clusters.iter().find(|known| known.name == context.cluster)?.cluster.as_ref()
}

fn from_kubeconfig(
    mut kubeconfig: Kubeconfig,
    name: String,
    settings: &ClusterSettings,
) -> Result<Config, ClusterError> {
    let contexts: Vec<String> = kubeconfig.contexts.iter().map(|context| context.name.clone()).collect();
    if !contexts.contains(&name) {
        let there = match diagnostic::nearest(&name, contexts.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near:?}?"),
            None if contexts.is_empty() => "there is none at all".to_owned(),
            None => format!("there are {}", contexts.join(", ")),
        };
        return Err(bad_config(format!("there is no context {name:?} ({there})")));
    }
    if let Some(server) = &settings.apiserver {
        let cluster = kubeconfig
            .contexts
            .iter()
            .find(|context| context.name == name)
            .and_then(|context| Some(context.context.as_ref()?.cluster.clone()));
        for named in kubeconfig.clusters.iter_mut().filter(|named| Some(&named.name) == cluster.as_ref()) {
            if let Some(cluster) = &mut named.cluster {
                cluster.server = Some(server.clone());
            }
        }
    }
    // `from_custom_kubeconfig` is async in name only: it reads files and waits for nothing.
    let options = KubeConfigOptions { context: Some(name), cluster: None, user: None };
    futures::executor::block_on(Config::from_custom_kubeconfig(kubeconfig, &options)).map_err(bad_config)
}
