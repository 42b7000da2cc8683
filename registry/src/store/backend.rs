//! The file below the database.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use redb::StorageBackend;

use super::ballast::Ballast;

/// A file that releases the [`Ballast`] and tries again when the disk is full.
///
/// redb refuses all further work after one failed write, so the write must not fail. It takes no lock: the
/// layout's own lock covers the whole data folder.
#[derive(Debug)]
pub(crate) struct Backend {
    file: File,
    ballast: Arc<Ballast>,
}

impl Backend {
    /// Opens or creates the file.
    pub(crate) fn open(path: &Path, ballast: Arc<Ballast>) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        Ok(Self { file, ballast })
    }

    fn with_ballast<T>(&self, write: impl Fn() -> io::Result<T>) -> io::Result<T> {
        match write() {
            Err(error)
                if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
                    && self.ballast.release() =>
            {
                write()
            }
            result => result,
        }
    }
}

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(out, offset)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.with_ballast(|| self.file.set_len(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.with_ballast(|| self.file.sync_data())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.with_ballast(|| self.file.write_all_at(data, offset))
    }
}
