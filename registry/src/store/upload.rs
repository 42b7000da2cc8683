//! Uploads: `POST`, `PATCH`, `PUT` and what may happen in between.

use std::collections::HashMap;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use super::session::Session;
use super::store::{Store, blocking, now};
use crate::reference::{Algorithm, Digest, Repository};
use crate::{Durability, Error};

/// Bytes that are gathered before they are written and hashed on another thread.
const GATHER: usize = 256 << 10;
/// Age at which an abandoned upload is removed.
const EXPIRY: Duration = Duration::from_secs(24 * 3600);

/// The body of a request, as it comes in.
pub(crate) type Incoming<'a> = Pin<&'a mut (dyn Stream<Item = Result<Bytes, String>> + Send)>;

type Shared = Arc<tokio::sync::Mutex<Session>>;
type Held = OwnedMutexGuard<Session>;

/// The uploads in progress.
#[derive(Debug)]
pub(crate) struct Uploads {
    folder: PathBuf,
    live: Mutex<HashMap<Uuid, Shared>>,
}

/// The bytes that a chunk says it holds, first and last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChunkRange {
    /// First byte.
    pub(crate) start: u64,
    /// Last byte, inclusive.
    pub(crate) end: u64,
}

impl Uploads {
    /// Uploads in a folder; those of an earlier run are taken up when they are asked for.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, live: Mutex::default() }
    }

    fn folder_of(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }

    fn register(&self, id: Uuid, session: Session) -> Shared {
        let shared = Arc::new(tokio::sync::Mutex::new(session));
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        // Two requests may have resumed the same upload: one session must win.
        Arc::clone(live.entry(id).or_insert(shared))
    }

    fn forget(&self, id: Uuid) {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Removes uploads that nobody has touched for a day; returns how many.
    pub(crate) fn sweep(&self) -> usize {
        let over = |id: &Uuid, session: &Shared| {
            session.try_lock().is_ok_and(|session| session.has_ended()) && !self.folder_of(*id).exists()
        };
        self.live.lock().unwrap_or_else(PoisonError::into_inner).retain(|id, session| !over(id, session));
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return 0 };
        let expired = |path: &PathBuf| {
            let touched = [path.join("data"), path.clone()]
                .iter()
                .filter_map(|p| std::fs::metadata(p).ok()?.modified().ok())
                .max();
            touched.is_some_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > EXPIRY))
        };
        let paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).filter(expired).collect();
        for path in &paths {
            if let Some(id) = path.file_name().and_then(|name| name.to_str()?.parse().ok()) {
                self.forget(id);
            }
            let _ = std::fs::remove_dir_all(path).or_else(|_| std::fs::remove_file(path));
        }
        paths.len()
    }
}

impl Store {
    /// Begins an upload.
    ///
    /// # Errors
    /// [`Error::StorageFull`], [`Error::Io`].
    pub(crate) async fn begin_upload(
        &self,
        repository: &Repository,
        algorithm: Algorithm,
    ) -> Result<Uuid, Error> {
        self.check_space().await?;
        let id = Uuid::new_v4();
        let (folder, repository) = (self.uploads().folder_of(id), repository.clone());
        let session = blocking(move || Session::begin(folder, repository, algorithm)).await?;
        self.uploads().register(id, session);
        Ok(id)
    }

    /// Bytes that an upload holds.
    ///
    /// # Errors
    /// [`Error::UploadUnknown`].
    pub(crate) async fn upload_length(&self, repository: &Repository, id: Uuid) -> Result<u64, Error> {
        Ok(self.hold(repository, id).await?.length())
    }

    /// Appends a chunk; returns the bytes that the upload holds now.
    ///
    /// # Errors
    /// [`Error::UploadRange`] when the chunk does not start at the end; the upload goes on. What came in
    /// before the connection broke is kept.
    pub(crate) async fn append(
        &self,
        repository: &Repository,
        id: Uuid,
        range: Option<ChunkRange>,
        body: Incoming<'_>,
    ) -> Result<u64, Error> {
        let mut held = self.hold(repository, id).await?;
        let before = held.length();
        check_start(range, before)?;
        let (pieces, broken);
        (held, pieces, broken) = pour(held, body).await?;
        if !pieces.is_empty() {
            held = write(held, pieces).await?;
        }
        if let Some(error) = broken {
            return Err(error);
        }
        self.check_end(held, range, before).await.map(|held| held.length())
    }

    /// Appends the last chunk, checks the digest and adds the blob to the repository.
    ///
    /// # Errors
    /// [`Error::DigestMismatch`], after which the upload is gone; [`Error::UploadRange`], after which it
    /// goes on.
    pub(crate) async fn finish_upload(
        &self,
        repository: &Repository,
        id: Uuid,
        digest: &Digest,
        range: Option<ChunkRange>,
        body: Incoming<'_>,
    ) -> Result<(), Error> {
        let held = self.hold(repository, id).await?;
        let before = held.length();
        check_start(range, before)?;
        let (mut held, pieces, broken) = pour(held, body).await?;
        if let Some(error) = broken {
            if !pieces.is_empty() {
                write(held, pieces).await?;
            }
            return Err(error);
        }
        if range.is_some() {
            held = write(held, pieces).await?;
            held = self.check_end(held, range, before).await?;
            self.seal(held, Vec::new(), digest).await?;
        } else {
            self.seal(held, pieces, digest).await?;
        }
        self.uploads().forget(id);
        Ok(())
    }

