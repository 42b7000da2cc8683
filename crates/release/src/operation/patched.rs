//! The user's patches from one revision to the next: they lie in a sidecar of the record.

use std::collections::BTreeMap;

use super::options::Options;
use super::releases::Releases;
use crate::error::{Error, Result};
use crate::patches::{Patch, SIDECAR};
use crate::record::Release;

/// The patches that lie beside the records of a release.
#[derive(Clone, Debug, Default)]
pub struct KeptPatches {
    name: String,
    sidecars: BTreeMap<u32, Vec<u8>>,
}

impl KeptPatches {
    /// Whether no revision has any.
    pub(super) fn is_empty(&self) -> bool {
        self.sidecars.is_empty()
    }

    /// The patches of a revision; after one that Helm made, those of the newest earlier revision that has any. The number is
    /// that of the revision which has them.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn of(&self, revision: u32) -> Result<Option<(u32, Vec<Patch>)>> {
        let Some((&revision, content)) = self.sidecars.range(..=revision).next_back() else {
            return Ok(None);
        };
        let patches = serde_json::from_slice(content).map_err(|error| Error::Record {
            name: self.name.clone(),
            revision,
            what: format!("its patches cannot be read: {error}"),
        })?;
        Ok(Some((revision, patches)))
    }
}

impl Releases {
    /// The patches of all revisions of a release.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub(super) async fn kept_patches(&self, name: &str) -> Result<KeptPatches> {
        let sidecars = self.store.sidecars(&self.namespace, name, SIDECAR).await?;
        Ok(KeptPatches { name: name.into(), sidecars })
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
