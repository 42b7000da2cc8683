//! What can go wrong in the registry.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diagnostic::{Diagnostic, Kind};

use crate::reference::{Digest, Repository};

/// Why the registry could not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name of a repository does not fit the grammar.
    #[error("`{name}` is not a repository name: {reason}")]
    NameInvalid {
        /// What was given.
        name: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// A tag does not fit the grammar.
    #[error(
        "`{tag}` is not a tag: up to 128 letters, digits, `_`, `.` and `-`, not starting with `.` or `-`"
    )]
    TagInvalid {
        /// What was given.
        tag: String,
    },
    /// A digest does not fit the grammar.
    #[error("`{digest}` is not a digest: {reason}")]
    DigestInvalid {
        /// What was given.
        digest: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// Content does not have the digest that was announced.
    #[error("the content has the digest {actual}, but {expected} was announced")]
    DigestMismatch {
        /// What was announced.
        expected: Digest,
        /// What the content has.
        actual: Digest,
    },
    /// There is no such repository.
    #[error("there is no repository `{repository}`")]
    NameUnknown {
        /// The repository.
        repository: String,
    },
    /// The repository has no such blob.
    #[error("the repository `{repository}` has no blob {digest}")]
    BlobUnknown {
        /// The repository.
        repository: Repository,
        /// The blob.
        digest: Digest,
    },
    /// The repository has no such manifest.
    #[error("the repository `{repository}` has no manifest `{reference}`")]
    ManifestUnknown {
        /// The repository.
        repository: Repository,
        /// Tag or digest.
        reference: String,
    },
    /// A manifest names content that the repository does not have.
    #[error("the manifest names {digest}, which the repository `{repository}` does not have")]
    ReferenceUnknown {
        /// The repository.
        repository: Repository,
        /// What is missing.
        digest: Digest,
    },
    /// A manifest cannot be read.
    #[error("the manifest is malformed: {reason}")]
    ManifestInvalid {
        /// What is wrong.
        reason: String,
    },
    /// A body is larger than what is accepted.
    #[error("the {what} is larger than {limit} bytes")]
    TooLarge {
        /// What it is.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// There is no such upload; it ended, was cancelled or expired.
    #[error("there is no upload `{id}` in progress")]
    UploadUnknown {
        /// The upload.
        id: String,
    },
    /// A chunk does not start where the upload ends.
    #[error("the chunk starts at byte {start}, but the upload holds {length} bytes")]
    UploadRange {
        /// Where the chunk starts.
        start: u64,
        /// What the upload holds.
        length: u64,
    },
    /// A request to an upload is malformed.
    #[error("the upload request is malformed: {reason}")]
    UploadInvalid {
        /// What is wrong.
        reason: String,
    },
    /// The client went away, or sent less than it announced.
    #[error("the request ended early: {reason}")]
    BodyBroken {
        /// What the connection said.
        reason: String,
    },
    /// A published version of a chart may not be replaced by other content.
    #[error("`{repository}:{tag}` is published with other content, and published versions do not change")]
    TagImmutable {
        /// The repository.
        repository: Repository,
        /// The tag.
        tag: String,
    },
    /// The tag is not at the digest that the request expected.
    #[error("`{repository}:{reference}` has changed since it was read")]
    Changed {
        /// The repository.
        repository: Repository,
        /// Tag or digest.
        reference: String,
    },
    /// Deleting is switched off.
    #[error("this registry does not delete")]
    DeleteDisabled,
    /// The disk is full.
    #[error("the disk that holds {path} is full")]
    StorageFull {
        /// What was being written.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("cannot {attempt} {path}: {source}")]
    Io {
        /// What was attempted, as an infinitive.
        attempt: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// Another process serves this folder.
    #[error("the folder {path} is in use by another registry")]
    InUse {
        /// The data folder.
        path: PathBuf,
    },
    /// The folder holds something that is not a registry's data.
    #[error("the folder {path} is not a registry's: {reason}")]
    NotOurs {
        /// The data folder.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The index failed.
    #[error("the registry's index failed: {reason}")]
    Index {
        /// What the database said.
        reason: String,
    },
    /// A stored blob no longer has its digest.
    #[error("the stored blob {digest} is damaged")]
    Damaged {
        /// The blob.
        digest: Digest,
    },
    /// A chart archive cannot be read.
    #[error("the chart cannot be read: {reason}")]
    ChartInvalid {
        /// What is wrong.
        reason: String,
    },
    /// There is no such chart, version or file of it.
    #[error("there is no {what}")]
    ChartUnknown {
        /// What was asked for.
        what: String,
    },
    /// A setting cannot be used.
    #[error("{setting}: {reason}")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The registry is shutting down.
    #[error("the registry is shutting down")]
    Closed,
}

impl Error {
    /// An I/O error with what was attempted; a full disk becomes [`Error::StorageFull`].
    pub(crate) fn io(attempt: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| {
            let path = path.to_owned();
            match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::StorageFull { path },
                _ => Self::Io { attempt, path, source: Arc::new(source) },
            }
        }
    }

    /// The class of the failure.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NameInvalid { .. }
            | Self::TagInvalid { .. }
            | Self::DigestInvalid { .. }
            | Self::UploadInvalid { .. }
            | Self::UploadRange { .. }
            | Self::Setting { .. } => Kind::Usage,
            Self::NameUnknown { .. }
            | Self::BlobUnknown { .. }
            | Self::ManifestUnknown { .. }
            | Self::ReferenceUnknown { .. }
            | Self::ChartUnknown { .. }
            | Self::UploadUnknown { .. } => Kind::NotFound,
            Self::DigestMismatch { .. } | Self::Damaged { .. } => Kind::Integrity,
            Self::ManifestInvalid { .. } | Self::ChartInvalid { .. } => Kind::Chart,
            Self::TooLarge { .. } => Kind::Limit,
            Self::BodyBroken { .. } => Kind::Unreachable,
            Self::TagImmutable { .. } | Self::Changed { .. } => Kind::Conflict,
            Self::DeleteDisabled => Kind::Unsupported,
            Self::StorageFull { .. } | Self::Io { .. } | Self::NotOurs { .. } => Kind::Io,
            Self::InUse { .. } => Kind::Locked,
            Self::Index { .. } => Kind::Internal,
            Self::Closed => Kind::Interrupted,
        }
    }

    /// The error with what to do about it.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.kind(), self.to_string());
        match self.hint() {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }

    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::TagImmutable { .. } => {
                "raise the chart's version, or start the registry so that it allows replacing"
            }
            Self::StorageFull { .. } => "free some space or delete content; reading and deleting still work",
            Self::InUse { .. } => "stop the other registry, or give this one another folder",
            Self::ReferenceUnknown { .. } => "push the blobs and child manifests before the manifest",
            Self::Damaged { .. } => "push the blob again, which replaces the stored copy",
            Self::NotOurs { .. } => "give the registry a folder of its own",
            Self::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "the registry's user must be able to write in its data folder"
            }
            Self::Io { source, .. } if source.kind() == io::ErrorKind::ReadOnlyFilesystem => {
                "the data folder must be on a file system that can be written"
            }
            _ => return None,
        })
    }
}