    /// Uploads a blob in one request; nothing stays when it fails or is dropped.
    ///
    /// # Errors
    /// As [`Store::finish_upload`].
    pub(crate) async fn put_blob(
        &self,
        repository: &Repository,
        digest: &Digest,
        body: Incoming<'_>,
    ) -> Result<(), Error> {
        /// The client never learns the upload's name, so it cannot go on with it.
        struct Abandon<'a>(&'a Store, Uuid);
        impl Drop for Abandon<'_> {
            fn drop(&mut self) {
                self.0.uploads().forget(self.1);
                let folder = self.0.uploads().folder_of(self.1);
                if folder.exists() {
                    let _ = std::fs::remove_dir_all(folder);
                }
            }
        }
        let id = self.begin_upload(repository, digest.algorithm()).await?;
        let _abandon = Abandon(self, id);
        self.finish_upload(repository, id, digest, None, body).await
    }

    /// Ends an upload without a blob.
    ///
    /// # Errors
    /// [`Error::UploadUnknown`].
    pub(crate) async fn cancel_upload(&self, repository: &Repository, id: Uuid) -> Result<(), Error> {
        let mut held = self.hold(repository, id).await?;
        self.uploads().forget(id);
        blocking(move || {
            held.remove();
            Ok(())
        })
        .await
    }

    /// Lets a repository read a blob that another one has, or any when `from` is not given; says whether that
    /// one has it.
    ///
    /// # Errors
    /// Those of the index.
    pub(crate) async fn mount(
        &self,
        repository: &Repository,
        digest: &Digest,
        from: Option<&Repository>,
    ) -> Result<bool, Error> {
        self.touched().touch(digest);
        let (repository, digest, from) = (repository.clone(), digest.clone(), from.cloned());
        self.commit(move |transaction| {
            let source = match from {
                Some(from) => Some(from),
                None => transaction.any_blob_holder(&digest)?,
            };
            let Some(source) = source else { return Ok(false) };
            let Some(size) = transaction.blob(&source, &digest)? else { return Ok(false) };
            transaction.link_blob(&repository, &digest, size, now())?;
            Ok(true)
        })
        .await
    }

    /// The upload, for one request at a time.
    async fn hold(&self, repository: &Repository, id: Uuid) -> Result<Held, Error> {
        let known = self.uploads().live.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        let shared = match known {
            Some(shared) => shared,
            None => {
                let folder = self.uploads().folder_of(id);
                let session = blocking(move || Session::resume(folder, id)).await?;
                self.uploads().register(id, session)
            }
        };
        let held = shared.lock_owned().await;
        // One that has ended stays known until it is swept, so that nobody takes up its file again while that
        // is about to become a blob.
        if held.has_ended() || held.repository() != repository {
            return Err(Error::UploadUnknown { id: id.to_string() });
        }
        Ok(held)
    }

    /// A chunk must have the length that its range says, or it is taken back.
    async fn check_end(&self, mut held: Held, range: Option<ChunkRange>, before: u64) -> Result<Held, Error> {
        let Some(range) = range else { return Ok(held) };
        let got = held.length() - before;
        let announced = (range.end + 1).saturating_sub(range.start);
        if got == announced {
            return Ok(held);
        }
        blocking(move || held.truncate(before)).await?;
        let reason = format!("Content-Range announces {announced} bytes, but {got} came");
        Err(Error::UploadInvalid { reason })
    }

    /// Hash, sync, move into `blobs/`, link.
    async fn seal(&self, mut held: Held, pieces: Vec<Bytes>, digest: &Digest) -> Result<(), Error> {
        let durable = self.durability() == Durability::Durable;
        let wanted = digest.clone();
        let (mut held, file) = blocking(move || {
            held.write(&pieces)?;
            let file = held.finish(&wanted, durable)?;
            Ok((held, file))
        })
        .await?;
        let (repository, digest, size) = (held.repository().clone(), digest.clone(), held.length());
        let sealed = self
            .commit(move |transaction| {
                transaction.adopt(&file, &digest)?;
                transaction.link_blob(&repository, &digest, size, now())
            })
            .await;
        // The data is a blob now, or could not become one: either way the folder has served. Should this
        // future be dropped before, the daily sweep finds it.
        tokio::task::spawn_blocking(move || held.remove());
        sealed
    }
}

fn check_start(range: Option<ChunkRange>, length: u64) -> Result<(), Error> {
    match range {
        Some(range) if range.start != length => Err(Error::UploadRange { start: range.start, length }),
        _ => Ok(()),
    }
}

/// Writes a body into an upload, but for the last pieces, which are returned, as is why the body broke off.
///
/// The upload stays locked by the thread that writes, so that dropping this future leaves a whole state.
async fn pour(mut held: Held, mut body: Incoming<'_>) -> Result<(Held, Vec<Bytes>, Option<Error>), Error> {
    let mut pieces = Vec::new();
    let mut size = 0;
    loop {
        match body.next().await {
            Some(Ok(bytes)) => {
                size += bytes.len();
                if !bytes.is_empty() {
                    pieces.push(bytes);
                }
            }
            Some(Err(reason)) => return Ok((held, pieces, Some(Error::BodyBroken { reason }))),
            None => return Ok((held, pieces, None)),
        }
        if size >= GATHER {
            held = write(held, std::mem::take(&mut pieces)).await?;
            size = 0;
        }
    }
}

async fn write(mut held: Held, pieces: Vec<Bytes>) -> Result<Held, Error> {
    blocking(move || held.write(&pieces).map(|()| held)).await
}
