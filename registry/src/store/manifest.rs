//! Manifests, tags and referrers.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use bytes::Bytes;
use uuid::Uuid;

use super::blob::Content;
use super::document::Document;
use super::record::{Record, Referrer, TagTarget};
use super::store::{Store, blocking, now};
use super::tables;
use super::transaction::Transaction;
use crate::reference::{Algorithm, Digest, Repository, Tag};
use crate::{Durability, Error};

/// Largest manifest that is accepted, in bytes; the specification asks for at least this.
pub(crate) const LARGEST: usize = 4 << 20;

/// How a manifest is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// By a tag.
    Tag(Tag),
    /// By its digest.
    Digest(Digest),
}

impl Reference {
    /// Checks a reference; what holds a colon is a digest.
    ///
    /// # Errors
    /// [`Error::TagInvalid`], [`Error::DigestInvalid`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.contains(':') {
            Digest::parse(text).map(Self::Digest)
        } else {
            Tag::parse(text).map(Self::Tag)
        }
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(f),
            Self::Digest(digest) => digest.fmt(f),
        }
    }
}

/// A manifest of a repository.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Its digest.
    pub digest: Digest,
    /// What the index knows of it.
    pub record: Record,
}

/// What the sender expects the reference to be at (`If-Match`, `If-None-Match`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// Anything.
    #[default]
    Any,
    /// Nothing there yet.
    Absent,
    /// This manifest.
    At(Digest),
}

/// A manifest to be added.
#[derive(Clone, Debug)]
pub(crate) struct NewManifest {
    /// The bytes, as they are to be read again.
    pub(crate) bytes: Bytes,
    /// The `Content-Type` that they came with.
    pub(crate) content_type: Option<String>,
    /// The digest that they must have, if the sender named it.
    pub(crate) digest: Option<Digest>,
    /// Tags that shall point to it.
    pub(crate) tags: Vec<Tag>,
    /// What the first tag, or the digest, is expected to be at.
    pub(crate) expectation: Expectation,
    /// Whether a published version of a chart may get other content, whatever the store's rule is.
    pub(crate) replace: bool,
}

/// A manifest that was added.
#[derive(Clone, Debug)]
pub(crate) struct Added {
    /// Its digest.
    pub(crate) digest: Digest,
    /// What it refers to.
    pub(crate) subject: Option<Digest>,
}

impl Store {
    /// Finds a manifest.
    ///
    /// # Errors
    /// [`Error::ManifestUnknown`].
    pub fn manifest(&self, repository: &Repository, reference: &Reference) -> Result<Manifest, Error> {
        let found = self.read(|read| {
            let digest = match reference {
                Reference::Digest(digest) => digest.clone(),
                Reference::Tag(tag) => match tables::tag(&read.open_table(tables::TAGS)?, repository, tag)? {
                    Some(target) => target.digest,
                    None => return Ok(None),
                },
            };
            let record = tables::manifest(&read.open_table(tables::MANIFESTS)?, repository, &digest)?;
            Ok(record.map(|record| Manifest { digest, record }))
        })?;
        found.ok_or_else(|| unknown(repository, reference))
    }

    /// The bytes of a manifest, as they were pushed.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Io`].
    pub async fn manifest_bytes(&self, manifest: &Manifest) -> Result<Bytes, Error> {
        match self.content(&manifest.digest, manifest.record.size).await? {
            Content::Memory(bytes) => Ok(bytes),
            Content::File(file) => {
                let (digest, size) = (manifest.digest.clone(), manifest.record.size);
                let blob = super::blob::Blob { digest, size, content: Content::File(file) };
                blocking(move || blob.read(LARGEST)).await
            }
        }
    }

    /// Up to `limit` tags of a repository that follow `after`, in ASCII order.
    ///
    /// # Errors
    /// [`Error::NameUnknown`] when there is no such repository.
    pub fn tags(
        &self,
        repository: &Repository,
        after: &str,
        limit: usize,
    ) -> Result<Vec<(Tag, TagTarget)>, Error> {
        if !self.has_repository(repository)? {
            return Err(Error::NameUnknown { repository: repository.to_string() });
        }
        self.read(|read| tables::tags(&read.open_table(tables::TAGS)?, repository, after, limit))
    }

