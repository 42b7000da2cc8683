//! The releases of a cluster: what every operation needs.

use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use crate::cluster::Cluster;
use crate::error::Result;
use crate::event::{Event, Events};
use crate::record::{Driver, Release, Time};
use crate::store::Store;

/// How long a lock may stand still before its holder counts as gone.
const PATIENCE: Duration = Duration::from_secs(10);

/// What time it is. The caller gives it, so that tests can stop it.
pub type Clock = Arc<dyn Fn() -> Zoned + Send + Sync>;

/// The releases of a namespace.
#[derive(Clone)]
pub struct Releases {
    pub(super) cluster: Cluster,
    pub(super) store: Store,
    pub(super) namespace: String,
    pub(super) events: Events,
    pub(super) patience: Duration,
    pub(super) identity: String,
    clock: Clock,
    stop: tokio::sync::watch::Receiver<bool>,
}

impl Releases {
    /// The releases of a namespace. An operation that is in progress when `stop`
    /// becomes true ends at once and records that it failed.
    pub fn new(
        cluster: Cluster,
        namespace: &str,
        driver: Driver,
        events: Events,
        clock: Clock,
        stop: tokio::sync::watch::Receiver<bool>,
    ) -> Self {
        let store = Store::new(cluster.clone(), driver);
        let identity = format!("rhumb {}", std::process::id());
        Self {
            store,
            cluster,
            namespace: namespace.into(),
            events,
            patience: PATIENCE,
            identity,
            clock,
            stop,
        }
    }

    /// Sets who others are told holds a lock; the number of the process otherwise.
    #[must_use]
    pub fn with_identity(mut self, identity: String) -> Self {
        self.identity = identity;
        self
    }

    /// Sets how long a lock may stand still before its holder counts as gone; 10 seconds otherwise.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The releases of another namespace.
    #[must_use]
    pub(super) fn in_namespace(mut self, namespace: &str) -> Self {
        self.namespace = namespace.into();
        self
    }

    /// The cluster.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The namespace.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    pub(super) fn now(&self) -> Time {
        Time::new(&(self.clock)())
    }

    fn seconds(&self) -> i64 {
        (self.clock)().timestamp().as_second()
    }

    /// Becomes ready when the user stops the operation.
    pub(super) async fn stopped(&self) {
        let mut stop = self.stop.clone();
        if stop.wait_for(|stop| *stop).await.is_err() {
            // Nobody is left who could stop it.
            std::future::pending::<()>().await;
        }
    }

    /// Writes a new revision's record.
    pub(super) async fn create_record(&self, release: &Release) -> Result<()> {
        self.store.create(release, self.seconds()).await?;
        self.tell_record(release);
        Ok(())
    }

    /// Rewrites a revision's record.
    pub(super) async fn update_record(&self, release: &Release) -> Result<()> {
        self.store.update(release, self.seconds()).await?;
        self.tell_record(release);
        Ok(())
    }

    fn tell_record(&self, release: &Release) {
        let status = release.info.status.as_str().to_owned();
        self.events.send(Event::Recorded { revision: release.version, status });
    }
}
