//! What others left behind: revisions that are pending for good.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::releases::Releases;
use crate::error::{Error, Result};
use crate::record::Status;
use crate::store::Entry;

/// A revision whose operation has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stuck {
    /// Name of the release.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Number of the revision.
    pub revision: u32,
    /// Its state.
    pub status: String,
    /// When its record was created, RFC 3339.
    pub since: String,
    /// Seconds since then, by the clock of this computer.
    pub age: u64,
    /// Who of ours works on it, or did; nobody where Helm does, or did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
}

/// How a release is recovered.
#[derive(Clone, Copy, Debug)]
pub struct RecoverOptions {
    /// How old a revision must be that no Lease of ours names: Helm might still work on it.
    pub older_than: Duration,
    /// How long to wait for somebody of ours who works on the release.
    pub lock_timeout: Duration,
}

impl Releases {
    /// The revisions whose operations have not ended, by namespace and name.
    ///
    /// # Errors
    /// Where records cannot be listed.
    pub async fn stuck(&self, all_namespaces: bool) -> Result<Vec<Stuck>> {
        let namespace = (!all_namespaces).then_some(self.namespace.as_str());
        let mut found = vec![];
        for entry in self.store.entries(namespace, None).await?.iter().filter(|entry| is_open(&entry.status))
        {
            let there = self.clone().in_namespace(&entry.namespace);
            // Who may not read Leases sees the revision all the same.
            let holder = there.lock(&entry.name).holder().await.ok().flatten();
            let holder = holder.filter(|holder| holder.revision == Some(entry.revision));
            found.push(stuck(entry, holder.map(|holder| holder.identity)));
        }
        Ok(found)
    }

    /// Closes what is pending of a release as failed, so that the next command goes on from what was deployed last; of several
    /// deployed revisions only the newest stays deployed. Gives what was closed.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Pending`] where somebody of ours is at work; [`Error::Young`] where Helm might be.
    pub async fn recover(&self, name: &str, how: RecoverOptions) -> Result<Vec<Stuck>> {
        self.cluster.reachable().await?;
        // What our own left behind is closed by taking their lock.
        let before: BTreeMap<u32, Entry> =
            self.existing(name).await?.entries.into_iter().map(|entry| (entry.revision, entry)).collect();
        self.exclusively(name, how.lock_timeout, async {
            let history = self.existing(name).await?;
            let mut closed = vec![];
            for entry in &history.entries {
                let was = before.get(&entry.revision).filter(|was| is_open(&was.status));
                if is_open(&entry.status) {
                    self.close(entry, how.older_than).await?;
                    closed.push(stuck(entry, None));
                } else if let Some(was) = was {
                    closed.push(stuck(was, None));
                }
            }
            if let Some(deployed) = history.deployed() {
                self.supersede(self.others_deployed(name, deployed.revision).await?).await?;
            }
            Ok(closed)
        })
        .await
    }

    async fn close(&self, entry: &Entry, older_than: Duration) -> Result<()> {
        let Stuck { name, revision, status, age, .. } = stuck(entry, None);
        if Duration::from_secs(age) < older_than {
            return Err(Error::Young { name, revision, status, age: Duration::from_secs(age), older_than });
        }
        let mut left = self.read_bare(&name, revision).await?;
        left.set_status(Status::Failed, format!("left behind {status}, closed by rhumb recover"));
        self.update_record(&left).await
    }
}

/// Whether an operation of that state has not ended.
fn is_open(status: &Status) -> bool {
    status.is_pending() || *status == Status::Uninstalling
}

fn stuck(entry: &Entry, holder: Option<String>) -> Stuck {
    let created: Option<Timestamp> = entry.created.parse().ok();
    let age = created.map_or(0, |created| Timestamp::now().as_second() - created.as_second());
    Stuck {
        name: entry.name.clone(),
        namespace: entry.namespace.clone(),
        revision: entry.revision,
        status: entry.status.to_string(),
        since: entry.created.clone(),
        age: u64::try_from(age).unwrap_or_default(),
        holder,
    }
}
