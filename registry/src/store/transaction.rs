//! A change of the index, and of the names in `blobs/` that go with it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use redb::{ReadableTable, Table, WriteTransaction};

use super::layout::{Layout, sync_folder};
use super::record::{Record, Referrer, TagTarget};
use super::tables::{self, AS_BLOB, AS_MANIFEST};
use crate::Error;
use crate::reference::{Algorithm, Digest, Repository, Tag};

/// The open tables of one commit.
///
/// Only the committer has one, so whatever a change checks stays true until it is committed: no locks, and
/// no window between looking and writing. A change checks first and writes afterwards, because the changes
/// of other requests share the commit.
pub(crate) struct Transaction<'t> {
    layout: &'t Layout,
    repositories: Table<'t, &'static str, i64>,
    manifests: Table<'t, (&'static str, &'static str), &'static [u8]>,
    tags: Table<'t, (&'static str, &'static str), (&'static str, i64)>,
    referrers: Table<'t, (&'static str, &'static str, &'static str), &'static [u8]>,
    blobs: Table<'t, (&'static str, &'static str), u64>,
    holders: Table<'t, (&'static str, &'static str), u8>,
    charts: Table<'t, &'static str, &'static [u8]>,
    facts: Table<'t, &'static str, u64>,
    /// Folders with names that the commit relies on.
    folders: BTreeSet<Algorithm>,
    /// Content that came in with this commit.
    adopted: BTreeSet<Digest>,
    /// Content that nothing holds any more.
    orphaned: BTreeSet<Digest>,
    /// Tags that moved, appeared or went.
    moved: Vec<TagChange>,
}

/// A tag that moved, appeared or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TagChange {
    /// The repository.
    pub(crate) repository: Repository,
    /// The tag.
    pub(crate) tag: Tag,
    /// Whether it is gone.
    pub(crate) gone: bool,
}

/// What a commit did beside the index.
#[derive(Default)]
pub(crate) struct Effects {
    /// Content that came in.
    pub(crate) adopted: BTreeSet<Digest>,
    /// Content that nothing holds any more.
    pub(crate) orphaned: BTreeSet<Digest>,
    /// Tags that moved, appeared or went.
    pub(crate) moved: Vec<TagChange>,
}

impl<'t> Transaction<'t> {
    /// Opens, and on first use makes, every table.
    pub(crate) fn open(write: &'t WriteTransaction, layout: &'t Layout) -> Result<Self, Error> {
        Ok(Self {
            layout,
            repositories: write.open_table(tables::REPOSITORIES)?,
            manifests: write.open_table(tables::MANIFESTS)?,
            tags: write.open_table(tables::TAGS)?,
            referrers: write.open_table(tables::REFERRERS)?,
            blobs: write.open_table(tables::BLOBS)?,
            holders: write.open_table(tables::HOLDERS)?,
            charts: write.open_table(tables::CHARTS)?,
            facts: write.open_table(tables::FACTS)?,
            folders: BTreeSet::new(),
            adopted: BTreeSet::new(),
            orphaned: BTreeSet::new(),
            moved: Vec::new(),
        })
    }

    /// The version of the tables; nothing until the index was filled once.
    pub(crate) fn schema(&self) -> Result<Option<u64>, Error> {
        Ok(self.facts.get(tables::SCHEMA)?.map(|version| version.value()))
    }

    /// Says that the index is filled.
    pub(crate) fn set_schema(&mut self) -> Result<(), Error> {
        self.facts.insert(tables::SCHEMA, tables::SCHEMA_VERSION)?;
        Ok(())
    }

    /// Moves a finished file into `blobs/`; its data must be on the disk already.
    ///
    /// An existing file is replaced: the content is the same, unless the old copy is damaged.
    pub(crate) fn adopt(&mut self, file: &Path, digest: &Digest) -> Result<(), Error> {
        let path = self.layout.blob(digest);
        fs::rename(file, &path).map_err(Error::io("move into place", &path))?;
        self.adopted.insert(digest.clone());
        self.folders.insert(digest.algorithm());
        Ok(())
    }

    /// Lets a repository read a blob, whose file must be there.
    pub(crate) fn link_blob(
        &mut self,
        repository: &Repository,
        digest: &Digest,
        size: u64,
        now: i64,
    ) -> Result<(), Error> {
        self.blobs.insert((repository.as_str(), digest.as_str()), size)?;
        self.hold(repository, digest, AS_BLOB)?;
        self.make_repository(repository, now)
    }

    /// Size of a blob, if the repository has it.
    pub(crate) fn blob(&self, repository: &Repository, digest: &Digest) -> Result<Option<u64>, Error> {
        Ok(self.blobs.get((repository.as_str(), digest.as_str()))?.map(|size| size.value()))
    }

    /// Any repository that has the blob.
    pub(crate) fn any_blob_holder(&self, digest: &Digest) -> Result<Option<Repository>, Error> {
        tables::any_blob_holder(&self.holders, digest)
    }

    /// Takes a blob away from a repository; says whether it had it.
    pub(crate) fn unlink_blob(&mut self, repository: &Repository, digest: &Digest) -> Result<bool, Error> {
        let found = self.blobs.remove((repository.as_str(), digest.as_str()))?.is_some();
        if found {
            self.release(repository, digest, AS_BLOB)?;
            self.forget_if_empty(repository)?;
        }
        Ok(found)
    }

    /// The record of a manifest.
    pub(crate) fn manifest(&self, repository: &Repository, digest: &Digest) -> Result<Option<Record>, Error> {
        tables::manifest(&self.manifests, repository, digest)
    }