/// Every failure of the database but a full disk is the same to the registry: the index failed.
macro_rules! from_redb {
    ($($error:ty),*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::of_index(error.into())
            }
        }
    )*};
}

from_redb!(
    redb::DatabaseError,
    redb::TransactionError,
    redb::TableError,
    redb::StorageError,
    redb::CommitError,
    redb::SetDurabilityError
);

impl Error {
    fn of_index(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(source)
                if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
            {
                Self::StorageFull { path: "the registry's index".into() }
            }
            other => Self::Index { reason: other.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_says_has_a_kind_and_a_hint() {
        for (kind, expected, hint) in [
            (io::ErrorKind::StorageFull, "the disk that holds /d is full", "free some space"),
            (io::ErrorKind::QuotaExceeded, "the disk that holds /d is full", "free some space"),
            (io::ErrorKind::ReadOnlyFilesystem, "cannot write /d: ", "can be written"),
            (io::ErrorKind::PermissionDenied, "cannot write /d: ", "must be able to write"),
        ] {
            let error = Error::io("write", "/d".as_ref())(kind.into());
            let diagnostic = error.diagnostic();
            assert_eq!(diagnostic.kind, Kind::Io);
            assert!(diagnostic.message.starts_with(expected), "{diagnostic}");
            assert!(diagnostic.hints[0].contains(hint), "{:?}", diagnostic.hints);
        }
    }
}
