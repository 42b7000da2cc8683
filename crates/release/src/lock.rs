//! The lock of a release: a Lease that names who works on which revision, beats while they do, and expires.
//!
//! Helm's own lock is the record of the next revision, which a crash leaves behind for good. Beside it stands the Lease: a
//! pending revision that a Lease names which has stopped beating was abandoned by us and may be closed; one that no Lease
//! names is Helm's. Whether a Lease beats is judged by its `renewTime` standing still while we look, never by comparing
//! clocks. Only its holder writes to a Lease, always upon the version it wrote last: whoever was taken for gone and is not
//! learns by its next beat that it has lost the lock.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};
use tokio::time::Instant;

use crate::cluster::{
    Apply, Change, Cluster, ClusterError, Failure, Fence, Moment, Propagation, Resource, Write, unfenced,
};
use crate::error::{Error, Result};
use crate::event::Events;
use crate::object::ObjectRef;

/// Carries the revision that is worked on.
const REVISION: &str = "rhumb.io/revision";

/// The lock of a release.
#[derive(Clone)]
pub(crate) struct Lock {
    cluster: Cluster,
    reference: ObjectRef,
    release: String,
    patience: Duration,
}

/// What came of taking a lock.
pub(crate) enum Taken {
    /// It is ours.
    Held(Held),
    /// Leases may not be written here; why.
    Forbidden(String),
    /// There is no such namespace yet, so nobody works in it.
    NoNamespace,
}

/// A lock that is held. It beats in the background until it is given back; dropped, it stops beating and expires.
pub(crate) struct Held {
    lock: Lock,
    /// The Lease as we wrote it last.
    lease: Arc<Mutex<Value>>,
    beat: tokio::task::JoinHandle<()>,
    lost: watch::Receiver<bool>,
    /// When it was renewed last.
    renewed: watch::Sender<Moment>,
    /// Whom it was taken over from.
    left: Option<Holder>,
}

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    /// Who it is.
    pub(crate) identity: String,
    /// The revision it works on.
    pub(crate) revision: Option<u32>,
}

/// What watching somebody's Lease showed.
enum Seen {
    /// It was given back.
    Free,
    /// It stood still for too long.
    Still(Value),
    /// It beats, and there is no more time to wait.
    Beats(Value),
}

impl Lock {
    /// `patience` is how long a Lease of ours may stand still before we count as gone; three beats fall into it. A Lease
    /// counts whole seconds, one at least.
    pub(crate) fn new(cluster: &Cluster, namespace: &str, release: &str, patience: Duration) -> Self {
        let reference = ObjectRef {
            api_version: "coordination.k8s.io/v1".into(),
            kind: "Lease".into(),
            namespace: Some(namespace.into()),
            name: format!("rhumb.{release}"),
        };
        let patience = Duration::from_secs(patience.as_secs().max(1));
        Self { cluster: cluster.clone(), reference, release: release.into(), patience }
    }

    fn resource() -> Resource {
        Resource { group: "coordination.k8s.io".into(), ..Resource::core("Lease", "leases", true) }
    }

    /// Who holds the lock, alive or not.
    pub(crate) async fn holder(&self) -> std::result::Result<Option<Holder>, ClusterError> {
        Ok(self.read().await?.as_ref().map(holder))
    }

    async fn read(&self) -> std::result::Result<Option<Value>, ClusterError> {
        self.cluster.get(&Self::resource(), &self.reference).await
    }

    /// Who abandoned the release, without taking the lock: nobody of ours, or a holder who no longer beats.
    ///
    /// # Errors
    /// [`Error::Pending`] where the holder is at work.
    pub(crate) async fn abandoned(&self) -> Result<Option<Holder>> {
        let Some(lease) = self.read().await? else { return Ok(None) };
        match self.observe(lease, Instant::now()).await? {
            Seen::Free => Ok(None),
            Seen::Still(lease) => Ok(Some(holder(&lease))),
            Seen::Beats(lease) => Err(self.busy(&lease)),
        }
    }

