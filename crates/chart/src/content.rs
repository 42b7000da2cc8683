//! The bytes of a file.

use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use crate::Error;

/// The bytes of a file; cloning is cheap. Those of a large file that lies in a folder are
/// read when somebody looks at them: most large files of charts are definitions that a render passes by.
#[derive(Clone, Debug)]
pub struct Content(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Held(Arc<[u8]>),
    OnDisk(Arc<OnDisk>),
}

/// A file that was seen, but not yet read.
#[derive(Debug)]
struct OnDisk {
    path: PathBuf,
    /// How long it was, in bytes.
    size: u64,
    /// When it was written.
    modified: Option<SystemTime>,
    read: OnceLock<Result<Arc<[u8]>, Arc<io::Error>>>,
}

impl Content {
    /// Those of a file that was seen with this metadata; it must stay as it is until it is read.
    pub(crate) fn on_disk(path: &Path, metadata: &Metadata) -> Self {
        Self(Repr::OnDisk(Arc::new(OnDisk {
            path: path.to_owned(),
            size: metadata.len(),
            modified: metadata.modified().ok(),
            read: OnceLock::new(),
        })))
    }

    /// The bytes, read at the first call.
    ///
    /// # Errors
    /// The file cannot be read, or is another one than that which was seen; at every call then.
    pub fn bytes(&self) -> Result<&[u8], Error> {
        self.held().map(|bytes| &**bytes)
    }

    /// The same, to be kept.
    ///
    /// # Errors
    /// As [`Content::bytes`].
    pub fn shared(&self) -> Result<Arc<[u8]>, Error> {
        self.held().map(Arc::clone)
    }

    /// The error of a call of [`Content::bytes`] that failed.
    pub fn failure(&self) -> Option<Error> {
        match &self.0 {
            Repr::OnDisk(file) => Some(file.failed(file.read.get()?.as_ref().err()?)),
            Repr::Held(_) => None,
        }
    }

    fn held(&self) -> Result<&Arc<[u8]>, Error> {
        match &self.0 {
            Repr::Held(bytes) => Ok(bytes),
            Repr::OnDisk(file) => file
                .read
                .get_or_init(|| file.read().map_err(Arc::new))
                .as_ref()
                .map_err(|error| file.failed(error)),
        }
    }
}

impl OnDisk {
    fn read(&self) -> io::Result<Arc<[u8]>> {
        let changed = || io::Error::other("it has changed since the chart was loaded");
        let file = fs::File::open(&self.path)?;
        let metadata = file.metadata()?;
        if (metadata.len(), metadata.modified().ok()) != (self.size, self.modified) {
            return Err(changed());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).map_err(|_| changed())? + 1);
        file.take(self.size + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != self.size {
            return Err(changed());
        }
        Ok(without_bom(&bytes).into())
    }

    fn failed(&self, error: &Arc<io::Error>) -> Error {
        Error::Io { action: "read", path: self.path.clone(), error: Arc::clone(error) }
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        Self(Repr::Held(bytes.into()))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Repr::Held(bytes.into()))
    }
}

impl From<Arc<[u8]>> for Content {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self(Repr::Held(bytes))
    }
}

/// The bytes without a UTF-8 byte-order mark.
pub(crate) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
