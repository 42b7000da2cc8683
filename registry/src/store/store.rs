//! The store: opening it, and what its parts share.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use redb::ReadTransaction;

use super::ballast::Ballast;
use super::cache::Cache;
use super::checkpoint::Checkpoint;
use super::committer::Committer;
use super::database::Database;
use super::garbage::Touched;
use super::layout::Layout;
use super::transaction::{TagChange, Transaction};
use super::upload::Uploads;
use super::{rebuild, tables};
use crate::reference::Repository;
use crate::{Durability, Error};

/// Content-addressed blobs on a local disk, with an index of manifests, tags and referrers.
///
/// Cloning is cheap. Every change is on the disk when the call that made it returns (see [`Durability`]).
/// Any future may be dropped at any point.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    layout: Layout,
    ballast: Arc<Ballast>,
    database: Arc<Database>,
    committer: Committer,
    checkpoint: Checkpoint,
    uploads: Uploads,
    cache: Cache,
    options: Options,
    touched: Touched,
    /// Whether the index was lost and built anew in this run.
    rebuilt: bool,
    /// Held open for its lock.
    _lock: File,
}

/// How a store behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// What survives a power cut.
    pub(crate) durability: Durability,
    /// Whether a published version of a chart may get other content.
    pub(crate) replace: bool,
    /// Bytes of small content that are kept in memory.
    pub(crate) cache: usize,
}

/// What opening a store found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Opened {
    /// Whether the index was missing or damaged, and was built anew from the image layout.
    pub rebuilt: bool,
    /// Manifests that `index.json` names but whose content is not there.
    pub lost: usize,
    /// Abandoned uploads that were removed.
    pub swept: usize,
}

/// Is told which tags moved, appeared or went, right after it is durable.
pub(crate) type TagWatcher = Box<dyn Fn(&[TagChange]) + Send>;

impl Store {
    /// Opens the store in a folder, which is made if need be. Blocks.
    ///
    /// # Errors
    /// [`Error::InUse`], [`Error::NotOurs`], [`Error::StorageFull`], [`Error::Io`].
    pub(crate) fn open(root: &Path, options: Options, watcher: TagWatcher) -> Result<(Self, Opened), Error> {
        let (layout, lock) = Layout::open(root)?;
        let ballast = Arc::new(Ballast::open(layout.ballast()));
        let (database, fresh) = Database::open(&layout, Arc::clone(&ballast))?;
        let database = Arc::new(database);
        let mut opened = Opened::default();
        if fresh {
            opened.rebuilt = layout.index().exists();
            opened.lost = rebuild::rebuild(&layout, &database)?;
        }
        let uploads = Uploads::new(layout.uploads());
        opened.swept = uploads.sweep();
        let checkpoint = Checkpoint::start(layout.clone(), Arc::clone(&database))?;
        let marker = checkpoint.marker();
        let committer = Committer::start(
            layout.clone(),
            Arc::clone(&database),
            options.durability,
            Box::new(move |effects| {
                marker.mark();
                watcher(&effects.moved);
            }),
        )?;
        let cache = Cache::new(options.cache);
        let inner = Inner {
            layout,
            ballast,
            database,
            committer,
            checkpoint,
            uploads,
            cache,
            options,
            touched: Touched::default(),
            rebuilt: opened.rebuilt,
            _lock: lock,
        };
        Ok((Self(Arc::new(inner)), opened))
    }

    /// Finishes what is queued, writes `index.json` and closes the index. Blocks; later calls get
    /// [`Error::Closed`].
    pub fn close(&self) {
        self.0.committer.stop();
        self.0.checkpoint.stop();
        self.0.database.close();
    }

    /// Removes abandoned uploads, and takes the reserve again after a full disk. Blocks.
    pub fn sweep(&self) -> usize {
        self.0.ballast.take();
        self.0.uploads.sweep()
    }

    /// Up to `limit` repositories that follow `after`, in ASCII order.
    ///
    /// # Errors
    /// Those of the index.
    pub fn repositories(&self, after: &str, limit: usize) -> Result<Vec<Repository>, Error> {
        self.read(|read| tables::repositories(&read.open_table(tables::REPOSITORIES)?, after, limit))
    }

    /// Whether a repository holds anything.
    ///
    /// # Errors
    /// Those of the index.
    pub fn has_repository(&self, repository: &Repository) -> Result<bool, Error> {
        self.read(|read| Ok(read.open_table(tables::REPOSITORIES)?.get(repository.as_str())?.is_some()))
    }

    pub(crate) async fn commit<T, F>(&self, change: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Transaction<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.0.committer.commit(change).await
    }

    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&ReadTransaction) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.0.database.read(query)
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.0.layout
    }

    pub(crate) fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.0.cache
    }

    /// Content that was asked for by those who are about to name it.
    pub(crate) fn touched(&self) -> &Touched {
        &self.0.touched
    }

    pub(crate) fn was_rebuilt(&self) -> bool {
        self.0.rebuilt
    }

    pub(crate) fn durability(&self) -> Durability {
        self.0.options.durability
    }

    pub(crate) fn allows_replacing(&self) -> bool {
        self.0.options.replace
    }

    /// New content is refused while the reserve for the index is gone.
    pub(crate) async fn check_space(&self) -> Result<(), Error> {
        if self.0.ballast.is_held() {
            return Ok(());
        }
        let ballast = Arc::clone(&self.0.ballast);
        let path = self.0.layout.root().to_owned();
        blocking(move || if ballast.take() { Ok(()) } else { Err(Error::StorageFull { path }) }).await
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("root", &self.0.layout.root()).finish_non_exhaustive()
    }
}

/// Runs work that waits for the disk, or hashes, away from the runtime's threads.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Error> + Send + 'static,
{
    // The task is never aborted, so it fails only when the runtime ends or the work panicked.
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Closed)?
}

/// Milliseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