    /// Takes the lock. Somebody else's is taken over once it has stood still, and waited for as long as `wait` says while
    /// it beats.
    ///
    /// # Errors
    /// [`Error::Pending`] where somebody else holds it. Where Leases are forbidden there is nothing to hold, and that is no
    /// error: Helm's own lock still stands.
    pub(crate) async fn take(&self, identity: &str, wait: Duration, events: &Events) -> Result<Taken> {
        let until = Instant::now() + wait;
        let resource = Self::resource();
        let mut told = false;
        loop {
            let body = self.body(identity);
            let ours = |there: &Value| is_of(there, &body);
            let created =
                self.cluster.create_surely(&resource, &self.reference, &body, Apply::default(), ours);
            let error = match created.await {
                Ok(lease) => return Ok(Taken::Held(self.held(lease, None))),
                Err(error) => error,
            };
            match error.failure {
                Failure::Exists => {}
                Failure::NoNamespace(_) => return Ok(Taken::NoNamespace),
                Failure::Forbidden | Failure::Refused | Failure::NotFound => {
                    return Ok(Taken::Forbidden(error.message));
                }
                _ => return Err(error.into()),
            }
            let Some(lease) = self.read().await? else { continue };
            if !told && !wait.is_zero() {
                events.warn(format!("waiting: {}", at_work(&lease)));
                told = true;
            }
            match self.observe(lease, until).await? {
                Seen::Free => {}
                Seen::Beats(lease) => return Err(self.busy(&lease)),
                Seen::Still(lease) => {
                    // Until what was left behind is mended the Lease goes on naming it: we might die meanwhile, too.
                    let mut body = self.body(identity);
                    body["metadata"]["resourceVersion"] = lease["metadata"]["resourceVersion"].clone();
                    body["metadata"]["annotations"] = lease["metadata"]["annotations"].clone();
                    let how = Apply::default();
                    match self.cluster.write(Write::Replace, &resource, &self.reference, &body, how).await {
                        Ok(ours) => return Ok(Taken::Held(self.held(ours, Some(holder(&lease))))),
                        // Somebody else was faster.
                        Err(error) if matches!(error.failure, Failure::Changed | Failure::NotFound) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
        }
    }

    /// Watches somebody's Lease until it is given back, has stood still for as long as it says itself, or is known to
    /// beat while there is no time left to wait.
    async fn observe(&self, mut lease: Value, until: Instant) -> Result<Seen> {
        let mut beats = false;
        loop {
            if beats && Instant::now() >= until {
                return Ok(Seen::Beats(lease));
            }
            let promised = lease["spec"]["leaseDurationSeconds"].as_u64();
            let patience =
                promised.map_or(self.patience, |seconds| Duration::from_secs(seconds.clamp(1, 3600)));
            let still = Instant::now() + patience;
            let limit = if beats { still.min(until) } else { still };
            match tokio::time::timeout_at(limit, self.next(&lease)).await {
                Ok(Ok(Some(next))) => {
                    lease = next;
                    beats = true;
                }
                Ok(Ok(None)) => return Ok(Seen::Free),
                Ok(Err(error)) => return Err(error.into()),
                Err(_) if limit == still => return Ok(Seen::Still(lease)),
                Err(_) => {}
            }
        }
    }

    /// The Lease once it has been renewed; nothing once it is gone.
    async fn next(&self, lease: &Value) -> std::result::Result<Option<Value>, ClusterError> {
        let name = format!("metadata.name={}", self.reference.name);
        let selectors = [("fieldSelector", name.as_str())];
        let mut version = lease["metadata"]["resourceVersion"].as_str().unwrap_or_default().to_owned();
        loop {
            let namespace = self.reference.namespace.as_deref();
            match self.cluster.watch(&Self::resource(), namespace, &selectors, &version).await {
                Ok(changes) => {
                    let mut changes = std::pin::pin!(changes);
                    while let Some(Ok(change)) = changes.next().await {
                        match change {
                            Change::Gone(_) => return Ok(None),
                            Change::Is(now) if renewed(&now) != renewed(lease) => return Ok(Some(now)),
                            Change::Is(_) => {}
                        }
                    }
                }
                // Who may read Leases may not always watch them.
                Err(error) if error.failure == Failure::Unauthorized => return Err(error),
                Err(_) => {}
            }
            tokio::time::sleep(self.patience / 10).await;
            match self.read().await? {
                None => return Ok(None),
                Some(now) if renewed(&now) != renewed(lease) => return Ok(Some(now)),
                Some(now) => {
                    version = now["metadata"]["resourceVersion"].as_str().unwrap_or_default().to_owned();
                }
            }
        }
    }

    fn body(&self, identity: &str) -> Value {
        json!({
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": self.reference.name, "namespace": self.reference.namespace},
            "spec": {
                "holderIdentity": identity,
                "leaseDurationSeconds": self.patience.as_secs(),
                "acquireTime": now(),
                "renewTime": now(),
            },
        })
    }

    fn held(&self, lease: Value, left: Option<Holder>) -> Held {
        let lease = Arc::new(Mutex::new(lease));
        let (loses, lost) = watch::channel(false);
        let (renewed, _) = watch::channel(Moment::now());
        let beat = tokio::spawn(beat(self.clone(), Arc::clone(&lease), loses, renewed.clone()));
        Held { lock: self.clone(), lease, beat, lost, renewed, left }
    }

    /// Writes the Lease upon the version that we wrote last.
    async fn write(&self, lease: &mut Value) -> std::result::Result<(), ClusterError> {
        lease["spec"]["renewTime"] = now().into();
        let written = self
            .cluster
            .write(Write::Replace, &Self::resource(), &self.reference, lease, Apply::default())
            .await?;
        *lease = written;
        Ok(())
    }

    fn busy(&self, lease: &Value) -> Error {
        Error::Pending { name: self.release.clone(), what: at_work(lease), abandoned: false }
    }
}

/// Renews the Lease until it is aborted or lost. A beat that fails otherwise is left to the next one.
async fn beat(
    lock: Lock,
    lease: Arc<Mutex<Value>>,
    lost: watch::Sender<bool>,
    renewed: watch::Sender<Moment>,
) {
    loop {
        tokio::time::sleep(lock.patience / 3).await;
        let mut lease = lease.lock().await;
        let begun = Moment::now();
        match lock.write(&mut lease).await {
            Ok(()) => drop(renewed.send_replace(begun)),
            Err(error) if is_lost(&error) => {
                // Our own write may have arrived while its answer did not.
                match lock.read().await {
                    Ok(Some(now)) if is_of(&now, &lease) => {
                        *lease = now;
                        renewed.send_replace(begun);
                    }
                    Ok(_) => {
                        lost.send_replace(true);
                        return;
                    }
                    Err(_) => {}
                }
            }
            Err(_) => {}
        }
    }
}

fn is_lost(error: &ClusterError) -> bool {
    matches!(error.failure, Failure::Changed | Failure::NotFound)
}

impl Held {
    /// Whom the lock was taken over from, with the revision they left behind.
    pub(crate) fn left(&self) -> Option<&Holder> {
        self.left.as_ref()
    }

    /// Names the revision that is worked on.
    ///
    /// # Errors
    /// [`Error::LockLost`]; where the Lease cannot be written.
    pub(crate) async fn names(&self, revision: u32) -> Result<()> {
        unfenced(self.name_revision(revision)).await
    }

    async fn name_revision(&self, revision: u32) -> Result<()> {
        let mut lease = self.lease.lock().await;
        lease["metadata"]["annotations"][REVISION] = revision.to_string().into();
        let Err(error) = self.lock.write(&mut lease).await else { return Ok(()) };
        // The write may have arrived while its answer did not.
        match self.lock.read().await? {
            Some(now) if is_of(&now, &lease) => {
                lease["metadata"]["resourceVersion"] = now["metadata"]["resourceVersion"].clone();
                Ok(self.lock.write(&mut lease).await?)
            }
            _ if is_lost(&error) => Err(Error::LockLost { name: self.lock.release.clone() }),
            _ => Err(error.into()),
        }
    }

    /// Holds changes back while the lock may be somebody else's: once it has stood still for as long as it says.
    pub(crate) fn fence(&self) -> Fence {
        Fence { renewed: self.renewed.subscribe(), valid: self.lock.patience }
    }

    /// Becomes ready when somebody else has taken the lock over.
    pub(crate) async fn lost(&self) -> Error {
        let mut lost = self.lost.clone();
        if lost.wait_for(|lost| *lost).await.is_err() {
            std::future::pending::<()>().await;
        }
        Error::LockLost { name: self.lock.release.clone() }
    }

    /// Gives the lock back, once.
    pub(crate) async fn give_back(&self) {
        let mut lease = self.lease.lock().await;
        self.beat.abort();
        let lease = std::mem::take(&mut *lease);
        // Only our own Lease is deleted; one that cannot be deleted expires.
        let Lock { cluster, reference, .. } = &self.lock;
        if let Some(uid) = lease["metadata"]["uid"].as_str().filter(|_| !*self.lost.borrow()) {
            drop(cluster.delete(&Lock::resource(), reference, Propagation::Background, Some(uid)).await);
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.beat.abort();
    }
}

/// Whether two Leases are of the same holder, since the same moment.
fn is_of(one: &Value, other: &Value) -> bool {
    ["holderIdentity", "acquireTime"].iter().all(|key| one["spec"][key] == other["spec"][key])
}

fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

fn renewed(lease: &Value) -> (&Value, &Value) {
    (&lease["metadata"]["uid"], &lease["spec"]["renewTime"])
}

fn at_work(lease: &Value) -> String {
    let Holder { identity, revision } = holder(lease);
    let revision = revision.map_or_else(String::new, |revision| format!(" on revision {revision}"));
    format!("{identity} is at work{revision}")
}

fn holder(lease: &Value) -> Holder {
    Holder {
        identity: lease["spec"]["holderIdentity"].as_str().unwrap_or("somebody").into(),
        revision: lease["metadata"]["annotations"][REVISION].as_str().and_then(|text| text.parse().ok()),
    }
}
