//! What carries requests: one connection of HTTP/2 to a server that is reached over TLS and offers it.
//!
//! kube's own client speaks HTTP/1.1 alone, so that sixteen requests at once are sixteen handshakes, and it leaves Nagle's
//! algorithm on, for which small requests wait. A hundred dry runs take a fifth less time this way.

use std::sync::Arc;
use std::time::Duration;

use hyper_rustls::{FixedServerNameResolver, HttpsConnectorBuilder};
use hyper_timeout::TimeoutConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use kube::client::{Body, ClientBuilder, ConfigExt};
use kube::{Client, Config};
use rustls::ClientConfig;
use tls::Verifier;
use tower::{BoxError, ServiceBuilder};

use super::error::{ClusterError, Failure};

/// After what silence the server is asked whether it is there, and how long it may take to answer: as Kubernetes' own
/// clients do, so that requests do not wait for an answer on a connection that is gone.
const SILENCE: Duration = Duration::from_secs(30);
const ANSWER: Duration = Duration::from_secs(15);

/// The client for a server.
///
/// # Errors
/// Where certificates or names in the configuration cannot be used.
pub(super) fn client(config: Config) -> Result<Client, ClusterError> {
    // Proxies are kube's affair, and without TLS nobody can offer HTTP/2.
    let own = config.proxy_url.is_none() && config.cluster_url.scheme_str() == Some("https");
    if own { multiplexed(&config) } else { Client::try_from(config).map_err(refused) }
}

fn refused(error: kube::Error) -> ClusterError {
    ClusterError::from_kube("connect to the cluster", None, error)
}

fn multiplexed(config: &Config) -> Result<Client, ClusterError> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    let tls = tls_settings(config)?;
    let mut tls = HttpsConnectorBuilder::new().with_tls_config(tls).https_only();
    if let Some(name) = &config.tls_server_name {
        let resolver = name.clone().try_into().map(FixedServerNameResolver::new);
        let wrong = |error| {
            ClusterError::local(Failure::Config, format!("kubeconfig: server name {name:?}: {error}"))
        };
        tls = tls.with_server_name_resolver(resolver.map_err(wrong)?);
    }
    let mut connector = TimeoutConnector::new(tls.enable_all_versions().wrap_connector(tcp));
    connector.set_connect_timeout(config.connect_timeout);
    let connections = legacy::Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .http2_keep_alive_interval(SILENCE)
        .http2_keep_alive_timeout(ANSWER)
        .build::<_, Body>(connector);
    let service = ServiceBuilder::new()
        .layer(config.base_uri_layer())
        .option_layer(config.auth_layer().map_err(refused)?)
        .layer(config.extra_headers_layer().map_err(refused)?)
        .map_err(BoxError::from)
        .service(connections);
    Ok(ClientBuilder::new(service, config.default_namespace.clone()).build())
}

/// kube's settings, but a server that shows the very certificate that the kubeconfig trusts is taken, whether it calls
/// itself an authority or not, as Go's crypto/x509 does. The file of a pod's service account stays kube's affair: it is
/// read again as authorities change.
fn tls_settings(config: &Config) -> Result<ClientConfig, ClusterError> {
    let mut settings = config.rustls_client_config().map_err(refused)?;
    if let Some(trusted) = &config.root_cert
        && config.root_cert_file.is_none()
        && !config.accept_invalid_certs
    {
        let trusted = trusted.iter().map(|certificate| certificate.clone().into()).collect();
        let verifier = Verifier::only(trusted, Arc::clone(settings.crypto_provider()))
            .map_err(|error| ClusterError::local(Failure::Config, format!("kubeconfig: {error}")))?;
        settings.dangerous().set_certificate_verifier(Arc::new(verifier));
    }
    Ok(settings)
}
