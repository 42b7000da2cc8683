//! The listener, and the orderly stop.

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::answer::answer;
use super::connection;
use crate::{Event, Registry};

/// The body of a request or response.
pub(super) type Body = axum::body::Body;
/// A request.
pub(super) type Request = http::Request<Body>;
/// A request without its body.
pub(super) type Head = http::request::Parts;
/// A response.
pub(super) type Response = http::Response<Body>;

/// Time until connections are taken again after the system gave none.
const BREATH: Duration = Duration::from_secs(1);

/// The registry as a service, for a server that answers more than the registry does: it takes every path that
/// is not routed otherwise.
pub fn router(registry: &Registry) -> Router {
    async fn handle(State(registry): State<Registry>, request: Request) -> Response {
        answer(&registry, request).await
    }
    Router::new().fallback(handle).with_state(registry.clone())
}

/// Answers requests until `shutdown` is ready, lets those in progress end, and closes the data folder.
///
/// Requests that take longer than [`crate::Config::drain`] are cut off.
pub async fn serve(
    registry: Registry,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    serve_router(registry.clone(), router(&registry), listener, shutdown).await;
}

/// As [`serve`], with further routes beside the registry's (see [`router`]).
pub async fn serve_router(
    registry: Registry,
    router: Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let events = registry.config().events.clone();
    if let Ok(address) = listener.local_addr() {
        events.tell(Event::Listening { address });
    }
    let upkeep = tokio::spawn(keep_up(registry.clone()));
    let certificates = tokio::spawn(renew(registry.clone()));
    let (stop, stopping) = watch::channel(());
    let mut connections = JoinSet::new();
    tokio::select! {
        () = accept(&registry, &router, &listener, &stopping, &mut connections) => {}
        () = shutdown => {}
    }
    events.tell(Event::Draining);
    drop((listener, stop));
    let ended = async { while connections.join_next().await.is_some() {} };
    let cut_off = tokio::time::timeout(registry.config().drain, ended).await.is_err();
    connections.shutdown().await;
    upkeep.abort();
    certificates.abort();
    let _ = tokio::task::spawn_blocking(move || registry.close()).await;
    events.tell(Event::Stopped { cut_off });
}

/// Takes connections, at most [`crate::Config::connections`] at once; for ever.
async fn accept(
    registry: &Registry,
    router: &Router,
    listener: &TcpListener,
    stopping: &watch::Receiver<()>,
    connections: &mut JoinSet<()>,
) {
    let config = registry.config();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= config.connections {
            connections.join_next().await;
            continue;
        }
        match listener.accept().await {
            Ok((stream, _)) => {
                let (tls, router, stopping) = (config.tls.clone(), router.clone(), stopping.clone());
                connections.spawn(connection::answer(stream, tls, config.patience, router, stopping));
            }
            // The client is gone again.
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                // Out of files, most likely: connections that end give some back.
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

fn is_the_clients(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}

/// Rounds of upkeep, one every [`Config::upkeep`](crate::Config::upkeep).
async fn keep_up(registry: Registry) {
    let mut rounds = tokio::time::interval(registry.config().upkeep);
    rounds.tick().await;
    loop {
        rounds.tick().await;
        registry.keep_up().await;
    }
}

/// Reads certificates again that were renewed; looks for them every [`Config::renewal`](crate::Config::renewal).
async fn renew(registry: Registry) {
    let Some(tls) = &registry.config().tls else { return };
    let mut looks = tokio::time::interval(registry.config().renewal);
    loop {
        looks.tick().await;
        let tls = tls.clone();
        let events = &registry.config().events;
        match tokio::task::spawn_blocking(move || tls.refresh()).await {
            Ok(Ok(true)) => events.tell(Event::CertificatesRenewed),
            Ok(Err(error)) => events.tell(Event::CertificatesUnusable { reason: error.to_string() }),
            Ok(Ok(false)) | Err(_) => {}
        }
    }
}
