//! The revisions of a release, and which of them counts.

use super::releases::Releases;
use crate::error::{Error, Result};
use crate::record::{Release, Status, valid_name};
use crate::store::Entry;

/// The revisions of a release as their labels show them, oldest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Name of the release.
    pub name: String,
    /// The revisions.
    pub entries: Vec<Entry>,
}

impl History {
    /// The newest revision.
    pub fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    /// The newest revision that is deployed.
    pub fn deployed(&self) -> Option<&Entry> {
        self.entries.iter().rfind(|entry| entry.status == Status::Deployed)
    }

    /// The revision that the next one gets.
    pub fn next(&self) -> u32 {
        self.last().map_or(1, |last| last.revision + 1)
    }

    /// The revision that an upgrade starts from: the deployed one, else the newest if it failed or was superseded
    /// (pkg/action/upgrade.go, prepareUpgrade).
    ///
    /// # Errors
    /// [`Error::Pending`] where the newest is pending; [`Error::NoDeployed`] where there is nothing to start from.
    pub fn base(&self) -> Result<&Entry> {
        let none = || Error::NoDeployed { name: self.name.clone() };
        let last = self.last().ok_or_else(none)?;
        if last.status.is_pending() {
            return Err(self.pending(last));
        }
        match self.deployed() {
            Some(deployed) => Ok(deployed),
            None if matches!(last.status, Status::Failed | Status::Superseded) => Ok(last),
            None => Err(none()),
        }
    }

    pub(super) fn pending(&self, last: &Entry) -> Error {
        Error::Pending {
            name: self.name.clone(),
            what: format!("revision {} is {} since {}", last.revision, last.status, last.created),
            abandoned: true,
        }
    }

    /// The revisions to delete so that one more fits: the oldest, but never the deployed one
    /// (pkg/storage/storage.go, removeLeastRecent).
    pub fn surplus(&self, limit: usize) -> Vec<u32> {
        if limit == 0 {
            return vec![];
        }
        let keep = limit - 1;
        let deployed = self.deployed().map(|entry| entry.revision);
        let count = self.entries.len().saturating_sub(keep);
        let old =
            self.entries.iter().map(|entry| entry.revision).filter(|revision| Some(*revision) != deployed);
        old.take(count).collect()
    }
}

impl Releases {
    /// The revisions of a release; empty where there is no such release.
    ///
    /// # Errors
    /// [`Error::Name`] for a name that no release can have; where records cannot be listed.
    pub async fn history(&self, name: &str) -> Result<History> {
        if !valid_name(name) {
            return Err(Error::Name { name: name.into() });
        }
        let entries = self.store.entries(Some(&self.namespace), Some(name)).await?;
        Ok(History { name: name.into(), entries })
    }

    /// As [`Releases::history`], of a release that must exist.
    ///
    /// # Errors
    /// [`Error::NotFound`], which names what comes close.
    pub async fn existing(&self, name: &str) -> Result<History> {
        let history = self.history(name).await?;
        if history.entries.is_empty() {
            return Err(self.not_found(name).await);
        }
        Ok(history)
    }

    /// A revision, or the newest one.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NoRevision`].
    pub async fn get(&self, name: &str, revision: Option<u32>) -> Result<Release> {
        let history = self.existing(name).await?;
        let wanted = match revision.filter(|&revision| revision > 0) {
            Some(revision) if history.entries.iter().any(|entry| entry.revision == revision) => revision,
            Some(revision) => {
                let have = history.entries.iter().map(|entry| entry.revision).collect();
                return Err(Error::NoRevision { name: name.into(), revision, have });
            }
            None => history.last().map_or(1, |last| last.revision),
        };
        self.read(name, wanted).await
    }

    pub(super) async fn read(&self, name: &str, revision: u32) -> Result<Release> {
        self.store.get(&self.namespace, name, revision).await
    }

    /// A revision of which only the state is to be changed.
    pub(super) async fn read_bare(&self, name: &str, revision: u32) -> Result<Release> {
        self.store.get_bare(&self.namespace, name, revision).await
    }

    /// Deletes old revisions so that one more fits.
    pub(super) async fn prune(&self, history: &History, limit: usize) -> Result<()> {
        for revision in history.surplus(limit) {
            self.store.delete(&self.namespace, &history.name, revision).await?;
        }
        Ok(())
    }

    async fn not_found(&self, name: &str) -> Error {
        // Where all namespaces may be read the same name may be in another one, or the name is misspelt.
        let mut near = vec![];
        if let Ok(all) = self.store.entries(None, None).await {
            let mut elsewhere: Vec<String> = all
                .iter()
                .filter(|entry| entry.name == name)
                .map(|entry| format!("one in namespace {:?} (-n {})", entry.namespace, entry.namespace))
                .collect();
            elsewhere.dedup();
            near.extend(elsewhere);
            let here = all.iter().filter(|entry| entry.namespace == self.namespace);
            near.extend(
                diagnostic::nearest(name, here.map(|entry| entry.name.as_str()))
                    .map(|near| format!("{near:?}")),
            );
        }
        Error::NotFound { name: name.into(), namespace: self.namespace.clone(), near }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(states: &[&str]) -> History {
        let entries = states.iter().zip(1..).map(|(status, revision)| Entry {
            name: "web".into(),
            namespace: "ns".into(),
            revision,
            status: Status::from(*status),
            created: String::new(),
            labels: Default::default(),
        });
        History { name: "web".into(), entries: entries.collect() }
    }

    #[test]
    fn upgrades_start_from_what_is_deployed() {
        for (states, base) in [
            (&["superseded", "deployed"][..], Some(2)),
            (&["deployed", "failed"], Some(1)),
            (&["failed"], Some(1)),
            (&["uninstalled"], None),
            (&["deployed", "pending-upgrade"], None),
            (&[], None),
        ] {
            assert_eq!(history(states).base().ok().map(|entry| entry.revision), base, "{states:?}");
        }
    }

    #[test]
    fn pruning_spares_the_deployed() {
        for (states, limit, gone) in [
            (&["superseded", "superseded", "deployed"][..], 3, &[1][..]),
            (&["deployed", "failed", "failed"], 2, &[2, 3]),
            (&["superseded", "deployed"], 10, &[]),
            (&["superseded", "deployed"], 0, &[]),
        ] {
            assert_eq!(history(states).surplus(limit), gone, "{states:?}");
        }
    }
}
