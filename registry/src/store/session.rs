//! One upload in progress.

use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use uuid::Uuid;

use crate::Error;
use crate::reference::{Algorithm, Digest, Hasher, Repository};

/// An upload: a folder with the name of its repository and the bytes so far.
///
/// The length of the file is the truth, so that an upload goes on after the server was killed. The digest is
/// computed while writing; after a restart, or for another algorithm, the file is read again.
#[derive(Debug)]
pub(crate) struct Session {
    repository: Repository,
    folder: PathBuf,
    file: Option<File>,
    length: u64,
    /// Over all bytes so far; absent when that is not known.
    hasher: Option<Hasher>,
    /// The folder is removed, or belongs to `blobs/` by now.
    ended: bool,
}

impl Session {
    /// Begins an upload in `folder`, which must not exist.
    pub(crate) fn begin(
        folder: PathBuf,
        repository: Repository,
        algorithm: Algorithm,
    ) -> Result<Self, Error> {
        fs::create_dir(&folder).map_err(Error::io("create the folder", &folder))?;
        let name = folder.join("repository");
        if let Err(error) = fs::write(&name, repository.as_str()) {
            let _ = fs::remove_dir_all(&folder);
            return Err(Error::io("write", &name)(error));
        }
        let hasher = Some(Hasher::new(algorithm));
        Ok(Self { repository, folder, file: None, length: 0, hasher, ended: false })
    }

    /// Takes up an upload of an earlier run.
    pub(crate) fn resume(folder: PathBuf, id: Uuid) -> Result<Self, Error> {
        let unknown = || Error::UploadUnknown { id: id.to_string() };
        let name = fs::read_to_string(folder.join("repository")).map_err(|_| unknown())?;
        let repository = Repository::parse(&name).map_err(|_| unknown())?;
        let length = fs::metadata(folder.join("data")).map_or(0, |data| data.len());
        let hasher = (length == 0).then(|| Hasher::new(Algorithm::Sha256));
        Ok(Self { repository, folder, file: None, length, hasher, ended: false })
    }

    /// The repository that it belongs to.
    pub(crate) fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Bytes so far.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Whether it is over.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Appends bytes. When that fails the upload ends and its space is given back at once.
    pub(crate) fn write(&mut self, chunks: &[Bytes]) -> Result<(), Error> {
        let result = self.try_write(chunks);
        if result.is_err() {
            self.remove();
        }
        result
    }

    fn try_write(&mut self, chunks: &[Bytes]) -> Result<(), Error> {
        let path = self.data();
        if self.file.is_none() {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            self.file = Some(file.map_err(Error::io("open", &path))?);
        }
        let Some(file) = &self.file else { return Ok(()) };
        for chunk in chunks {
            file.write_all_at(chunk, self.length).map_err(Error::io("write", &path))?;
            self.length += chunk.len() as u64;
            if let Some(hasher) = &mut self.hasher {
                hasher.update(chunk);
            }
        }
        Ok(())
    }

    /// Takes bytes back, down to a length.
    pub(crate) fn truncate(&mut self, length: u64) -> Result<(), Error> {
        let path = self.data();
        if let Some(file) = &self.file {
            file.set_len(length).map_err(Error::io("shorten", &path))?;
        }
        self.length = length;
        self.hasher = None;
        Ok(())
    }

    /// Checks the digest and, if `durable`, puts the data on the disk; returns the file, and ends the upload,
    /// so that nothing can write to a file that is about to become a blob.
    ///
    /// Content with another digest is removed: no further byte can mend it.
    pub(crate) fn finish(&mut self, expected: &Digest, durable: bool) -> Result<PathBuf, Error> {
        let result = self.try_finish(expected, durable);
        match &result {
            Ok(_) => {
                self.ended = true;
                self.file = None;
            }
            Err(_) => self.remove(),
        }
        result
    }

    fn try_finish(&mut self, expected: &Digest, durable: bool) -> Result<PathBuf, Error> {
        self.try_write(&[])?;
        let path = self.data();
        let actual = match self.hasher.take() {
            Some(hasher) if hasher.algorithm() == expected.algorithm() => hasher.finish(),
            _ => digest_of_file(&path, expected.algorithm())?,
        };
        if actual != *expected {
            return Err(Error::DigestMismatch { expected: expected.clone(), actual });
        }
        if let (Some(file), true) = (&self.file, durable) {
            file.sync_data().map_err(Error::io("sync", &path))?;
        }
        Ok(path)
    }

    /// Ends the upload and gives its space back.
    pub(crate) fn remove(&mut self) {
        self.ended = true;
        self.file = None;
        let _ = fs::remove_dir_all(&self.folder);
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

/// The digest of a file, read in pieces.
pub(crate) fn digest_of_file(path: &Path, algorithm: Algorithm) -> Result<Digest, Error> {
    let mut file = File::open(path).map_err(Error::io("open", path))?;
    let mut hasher = Hasher::new(algorithm);
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer).map_err(Error::io("read", path))? {
            0 => return Ok(hasher.finish()),
            n => hasher.update(&buffer[..n]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(root: &Path) -> Session {
        let repository = Repository::parse("a/b").unwrap();
        Session::begin(root.join("u"), repository, Algorithm::Sha256).unwrap()
    }

    #[test]
    fn goes_on_after_a_restart() {
        let root = tempfile::tempdir().unwrap();
        let mut session = begin(root.path());
        session.write(&[Bytes::from_static(b"hello "), Bytes::from_static(b"wor")]).unwrap();
        drop(session);
        let mut session = Session::resume(root.path().join("u"), Uuid::nil()).unwrap();
        assert_eq!((session.length(), session.repository().as_str()), (9, "a/b"));
        session.write(&[Bytes::from_static(b"ld")]).unwrap();
        let path = session.finish(&Digest::of(b"hello world"), true).unwrap();
        assert_eq!(fs::read(path).unwrap(), b"hello world");
    }

    #[test]
    fn another_algorithm_than_expected_is_read_again() {
        let root = tempfile::tempdir().unwrap();
        let mut session = begin(root.path());
        session.write(&[Bytes::from_static(b"x")]).unwrap();
        session.finish(&Digest::with(Algorithm::Sha512, b"x"), false).unwrap();
    }

    #[test]
    fn wrong_content_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let mut session = begin(root.path());
        session.write(&[Bytes::from_static(b"x")]).unwrap();
        let error = session.finish(&Digest::of(b"y"), true).unwrap_err();
        assert!(matches!(error, Error::DigestMismatch { .. }));
        assert!(session.has_ended());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn empty_content_has_a_file() {
        let root = tempfile::tempdir().unwrap();
        let path = begin(root.path()).finish(&Digest::of(b""), true).unwrap();
        assert_eq!(fs::read(path).unwrap(), b"");
    }

    #[test]
    fn bytes_can_be_taken_back() {
        let root = tempfile::tempdir().unwrap();
        let mut session = begin(root.path());
        session.write(&[Bytes::from_static(b"abc")]).unwrap();
        session.truncate(1).unwrap();
        session.write(&[Bytes::from_static(b"z")]).unwrap();
        assert!(session.finish(&Digest::of(b"az"), true).is_ok());
    }
}
