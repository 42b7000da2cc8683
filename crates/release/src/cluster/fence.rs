//! Holding back requests that change something while nobody knows whether they may.

use std::future::Future;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch;

use super::request::LIMIT;

tokio::task_local! {
    static FENCE: Fence;
}

/// A moment, by two clocks: one stands still while the machine sleeps, the other may be set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(Instant, SystemTime);

impl Moment {
    pub(crate) fn now() -> Self {
        Self(Instant::now(), SystemTime::now())
    }

    /// The time since then, by the clock that says more.
    fn age(self) -> Duration {
        self.0.elapsed().max(self.1.elapsed().unwrap_or_default())
    }
}

/// Lets requests pass that change something as long as what allows them was renewed a short time ago. Whoever was stopped and
/// goes on must not write before it knows that nobody has taken its place.
#[derive(Clone)]
pub(crate) struct Fence {
    /// When it was renewed last.
    pub(crate) renewed: watch::Receiver<Moment>,
    /// How long that holds.
    pub(crate) valid: Duration,
}

impl Fence {
    /// Does something behind the fence.
    pub(crate) async fn around<T>(self, work: impl Future<Output = T>) -> T {
        FENCE.scope(self, work).await
    }
}

/// Does something that needs no permission, such as asking for it.
pub(crate) async fn unfenced<T>(work: impl Future<Output = T>) -> T {
    let (_, renewed) = watch::channel(Moment::now());
    Fence { renewed, valid: Duration::MAX }.around(work).await
}

/// Becomes ready when a change may be sent. Where nothing is heard for as long as a request may take, the request itself will
/// tell what is wrong with the way to the server.
pub(super) async fn permission() {
    let Ok(Fence { mut renewed, valid }) = FENCE.try_with(Clone::clone) else { return };
    let fresh = renewed.wait_for(|renewed| renewed.age() < valid);
    // Nobody is left who could renew it: then whoever holds the lock has given it back.
    let _ = tokio::time::timeout(LIMIT, fresh).await;
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn changes_wait_for_what_allows_them() {
        permission().await;
        let (renews, renewed) = watch::channel(Moment::now());
        let work = async {
            assert!(permission().now_or_never().is_some());
            renews.send_replace(Moment(Instant::now(), SystemTime::UNIX_EPOCH));
            assert!(unfenced(permission()).now_or_never().is_some());
            let mut waits = std::pin::pin!(permission());
            assert!(waits.as_mut().now_or_never().is_none(), "what allows it is stale");
            renews.send_replace(Moment::now());
            waits.await;
        };
        Fence { renewed, valid: Duration::from_secs(3600) }.around(work).await;
    }
}
