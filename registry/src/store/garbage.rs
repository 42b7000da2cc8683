//! Garbage: content that no manifest names any more, or never did.
//!
//! Three things become garbage: a blob whose push was given up before its manifest, a blob whose manifests were
//! deleted, and a file that a crash left in `blobs/` before the index knew of it. All of it may be about to be
//! used, so nothing goes before it was left alone for a time of grace; and because that is no proof, what is to
//! go is looked at once more in the transaction that takes it away, where nothing can come in between.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::document::Document;
use super::store::{Store, blocking};
use super::{rebuild, tables};
use crate::Error;
use crate::reference::{Algorithm, Digest, Repository};

/// Names that one commit takes away at most, so that pushes do not wait behind it.
const BATCH: usize = 256;

/// What a collection of garbage took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Collected {
    /// Blobs that a repository can no longer read.
    pub blobs: usize,
    /// Files that nothing held.
    pub files: usize,
    /// Bytes of both; a blob that another repository keeps still takes its space.
    pub bytes: u64,
}

/// When content was last asked for by those who are about to name it: mounted, or looked for before a push.
#[derive(Debug, Default)]
pub(crate) struct Touched(Mutex<HashMap<Digest, Instant>>);

impl Touched {
    pub(crate) fn touch(&self, digest: &Digest) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(digest.clone(), Instant::now());
    }

    fn within(&self, grace: Duration, digest: &Digest) -> bool {
        let touched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        touched.get(digest).is_some_and(|at| at.elapsed() < grace)
    }

    fn forget(&self, grace: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, at| at.elapsed() < grace);
    }
}

impl Store {
    /// Takes away what no manifest has named for the time of grace.
    ///
    /// A repository with a manifest that cannot be read keeps everything.
    ///
    /// # Errors
    /// Those of the index, [`Error::Closed`].
    pub async fn collect_garbage(&self, grace: Duration) -> Result<Collected, Error> {
        let mut collected = Collected::default();
        let mut after = String::new();
        while let Some(repository) = self.repositories(&after, 1)?.pop() {
            after = repository.to_string();
            self.collect_repository(&repository, grace, &mut collected).await?;
        }
        self.collect_files(grace, &mut collected).await?;
        self.touched().forget(grace);
        Ok(collected)
    }

    async fn collect_repository(
        &self,
        repository: &Repository,
        grace: Duration,
        collected: &mut Collected,
    ) -> Result<(), Error> {
        let (store, name) = (self.clone(), repository.clone());
        let marked = blocking(move || store.mark(&name, grace)).await?;
        let Some(Marked { manifests, garbage }) = marked else { return Ok(()) };
        for batch in garbage.chunks(BATCH) {
            let (store, name) = (self.clone(), repository.clone());
            let (manifests, batch) = (manifests.clone(), batch.to_vec());
            let taken = self
                .commit(move |transaction| {
                    let mut taken = Vec::new();
                    // A manifest that came in since may name what was garbage: next time.
                    if !transaction.manifest_digests(&name)?.is_subset(&manifests) {
                        return Ok(taken);
                    }
                    for (digest, size) in batch {
                        if store.is_fresh(&digest, grace) {
                            continue;
                        }
                        if transaction.unlink_blob(&name, &digest)? {
                            taken.push(size);
                        }
                    }
                    Ok(taken)
                })
                .await?;
            collected.blobs += taken.len();
            collected.bytes += taken.iter().sum::<u64>();
        }
        Ok(())
    }