    /// What refers to a manifest, which need not exist.
    ///
    /// # Errors
    /// Those of the index.
    pub fn referrers(&self, repository: &Repository, subject: &Digest) -> Result<Vec<Referrer>, Error> {
        self.read(|read| tables::referrers(&read.open_table(tables::REFERRERS)?, repository, subject))
    }

    /// Adds a manifest and points tags to it, all at once.
    ///
    /// # Errors
    /// [`Error::ManifestInvalid`], [`Error::DigestMismatch`], [`Error::ReferenceUnknown`] when content that it
    /// names is missing, [`Error::TagImmutable`], [`Error::Changed`].
    pub(crate) async fn add_manifest(
        &self,
        repository: &Repository,
        new: NewManifest,
    ) -> Result<Added, Error> {
        self.check_space().await?;
        let checked = blocking(move || Checked::new(new)).await?;
        // Helm pushes by digest and then by tag: the second time only the tag is written.
        let known = Reference::Digest(checked.digest.clone());
        let mut file = None;
        if self.manifest(repository, &known).is_err() {
            file = Some(self.spool(&checked).await?);
        }
        loop {
            let spooled = file.is_some();
            let change = checked.clone().change(repository.clone(), file.take(), !self.allows_replacing());
            match self.commit(change).await? {
                Some(added) => return Ok(added),
                // It was deleted since we looked.
                None if !spooled => file = Some(self.spool(&checked).await?),
                None => return Err(unknown(repository, &known)),
            }
        }
    }

    /// Removes a tag; the manifest stays.
    ///
    /// # Errors
    /// [`Error::ManifestUnknown`].
    pub async fn delete_tag(&self, repository: &Repository, tag: &Tag) -> Result<(), Error> {
        let missing = unknown(repository, &Reference::Tag(tag.clone()));
        let (repository, tag) = (repository.clone(), tag.clone());
        let found = self.commit(move |transaction| transaction.delete_tag(&repository, &tag)).await?;
        if found { Ok(()) } else { Err(missing) }
    }

    /// Removes a manifest and every tag that points to it; returns those tags.
    ///
    /// # Errors
    /// [`Error::ManifestUnknown`].
    pub async fn delete_manifest(&self, repository: &Repository, digest: &Digest) -> Result<Vec<Tag>, Error> {
        let missing = unknown(repository, &Reference::Digest(digest.clone()));
        let (repository, digest) = (repository.clone(), digest.clone());
        let tags = self.commit(move |transaction| transaction.delete_manifest(&repository, &digest)).await?;
        tags.ok_or(missing)
    }

    /// Writes the bytes of a manifest where they can be moved into `blobs/`.
    async fn spool(&self, checked: &Checked) -> Result<PathBuf, Error> {
        let path = self.layout().uploads().join(Uuid::new_v4().to_string());
        let (bytes, durable) = (checked.bytes.clone(), self.durability() == Durability::Durable);
        blocking(move || {
            let written = fs::File::create_new(&path).and_then(|mut file| {
                file.write_all(&bytes)?;
                if durable { file.sync_data() } else { Ok(()) }
            });
            if let Err(error) = written {
                let _ = fs::remove_file(&path);
                return Err(Error::io("write", &path)(error));
            }
            Ok(path)
        })
        .await
    }
}

/// A manifest that is what it says.
#[derive(Clone)]
struct Checked {
    document: Document,
    digest: Digest,
    bytes: Bytes,
    tags: Vec<Tag>,
    expectation: Expectation,
    replace: bool,
}

impl Checked {
    fn new(new: NewManifest) -> Result<Self, Error> {
        let algorithm = new.digest.as_ref().map_or(Algorithm::Sha256, Digest::algorithm);
        let digest = Digest::with(algorithm, &new.bytes);
        if let Some(expected) = new.digest.filter(|expected| *expected != digest) {
            return Err(Error::DigestMismatch { expected, actual: digest });
        }
        let document = Document::parse(&new.bytes, new.content_type.as_deref())?;
        let NewManifest { bytes, tags, expectation, replace, .. } = new;
        Ok(Self { document, digest, bytes, tags, expectation, replace })
    }

