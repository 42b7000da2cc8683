//! The user's patches from one revision to the next: they lie in a sidecar of the record.

use super::options::Options;
use super::releases::Releases;
use crate::error::{Error, Result};
use crate::patches::{Patch, SIDECAR};
use crate::record::Release;

impl Releases {
    /// The patches of a revision; after one that Helm made, those of the newest earlier revision that has any. The number is
    /// that of the revision which has them.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub async fn patches_of(&self, name: &str, revision: u32) -> Result<Option<(u32, Vec<Patch>)>> {
        let found = self.store.newest_sidecar(&self.namespace, name, SIDECAR, revision).await?;
        let Some((revision, content)) = found else { return Ok(None) };
        let patches = serde_json::from_slice(&content).map_err(|error| Error::Record {
            name: name.into(),
            revision,
            what: format!("its patches cannot be read: {error}"),
        })?;
        Ok(Some((revision, patches)))
    }

    /// Keeps the patches of a revision beside its record; that there are none any more is kept too.
    pub(super) async fn keep_patches(&self, release: &Release, options: &Options) -> Result<()> {
        if options.patches.is_empty() && !options.drops_patches {
            return Ok(());
        }
        let content = serde_json::to_vec(&options.patches).map_err(|error| Error::Record {
            name: release.name.clone(),
            revision: release.version,
            what: format!("its patches cannot be kept: {error}"),
        })?;
        self.store.put_sidecar(&self.namespace, &release.name, release.version, SIDECAR, &content).await
    }
}
