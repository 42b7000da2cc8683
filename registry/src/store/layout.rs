//! Where things lie on disk.
//!
//! The data folder is one valid OCI image layout (image-spec, image-layout.md): `oci-layout`, `index.json`
//! and flat `blobs/<algorithm>/<hex>`, so that skopeo, oras or umoci can read it when rhumb cannot. What is
//! rhumb's own lies below `.rhumb/`, and all of it but unfinished uploads can be rebuilt.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::reference::{Algorithm, Digest};

/// What `oci-layout` must hold.
const MARKER: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

/// The paths below the data folder.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    root: PathBuf,
}

impl Layout {
    /// Makes the folders that are missing and takes the lock that keeps a second registry out.
    ///
    /// The lock lasts as long as the returned file is open.
    pub(crate) fn open(root: &Path) -> Result<(Self, File), Error> {
        let layout = Self { root: root.to_owned() };
        let marker = root.join("oci-layout");
        match fs::read_to_string(&marker) {
            Ok(text) if text.contains("\"1.0.0\"") => {}
            Ok(_) => {
                let reason = "its oci-layout file names another version".to_owned();
                return Err(Error::NotOurs { path: root.to_owned(), reason });
            }
            Err(_) => layout.check_unused()?,
        }
        for folder in [layout.uploads(), layout.blobs(Algorithm::Sha256), layout.blobs(Algorithm::Sha512)] {
            fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
        }
        let lock = layout.lock()?;
        if !marker.exists() {
            fs::write(&marker, MARKER).map_err(Error::io("write", &marker))?;
            sync_folder(root)?;
            sync_folder(&root.join("blobs"))?;
        }
        Ok((layout, lock))
    }

    /// A folder without `oci-layout` may only be new, empty, or one that an earlier start began.
    fn check_unused(&self) -> Result<(), Error> {
        let Ok(entries) = fs::read_dir(&self.root) else { return Ok(()) };
        let stranger = entries
            .filter_map(Result::ok)
            .map(|entry| entry.file_name())
            .find(|name| !matches!(name.to_str(), Some("blobs" | ".rhumb" | "lost+found")));
        match stranger {
            None => Ok(()),
            Some(name) => Err(Error::NotOurs {
                path: self.root.clone(),
                reason: format!("it holds {} but no oci-layout", name.to_string_lossy()),
            }),
        }
    }

    fn lock(&self) -> Result<File, Error> {
        let path = self.private().join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(Error::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Error::InUse { path: self.root.clone() }),
            Err(TryLockError::Error(source)) => Err(Error::io("lock", &path)(source)),
        }
    }

    /// Makes the names of the private files survive a power cut.
    pub(crate) fn sync_private(&self) -> Result<(), Error> {
        sync_folder(&self.private())
    }

    fn private(&self) -> PathBuf {
        self.root.join(".rhumb")
    }

    /// The folder of blobs of one algorithm.
    pub(crate) fn blobs(&self, algorithm: Algorithm) -> PathBuf {
        self.root.join("blobs").join(algorithm.name())
    }

    /// The file of a blob.
    pub(crate) fn blob(&self, digest: &Digest) -> PathBuf {
        self.blobs(digest.algorithm()).join(digest.hex())
    }

    /// Uploads in progress, one folder each.
    pub(crate) fn uploads(&self) -> PathBuf {
        self.private().join("uploads")
    }

    /// The database.
    pub(crate) fn database(&self) -> PathBuf {
        self.private().join("meta.redb")
    }

    /// Space that is given back when the disk is full.
    pub(crate) fn ballast(&self) -> PathBuf {
        self.private().join("ballast")
    }

    /// The list of manifests that the database is rebuilt from.
    pub(crate) fn index(&self) -> PathBuf {
        self.root.join("index.json")
    }

    /// The data folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
}

/// Makes new and removed names in a folder survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(Error::io("sync the folder", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.tex"), "x").unwrap();
        let error = Layout::open(folder.path()).unwrap_err();
        assert!(matches!(error, Error::NotOurs { .. }), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn one_registry_per_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = Layout::open(folder.path()).unwrap();
        assert!(matches!(Layout::open(folder.path()), Err(Error::InUse { .. })));
        drop(first);
        assert!(Layout::open(folder.path()).is_ok());
    }
}