    /// What is garbage in a repository now; nothing where a manifest is unreadable.
    fn mark(&self, repository: &Repository, grace: Duration) -> Result<Option<Marked>, Error> {
        let (manifests, blobs) = self.read(|read| {
            let manifests = read.open_table(tables::MANIFESTS)?;
            let mut records = Vec::new();
            for digest in tables::manifest_digests(&manifests, repository)? {
                let record = tables::manifest(&manifests, repository, &digest)?;
                records.extend(record.map(|record| (digest, record.media_type)));
            }
            let name = repository.as_str();
            let mut blobs = Vec::new();
            for entry in read.open_table(tables::BLOBS)?.range((name, "")..(name, tables::LAST))? {
                let (key, size) = entry?;
                blobs.push((Digest::parse(key.value().1)?, size.value()));
            }
            Ok((records, blobs))
        })?;
        let mut named = HashSet::new();
        for (digest, media_type) in &manifests {
            let bytes = fs::read(self.layout().blob(digest)).unwrap_or_default();
            let whole = Digest::with(digest.algorithm(), &bytes) == *digest;
            let Some(document) = whole.then(|| Document::parse(&bytes, Some(media_type)).ok()).flatten()
            else {
                // It may be deleted since; where it is damaged, pushing it again makes it whole.
                tracing::warn!(%repository, %digest, "nothing is collected beside an unreadable manifest");
                return Ok(None);
            };
            named.extend(document.blobs().chain(document.children()).map(|found| found.digest.clone()));
        }
        let garbage = blobs
            .into_iter()
            .filter(|(digest, _)| !named.contains(digest) && !self.is_fresh(digest, grace))
            .collect();
        Ok(Some(Marked { manifests: manifests.into_iter().map(|(digest, _)| digest).collect(), garbage }))
    }

    /// Files that nothing holds: what a crash left between moving them into place and saying so.
    async fn collect_files(&self, grace: Duration, collected: &mut Collected) -> Result<(), Error> {
        let store = self.clone();
        let strays = blocking(move || store.strays(grace)).await?;
        for batch in strays.chunks(BATCH) {
            let batch = batch.to_vec();
            let taken = self
                .commit(move |transaction| {
                    let mut taken = Vec::new();
                    for (digest, size) in batch {
                        if transaction.drop_unheld(&digest)? {
                            taken.push(size);
                        }
                    }
                    Ok(taken)
                })
                .await?;
            collected.files += taken.len();
            collected.bytes += taken.iter().sum::<u64>();
        }
        Ok(())
    }

    fn strays(&self, grace: Duration) -> Result<Vec<(Digest, u64)>, Error> {
        // Of an index that was lost, `index.json` may not know the last manifests; and what another tool has
        // written there is not ours.
        if self.was_rebuilt() || rebuild::has_strangers(self.layout())? {
            return Ok(Vec::new());
        }
        let mut strays = Vec::new();
        for algorithm in Algorithm::ALL {
            let folder = self.layout().blobs(algorithm);
            for entry in fs::read_dir(&folder).map_err(Error::io("read the folder", &folder))?.flatten() {
                let name = format!("{}:{}", algorithm.name(), entry.file_name().to_string_lossy());
                let (Ok(digest), Ok(metadata)) = (Digest::parse(&name), entry.metadata()) else { continue };
                if is_old(&metadata, grace) && !self.is_held(&digest)? {
                    strays.push((digest, metadata.len()));
                }
            }
        }
        Ok(strays)
    }

    fn is_held(&self, digest: &Digest) -> Result<bool, Error> {
        self.read(|read| tables::is_held(&read.open_table(tables::HOLDERS)?, digest))
    }

    /// Whether content came in, or was asked for, within the time of grace.
    fn is_fresh(&self, digest: &Digest, grace: Duration) -> bool {
        let came = |path: &Path| fs::metadata(path).is_ok_and(|metadata| !is_old(&metadata, grace));
        self.touched().within(grace, digest) || came(&self.layout().blob(digest))
    }
}

/// What a look at a repository found.
struct Marked {
    /// Its manifests.
    manifests: BTreeSet<Digest>,
    /// Its blobs that none of them names, with their sizes in bytes.
    garbage: Vec<(Digest, u64)>,
}

/// A clock that was set back makes nothing old.
fn is_old(metadata: &fs::Metadata, grace: Duration) -> bool {
    let Ok(written) = metadata.modified() else { return false };
    SystemTime::now().duration_since(written).is_ok_and(|age| age >= grace)
}
