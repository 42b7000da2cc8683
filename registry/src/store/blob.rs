//! Reading and deleting blobs.

use std::fs::File;
use std::io::Read;

use bytes::Bytes;

use super::store::{Store, blocking};
use super::tables;
use crate::Error;
use crate::reference::{Digest, Repository};

/// Content up to this many bytes is read whole, checked against its digest, and kept in memory.
const SMALL: u64 = 64 << 10;

/// A blob that is ready to be read.
#[derive(Debug)]
pub struct Blob {
    /// Its digest.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// Where its bytes are.
    pub content: Content,
}

/// Where the bytes of a blob are.
#[derive(Debug)]
pub enum Content {
    /// In memory, and checked against the digest.
    Memory(Bytes),
    /// In a file.
    File(File),
}

impl Blob {
    /// All bytes. Blocks.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above `limit` bytes, [`Error::Damaged`], [`Error::Io`].
    pub fn read(self, limit: usize) -> Result<Bytes, Error> {
        match self.content {
            Content::Memory(bytes) => Ok(bytes),
            Content::File(_) if self.size > limit as u64 => Err(Error::TooLarge { what: "blob", limit }),
            Content::File(mut file) => {
                let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0));
                file.read_to_end(&mut bytes)
                    .map_err(Error::io("read the blob", self.digest.hex().as_ref()))?;
                check(&self.digest, &bytes)?;
                Ok(bytes.into())
            }
        }
    }
}

impl Store {
    /// Size of a blob in bytes.
    ///
    /// # Errors
    /// [`Error::BlobUnknown`] when the repository has none of this digest, whoever else may.
    pub fn blob_size(&self, repository: &Repository, digest: &Digest) -> Result<u64, Error> {
        let key = (repository.as_str(), digest.as_str());
        let size =
            self.read(|read| Ok(read.open_table(tables::BLOBS)?.get(key)?.map(|size| size.value())))?;
        size.ok_or_else(|| Error::BlobUnknown { repository: repository.clone(), digest: digest.clone() })
    }

    /// A blob of a repository.
    ///
    /// # Errors
    /// [`Error::BlobUnknown`], [`Error::Damaged`], [`Error::Io`].
    pub async fn blob(&self, repository: &Repository, digest: &Digest) -> Result<Blob, Error> {
        let size = self.blob_size(repository, digest)?;
        let content = self.content(digest, size).await?;
        Ok(Blob { digest: digest.clone(), size, content })
    }

    /// Takes a blob away from a repository; its bytes go with the last repository that has it.
    ///
    /// # Errors
    /// [`Error::BlobUnknown`].
    pub async fn delete_blob(&self, repository: &Repository, digest: &Digest) -> Result<(), Error> {
        let unknown = Error::BlobUnknown { repository: repository.clone(), digest: digest.clone() };
        let (repository, digest) = (repository.clone(), digest.clone());
        let found = self.commit(move |transaction| transaction.unlink_blob(&repository, &digest)).await?;
        if found { Ok(()) } else { Err(unknown) }
    }

    /// The content of a file in `blobs/`, whoever holds it.
    pub(crate) async fn content(&self, digest: &Digest, size: u64) -> Result<Content, Error> {
        if let Some(bytes) = self.cache().get(digest) {
            return Ok(Content::Memory(bytes));
        }
        let (store, digest) = (self.clone(), digest.clone());
        blocking(move || {
            let path = store.layout().blob(&digest);
            let mut file = File::open(&path).map_err(Error::io("open", &path))?;
            if size > SMALL {
                return Ok(Content::File(file));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
            file.read_to_end(&mut bytes).map_err(Error::io("read", &path))?;
            check(&digest, &bytes)?;
            let bytes = Bytes::from(bytes);
            store.cache().insert(digest, bytes.clone());
            Ok(Content::Memory(bytes))
        })
        .await
    }
}

fn check(digest: &Digest, bytes: &[u8]) -> Result<(), Error> {
    if Digest::with(digest.algorithm(), bytes) == *digest {
        return Ok(());
    }
    tracing::error!(%digest, "a stored blob is damaged");
    Err(Error::Damaged { digest: digest.clone() })
}
