//! What earlier revisions may have left in the cluster.

use std::collections::HashSet;

use super::releases::Releases;
use crate::error::{Error, Result};
use crate::plan::Placed;
use crate::record::{Release, Status};

impl Releases {
    /// The objects that a change from one revision to the next may find: those of the revision that it starts from, and
    /// those of all that failed or were cut off since a revision was deployed. Helm looks at the first alone, and what a
    /// failed revision created or had not deleted yet stays for ever.
    pub(super) async fn traces(&self, name: &str, base: Option<&Release>, next: u32) -> Result<Vec<Placed>> {
        let mut placed = match base {
            Some(base) => self.known(base).await?,
            None => vec![],
        };
        let last = base.map_or(0, |base| base.version);
        if last + 1 == next && base.is_none_or(|base| is_settled(&base.info.status)) {
            return Ok(placed);
        }
        let mut known: HashSet<_> = placed.iter().map(|placed| placed.reference.clone()).collect();
        let history = self.history(name).await?;
        for entry in history.entries.iter().rev().filter(|entry| entry.revision < next) {
            if entry.status == Status::Uninstalled {
                break;
            }
            if Some(entry.revision) != base.map(|base| base.version) {
                match self.read(name, entry.revision).await {
                    Ok(release) => {
                        let more = self.known(&release).await?.into_iter();
                        placed.extend(more.filter(|placed| known.insert(placed.reference.clone())));
                    }
                    // A revision that was cut off while it was recorded created nothing.
                    Err(Error::Record { .. } | Error::NoRevision { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            if is_settled(&entry.status) {
                break;
            }
        }
        Ok(placed)
    }

    /// The objects of a recorded revision that are known by name: all but those that the server named for Helm.
    async fn known(&self, release: &Release) -> Result<Vec<Placed>> {
        let (known, nameless): (Vec<Placed>, Vec<Placed>) =
            self.placed(release).await?.into_iter().partition(|placed| !placed.reference.name.is_empty());
        for Placed { reference, object, .. } in nameless {
            let stem = object.json()["metadata"]["generateName"].as_str().unwrap_or_default();
            self.events.warn(format!(
                "revision {} does not say which {} {stem}… is: the server named it, and it stays",
                release.version, reference.kind
            ));
        }
        Ok(known)
    }
}

/// Whether a revision of that state was carried out to its end.
fn is_settled(status: &Status) -> bool {
    matches!(status, Status::Deployed | Status::Superseded)
}
