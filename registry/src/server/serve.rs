//! The listener, and the orderly stop. The one file that knows axum.

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::answer::answer;
use crate::{Error, Event, Registry};

/// The body of a request or response.
pub(super) type Body = axum::body::Body;
/// A request.
pub(super) type Request = http::Request<Body>;
/// A request without its body.
pub(super) type Head = http::request::Parts;
/// A response.
pub(super) type Response = http::Response<Body>;

/// Time between two rounds of upkeep.
const UPKEEP: Duration = Duration::from_secs(3600);

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
///
/// # Errors
/// [`Error::Io`] when the listener fails.
pub async fn serve(
    registry: Registry,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    serve_router(registry.clone(), router(&registry), listener, shutdown).await
}

/// As [`serve`], with further routes beside the registry's (see [`router`]).
///
/// # Errors
/// As [`serve`].
pub async fn serve_router(
    registry: Registry,
    router: Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let events = registry.config().events.clone();
    let drain = registry.config().drain;
    let failed = Error::io("serve", "the listener".as_ref());
    if let Ok(address) = listener.local_addr() {
        events.tell(Event::Listening { address });
    }
    // A small response is one write; waiting for more would only add the peer's delayed acknowledgement.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let (draining, drained) = oneshot::channel::<()>();
    let told = events.clone();
    let signal = async move {
        shutdown.await;
        told.tell(Event::Draining);
        drop(draining);
    };
    let upkeep = tokio::spawn(keep_up(registry.clone()));
    let serving = axum::serve(listener, router).with_graceful_shutdown(signal).into_future();
    let patience = async move {
        let _ = drained.await;
        tokio::time::sleep(drain).await;
    };
    let (result, cut_off) = tokio::select! {
        result = serving => (result.map_err(failed), false),
        () = patience => (Ok(()), true),
    };
    upkeep.abort();
    let _ = tokio::task::spawn_blocking(move || registry.close()).await;
    events.tell(Event::Stopped { cut_off });
    result
}

async fn keep_up(registry: Registry) {
    let mut rounds = tokio::time::interval(UPKEEP);
    rounds.tick().await;
    loop {
        rounds.tick().await;
        let store = registry.store().clone();
        let _ = tokio::task::spawn_blocking(move || store.sweep()).await;
    }
}