    /// The manifests of a repository.
    pub(crate) fn manifest_digests(&self, repository: &Repository) -> Result<BTreeSet<Digest>, Error> {
        tables::manifest_digests(&self.manifests, repository)
    }

    /// Adds a manifest, whose file must be there.
    pub(crate) fn put_manifest(
        &mut self,
        repository: &Repository,
        digest: &Digest,
        record: &Record,
        referrer: &Referrer,
    ) -> Result<(), Error> {
        self.manifests.insert((repository.as_str(), digest.as_str()), tables::encode(record)?.as_slice())?;
        if let Some(subject) = &record.subject {
            let key = (repository.as_str(), subject.as_str(), digest.as_str());
            self.referrers.insert(key, tables::encode(referrer)?.as_slice())?;
        }
        self.hold(repository, digest, AS_MANIFEST)?;
        self.make_repository(repository, record.pushed)
    }

    /// Removes a manifest and the tags that point to it, which are returned; nothing if there is none.
    pub(crate) fn delete_manifest(
        &mut self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Option<Vec<Tag>>, Error> {
        let Some(record) = self.manifest(repository, digest)? else { return Ok(None) };
        let tags: Vec<Tag> = tables::tags(&self.tags, repository, "", usize::MAX)?
            .into_iter()
            .filter(|(_, target)| target.digest == *digest)
            .map(|(tag, _)| tag)
            .collect();
        for tag in &tags {
            self.delete_tag(repository, tag)?;
        }
        if let Some(subject) = &record.subject {
            self.referrers.remove((repository.as_str(), subject.as_str(), digest.as_str()))?;
        }
        self.manifests.remove((repository.as_str(), digest.as_str()))?;
        self.release(repository, digest, AS_MANIFEST)?;
        self.forget_if_empty(repository)?;
        Ok(Some(tags))
    }

    /// Removes a file of `blobs/` unless a repository holds it; says whether it goes.
    pub(crate) fn drop_unheld(&mut self, digest: &Digest) -> Result<bool, Error> {
        let held = tables::is_held(&self.holders, digest)?;
        if !held {
            self.orphaned.insert(digest.clone());
        }
        Ok(!held)
    }

    /// Where a tag points.
    pub(crate) fn tag(&self, repository: &Repository, tag: &Tag) -> Result<Option<TagTarget>, Error> {
        tables::tag(&self.tags, repository, tag)
    }

    /// Points a tag at a manifest, which must be there.
    pub(crate) fn set_tag(
        &mut self,
        repository: &Repository,
        tag: &Tag,
        digest: &Digest,
        now: i64,
    ) -> Result<(), Error> {
        self.tags.insert((repository.as_str(), tag.as_str()), (digest.as_str(), now))?;
        self.moved.push(TagChange { repository: repository.clone(), tag: tag.clone(), gone: false });
        Ok(())
    }

    /// Removes a tag; says whether there was one.
    pub(crate) fn delete_tag(&mut self, repository: &Repository, tag: &Tag) -> Result<bool, Error> {
        let found = self.tags.remove((repository.as_str(), tag.as_str()))?.is_some();
        if found {
            self.moved.push(TagChange { repository: repository.clone(), tag: tag.clone(), gone: true });
        }
        Ok(found)
    }

    /// Keeps what the chart in an archive says of itself, unless the archive is gone by now.
    pub(crate) fn keep_chart(&mut self, archive: &Digest, derived: &[u8]) -> Result<(), Error> {
        if self.any_blob_holder(archive)?.is_some() {
            self.charts.insert(archive.as_str(), derived)?;
        }
        Ok(())
    }

    /// Makes the names in `blobs/` durable; to be done before the commit that relies on them.
    pub(crate) fn sync_folders(&self) -> Result<(), Error> {
        self.folders.iter().try_for_each(|&algorithm| sync_folder(&self.layout.blobs(algorithm)))
    }

    /// What was done beside the index; also needed when the change itself failed.
    pub(crate) fn take_effects(&mut self) -> Effects {
        Effects {
            adopted: std::mem::take(&mut self.adopted),
            orphaned: std::mem::take(&mut self.orphaned),
            moved: std::mem::take(&mut self.moved),
        }
    }

    fn make_repository(&mut self, repository: &Repository, now: i64) -> Result<(), Error> {
        if self.repositories.get(repository.as_str())?.is_none() {
            self.repositories.insert(repository.as_str(), now)?;
        }
        Ok(())
    }

    fn forget_if_empty(&mut self, repository: &Repository) -> Result<(), Error> {
        let name = repository.as_str();
        let empty = self.blobs.range((name, "")..(name, tables::LAST))?.next().is_none()
            && self.manifests.range((name, "")..(name, tables::LAST))?.next().is_none();
        if empty {
            self.repositories.remove(name)?;
        }
        Ok(())
    }

    fn hold(&mut self, repository: &Repository, digest: &Digest, flag: u8) -> Result<(), Error> {
        let key = (digest.as_str(), repository.as_str());
        let flags = self.holders.get(key)?.map_or(0, |flags| flags.value());
        self.holders.insert(key, flags | flag)?;
        self.orphaned.remove(digest);
        Ok(())
    }

    fn release(&mut self, repository: &Repository, digest: &Digest, flag: u8) -> Result<(), Error> {
        let key = (digest.as_str(), repository.as_str());
        let flags = self.holders.get(key)?.map_or(0, |flags| flags.value()) & !flag;
        if flags != 0 {
            self.holders.insert(key, flags)?;
            return Ok(());
        }
        self.holders.remove(key)?;
        if !tables::is_held(&self.holders, digest)? {
            self.charts.remove(digest.as_str())?;
            self.orphaned.insert(digest.clone());
        }
        Ok(())
    }
}
