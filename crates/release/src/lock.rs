//! The lock of a release: a Lease that names who works on which revision, beats while they do, and expires.
//!
//! Helm's own lock is the record of the next revision, which a crash leaves behind for good. Beside it stands the Lease: a
//! pending revision whose Lease has stopped beating was abandoned by us and may be closed; one without a Lease is
//! Helm's. Whether a Lease beats is judged by its `renewTime` standing still while we look, never by comparing clocks.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cluster::{Apply, Cluster, ClusterError, Failure, Propagation, Resource};
use crate::error::{Error, Result};
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

/// A lock that is held. It beats in the background until it is given back; dropped, it stops beating and expires.
pub(crate) struct Held {
    lock: Lock,
    uid: Option<String>,
    beat: Option<tokio::task::JoinHandle<()>>,
}

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    /// Who it is.
    pub(crate) identity: String,
    /// The revision it works on.
    pub(crate) revision: Option<u32>,
}

impl Lock {
    /// `patience` is how long a Lease may stand still before its holder counts as gone; three beats fall into it.
    pub(crate) fn new(cluster: &Cluster, namespace: &str, release: &str, patience: Duration) -> Self {
        let reference = ObjectRef {
            api_version: "coordination.k8s.io/v1".into(),
            kind: "Lease".into(),
            namespace: Some(namespace.into()),
            name: format!("rhumb.{release}"),
        };
        Self { cluster: cluster.clone(), reference, release: release.into(), patience }
    }

    fn resource() -> Resource {
        Resource { group: "coordination.k8s.io".into(), ..Resource::core("Lease", "leases", true) }
    }

    async fn read(&self) -> std::result::Result<Option<Value>, ClusterError> {
        self.cluster.get(&Self::resource(), &self.reference).await
    }

    /// Whose pending revision this is: nobody's of ours, or that of a holder who no longer beats.
    ///
    /// # Errors
    /// [`Error::Pending`] where the holder is at work.
    pub(crate) async fn abandoned(&self) -> Result<Option<Holder>> {
        let Some(lease) = self.read().await? else { return Ok(None) };
        tokio::time::sleep(self.patience).await;
        match self.read().await? {
            Some(later) if renewed(&later) != renewed(&lease) => Err(self.busy(&later)),
            Some(later) => Ok(Some(holder(&later))),
            // Given back while we looked.
            None => Ok(None),
        }
    }

    /// Takes the lock for a revision. Somebody else's is taken over once it has stood still.
    ///
    /// # Errors
    /// [`Error::Pending`] where somebody else holds it. Where Leases are forbidden there is nothing to hold, and that is no
    /// error: Helm's own lock still stands.
    pub(crate) async fn take(&self, identity: &str, revision: u32) -> Result<Option<Held>> {
        let resource = Self::resource();
        let body = self.body(identity, revision, None);
        let taken = match self.cluster.create(&resource, &self.reference, &body, Apply::default()).await {
            Err(error) if error.failure == Failure::Exists => {
                self.abandoned().await?;
                let version = self.read().await?.map(|lease| lease["metadata"]["resourceVersion"].clone());
                let body = self.body(identity, revision, version.as_ref());
                match version {
                    Some(_) => {
                        self.cluster.replace(&resource, &self.reference, &body, Apply::default()).await
                    }
                    None => self.cluster.create(&resource, &self.reference, &body, Apply::default()).await,
                }
            }
            answer => answer,
        };
        match taken {
            Ok(lease) => {
                let uid = lease["metadata"]["uid"].as_str().map(str::to_owned);
                Ok(Some(Held { beat: Some(self.beat()), uid, lock: self.clone() }))
            }
            Err(error) if matches!(error.failure, Failure::Exists | Failure::Changed) => {
                Err(Error::Pending {
                    name: self.release.clone(),
                    what: "somebody else has just begun to work on it".into(),
                    abandoned: false,
                })
            }
            Err(error) if matches!(error.failure, Failure::Forbidden | Failure::Refused) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn body(&self, identity: &str, revision: u32, version: Option<&Value>) -> Value {
        let mut metadata = json!({
            "name": self.reference.name,
            "namespace": self.reference.namespace,
            "annotations": {REVISION: revision.to_string()},
        });
        if let Some(version) = version {
            metadata["resourceVersion"] = version.clone();
        }
        json!({
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": metadata,
            "spec": {
                "holderIdentity": identity,
                "leaseDurationSeconds": self.patience.as_secs(),
                "acquireTime": now(),
                "renewTime": now(),
            },
        })
    }

    /// Renews the Lease until it is aborted. A beat that fails is left to the next one.
    fn beat(&self) -> tokio::task::JoinHandle<()> {
        let lock = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(lock.patience / 3).await;
                let patch = json!({"spec": {"renewTime": now()}});
                drop(lock.cluster.merge(&Self::resource(), &lock.reference, &patch, Apply::default()).await);
            }
        })
    }

    fn busy(&self, lease: &Value) -> Error {
        let Holder { identity, revision } = holder(lease);
        let revision = revision.map_or_else(String::new, |revision| format!(" on revision {revision}"));
        Error::Pending {
            name: self.release.clone(),
            what: format!("{identity} is at work{revision}"),
            abandoned: false,
        }
    }
}

impl Held {
    /// Gives the lock back.
    pub(crate) async fn give_back(mut self) {
        if let Some(beat) = self.beat.take() {
            beat.abort();
        }
        // A Lease that cannot be deleted expires.
        let Lock { cluster, reference, .. } = &self.lock;
        drop(
            cluster.delete(&Lock::resource(), reference, Propagation::Background, self.uid.as_deref()).await,
        );
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(beat) = self.beat.take() {
            beat.abort();
        }
    }
}

fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

fn renewed(lease: &Value) -> (&Value, &Value) {
    (&lease["metadata"]["uid"], &lease["spec"]["renewTime"])
}

fn holder(lease: &Value) -> Holder {
    Holder {
        identity: lease["spec"]["holderIdentity"].as_str().unwrap_or("somebody").into(),
        revision: lease["metadata"]["annotations"][REVISION].as_str().and_then(|text| text.parse().ok()),
    }
}
