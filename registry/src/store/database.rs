//! The index on disk.

use std::sync::{Arc, PoisonError, RwLock};

use redb::{ReadTransaction, ReadableDatabase};

use super::backend::Backend;
use super::ballast::Ballast;
use super::layout::Layout;
use super::tables;
use super::transaction::Transaction;
use crate::{Durability, Error};

/// Memory that the database may use for its pages, in bytes.
const CACHE: usize = 16 << 20;

/// The ordered index: what exists, under which name. Everything in it is derived.
pub(crate) struct Database {
    layout: Layout,
    ballast: Arc<Ballast>,
    /// Absent only when reopening failed; a lock because a database that failed must be opened anew.
    open: RwLock<Option<redb::Database>>,
}

impl Database {
    /// Opens the index; says whether it has yet to be filled from the image layout, which [`super::rebuild`]
    /// does in one commit, so that a crash on the way there starts anew.
    ///
    /// A damaged index is moved aside, never repaired in place, so that it can be examined.
    pub(crate) fn open(layout: &Layout, ballast: Arc<Ballast>) -> Result<(Self, bool), Error> {
        let path = layout.database();
        let existed = path.exists();
        let database = match attempt(layout, &ballast) {
            Ok(database) => database,
            Err(Error::StorageFull { path }) => return Err(Error::StorageFull { path }),
            Err(error) if !existed => return Err(error),
            Err(error) => {
                tracing::error!(%error, "the index cannot be opened; it is moved aside and built anew");
                let aside = path.with_extension("redb.damaged");
                std::fs::rename(&path, &aside).map_err(Error::io("move aside", &path))?;
                attempt(layout, &ballast)?
            }
        };
        layout.sync_private()?;
        let this = Self { layout: layout.clone(), ballast, open: RwLock::new(Some(database)) };
        let schema = this.write(Durability::Durable, |transaction| transaction.schema())?;
        if schema.is_some_and(|version| version > tables::SCHEMA_VERSION) {
            let reason = "it was written by a newer rhumb".to_owned();
            return Err(Error::NotOurs { path: layout.root().to_owned(), reason });
        }
        Ok((this, schema.is_none()))
    }

    /// Reads one consistent state.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&ReadTransaction) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        query(&open.as_ref().ok_or(Error::Closed)?.begin_read()?)
    }

    /// Changes the index: all of it is kept, or nothing.
    ///
    /// After a failure the database is opened anew, because redb refuses all work after a failed write.
    pub(crate) fn write<T>(
        &self,
        durability: Durability,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let result = self.try_write(durability, change);
        if let Err(Error::Index { .. } | Error::StorageFull { .. }) = &result {
            self.reopen();
        }
        result
    }

    fn try_write<T>(
        &self,
        durability: Durability,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let mut write = open.as_ref().ok_or(Error::Closed)?.begin_write()?;
        if durability == Durability::Relaxed {
            write.set_durability(redb::Durability::None)?;
        }
        let mut transaction = Transaction::open(&write, &self.layout)?;
        let value = change(&mut transaction)?;
        drop(transaction);
        write.commit()?;
        Ok(value)
    }

    fn reopen(&self) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        drop(open.take());
        match attempt(&self.layout, &self.ballast) {
            Ok(database) => *open = Some(database),
            Err(error) => tracing::error!(%error, "the index cannot be opened again"),
        }
    }

    /// Opens the database again if an earlier attempt failed.
    pub(crate) fn revive(&self) {
        if self.open.read().unwrap_or_else(PoisonError::into_inner).is_none() {
            self.reopen();
        }
    }

    /// Ends all work; later reads and writes get [`Error::Closed`].
    pub(crate) fn close(&self) {
        drop(self.open.write().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn attempt(layout: &Layout, ballast: &Arc<Ballast>) -> Result<redb::Database, Error> {
    let path = layout.database();
    let backend = Backend::open(&path, Arc::clone(ballast)).map_err(Error::io("open", &path))?;
    Ok(redb::Builder::new().set_cache_size(CACHE).create_with_backend(backend)?)
}