    /// The change of the index; it yields nothing when the manifest's file is needed after all.
    fn change(
        self,
        repository: Repository,
        file: Option<PathBuf>,
        immutable: bool,
    ) -> impl FnOnce(&mut Transaction<'_>) -> Result<Option<Added>, Error> + Send + 'static {
        move |transaction| {
            let result = self.apply(transaction, &repository, file.as_deref(), immutable && !self.replace);
            if let (Err(_) | Ok(None), Some(file)) = (&result, &file) {
                let _ = fs::remove_file(file);
            }
            result
        }
    }

    fn apply(
        &self,
        transaction: &mut Transaction<'_>,
        repository: &Repository,
        file: Option<&std::path::Path>,
        immutable: bool,
    ) -> Result<Option<Added>, Error> {
        let size = self.bytes.len() as u64;
        let record = self.document.record(size, now());
        let existing = transaction.manifest(repository, &self.digest)?;
        self.check_expectation(transaction, repository, existing.is_some())?;
        self.check_references(transaction, repository)?;
        for tag in &self.tags {
            if immutable {
                check_unpublished(transaction, repository, tag, &record)?;
            }
        }
        match (file, &existing) {
            (None, None) => return Ok(None),
            (Some(file), _) => transaction.adopt(file, &self.digest)?,
            (None, Some(_)) => {}
        }
        if existing.is_none() {
            let referrer = self.document.referrer(&self.digest, size);
            transaction.put_manifest(repository, &self.digest, &record, &referrer)?;
        }
        for tag in &self.tags {
            transaction.set_tag(repository, tag, &self.digest, record.pushed)?;
        }
        Ok(Some(Added { digest: self.digest.clone(), subject: record.subject }))
    }

    fn check_references(&self, transaction: &Transaction<'_>, repository: &Repository) -> Result<(), Error> {
        let missing = |digest: &Digest| Error::ReferenceUnknown {
            repository: repository.clone(),
            digest: digest.clone(),
        };
        for blob in self.document.blobs() {
            if transaction.blob(repository, &blob.digest)?.is_none() {
                return Err(missing(&blob.digest));
            }
        }
        for child in self.document.children() {
            if transaction.manifest(repository, &child.digest)?.is_none()
                && transaction.blob(repository, &child.digest)?.is_none()
            {
                return Err(missing(&child.digest));
            }
        }
        Ok(())
    }

    fn check_expectation(
        &self,
        transaction: &Transaction<'_>,
        repository: &Repository,
        exists: bool,
    ) -> Result<(), Error> {
        if self.expectation == Expectation::Any {
            return Ok(());
        }
        let (current, reference) = match self.tags.first() {
            Some(tag) => (transaction.tag(repository, tag)?.map(|target| target.digest), tag.to_string()),
            None => (exists.then(|| self.digest.clone()), self.digest.to_string()),
        };
        let met = match &self.expectation {
            Expectation::Any => true,
            Expectation::Absent => current.is_none(),
            Expectation::At(digest) => current.as_ref() == Some(digest),
        };
        if met { Ok(()) } else { Err(Error::Changed { repository: repository.clone(), reference }) }
    }
}

/// A version of a chart keeps its archive; what stands beside the archive, such as a signature, may change.
fn check_unpublished(
    transaction: &Transaction<'_>,
    repository: &Repository,
    tag: &Tag,
    new: &Record,
) -> Result<(), Error> {
    let Some(current) = transaction.tag(repository, tag)? else { return Ok(()) };
    let published = transaction.manifest(repository, &current.digest)?.and_then(|record| record.chart);
    let Some(published) = published.filter(|_| is_version(tag)) else { return Ok(()) };
    if new.chart.as_ref().is_some_and(|chart| chart.archive == published.archive) {
        return Ok(());
    }
    Err(Error::TagImmutable { repository: repository.clone(), tag: tag.to_string() })
}

/// Whether a tag names a version, and not something that moves, such as `latest`.
fn is_version(tag: &Tag) -> bool {
    version::Version::parse(&tag.to_version()).is_ok()
}

fn unknown(repository: &Repository, reference: &Reference) -> Error {
    Error::ManifestUnknown { repository: repository.clone(), reference: reference.to_string() }
}
