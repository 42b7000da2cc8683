//! The tables of the index and how they are read.
//!
//! Keys are tuples that begin with the repository, so that everything of a repository lies together and
//! listings are range scans in the order that the specification asks for.

use std::collections::BTreeSet;

use redb::{ReadableTable, TableDefinition};

use super::record::{Record, Referrer, TagTarget};
use crate::Error;
use crate::reference::{Digest, Repository, Tag};

/// Repository → when it was made, in milliseconds since 1970.
pub(crate) const REPOSITORIES: TableDefinition<&str, i64> = TableDefinition::new("repositories");
/// Repository and digest → the manifest's [`Record`] as JSON.
pub(crate) const MANIFESTS: TableDefinition<(&str, &str), &[u8]> = TableDefinition::new("manifests");
/// Repository and tag → digest, and when it was moved there.
pub(crate) const TAGS: TableDefinition<(&str, &str), (&str, i64)> = TableDefinition::new("tags");
/// Repository, subject and digest → the [`Referrer`] as JSON.
pub(crate) const REFERRERS: TableDefinition<(&str, &str, &str), &[u8]> = TableDefinition::new("referrers");
/// Repository and digest → size: the blobs that may be read through the repository.
pub(crate) const BLOBS: TableDefinition<(&str, &str), u64> = TableDefinition::new("blobs");
/// Digest and repository → [`AS_BLOB`], [`AS_MANIFEST`]: who keeps a file of `blobs/` alive.
pub(crate) const HOLDERS: TableDefinition<(&str, &str), u8> = TableDefinition::new("holders");
/// Digest of an archive → what the chart in it says of itself, as JSON.
pub(crate) const CHARTS: TableDefinition<&str, &[u8]> = TableDefinition::new("charts");
/// Facts about the index itself.
pub(crate) const FACTS: TableDefinition<&str, u64> = TableDefinition::new("facts");

/// The repository holds the content as a blob.
pub(crate) const AS_BLOB: u8 = 1;
/// The repository holds the content as a manifest.
pub(crate) const AS_MANIFEST: u8 = 2;
/// Key of [`FACTS`]: the version of these tables.
pub(crate) const SCHEMA: &str = "schema";
/// The version of these tables; a data folder with a newer one is refused.
pub(crate) const SCHEMA_VERSION: u64 = 1;

/// Sorts after every name, tag and digest, which are all ASCII.
pub(crate) const LAST: &str = "\u{7f}";

/// The record of a manifest.
pub(crate) fn manifest(
    table: &impl ReadableTable<(&'static str, &'static str), &'static [u8]>,
    repository: &Repository,
    digest: &Digest,
) -> Result<Option<Record>, Error> {
    let Some(found) = table.get((repository.as_str(), digest.as_str()))? else { return Ok(None) };
    decode(found.value()).map(Some)
}

/// The manifests of a repository.
pub(crate) fn manifest_digests(
    table: &impl ReadableTable<(&'static str, &'static str), &'static [u8]>,
    repository: &Repository,
) -> Result<BTreeSet<Digest>, Error> {
    let name = repository.as_str();
    table.range((name, "")..(name, LAST))?.map(|entry| Digest::parse(entry?.0.value().1)).collect()
}

/// Where a tag points.
pub(crate) fn tag(
    table: &impl ReadableTable<(&'static str, &'static str), (&'static str, i64)>,
    repository: &Repository,
    tag: &Tag,
) -> Result<Option<TagTarget>, Error> {
    let Some(found) = table.get((repository.as_str(), tag.as_str()))? else { return Ok(None) };
    let (digest, moved) = found.value();
    Ok(Some(TagTarget { digest: Digest::parse(digest)?, moved }))
}

/// Up to `limit` tags that follow `after`, in ASCII order.
pub(crate) fn tags(
    table: &impl ReadableTable<(&'static str, &'static str), (&'static str, i64)>,
    repository: &Repository,
    after: &str,
    limit: usize,
) -> Result<Vec<(Tag, TagTarget)>, Error> {
    let name = repository.as_str();
    let mut list = Vec::new();
    for entry in table.range((name, after)..(name, LAST))? {
        let (key, value) = entry?;
        let tag = key.value().1;
        if tag == after {
            continue;
        }
        if list.len() == limit {
            break;
        }
        let (digest, moved) = value.value();
        list.push((Tag::parse(tag)?, TagTarget { digest: Digest::parse(digest)?, moved }));
    }
    Ok(list)
}

/// The referrers of a subject, in the order of their digests.
pub(crate) fn referrers(
    table: &impl ReadableTable<(&'static str, &'static str, &'static str), &'static [u8]>,
    repository: &Repository,
    subject: &Digest,
) -> Result<Vec<Referrer>, Error> {
    let (name, subject) = (repository.as_str(), subject.as_str());
    table.range((name, subject, "")..(name, subject, LAST))?.map(|entry| decode(entry?.1.value())).collect()
}

/// Up to `limit` repositories that follow `after`, in ASCII order.
pub(crate) fn repositories(
    table: &impl ReadableTable<&'static str, i64>,
    after: &str,
    limit: usize,
) -> Result<Vec<Repository>, Error> {
    let mut list = Vec::new();
    for entry in table.range(after..)? {
        let (key, _) = entry?;
        if key.value() == after {
            continue;
        }
        if list.len() == limit {
            break;
        }
        list.push(Repository::parse(key.value())?);
    }
    Ok(list)
}

/// Whether any repository holds the content.
pub(crate) fn is_held(
    table: &impl ReadableTable<(&'static str, &'static str), u8>,
    digest: &Digest,
) -> Result<bool, Error> {
    Ok(table.range((digest.as_str(), "")..(digest.as_str(), LAST))?.next().is_some())
}

/// Any repository that holds the content as a blob.
pub(crate) fn any_blob_holder(
    table: &impl ReadableTable<(&'static str, &'static str), u8>,
    digest: &Digest,
) -> Result<Option<Repository>, Error> {
    for entry in table.range((digest.as_str(), "")..(digest.as_str(), LAST))? {
        let (key, flags) = entry?;
        if flags.value() & AS_BLOB != 0 {
            return Repository::parse(key.value().1).map(Some);
        }
    }
    Ok(None)
}

/// Reads what [`encode`] wrote.
pub(crate) fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes)
        .map_err(|error| Error::Index { reason: format!("an entry is unreadable: {error}") })
}

/// The bytes of an entry.
pub(crate) fn encode<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value)
        .map_err(|error| Error::Index { reason: format!("an entry cannot be written: {error}") })
}
