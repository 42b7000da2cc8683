//! The index, built anew from `index.json` and the manifests that it names.

use std::fs;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::checkpoint::{Entry, Index, REF_NAME};
use super::database::Database;
use super::document::Document;
use super::layout::Layout;
use super::transaction::Transaction;
use crate::reference::{Digest, Repository, Tag};
use crate::{Durability, Error};

/// Fills an empty index; returns how many manifests are named but not there, or not whole.
///
/// Entries whose name is not `repository:tag` or `repository@digest` are other tools' and are left out.
pub(super) fn rebuild(layout: &Layout, database: &Database) -> Result<usize, Error> {
    let index = read(layout)?;
    database.write(Durability::Durable, |transaction| {
        let mut lost = 0;
        for entry in &index.manifests {
            let Some((repository, tag)) = name_of(entry) else { continue };
            if add(layout, transaction, entry, &repository, tag.as_ref())? {
                continue;
            }
            tracing::error!(%repository, digest = %entry.digest, "a manifest is lost");
            lost += 1;
        }
        transaction.set_schema()?;
        Ok(lost)
    })
}

/// Whether `index.json` names manifests that another tool put there.
pub(super) fn has_strangers(layout: &Layout) -> Result<bool, Error> {
    Ok(read(layout)?.manifests.iter().any(|entry| name_of(entry).is_none()))
}

/// `index.json`, which a new folder does not have.
fn read(layout: &Layout) -> Result<Index, Error> {
    let path = layout.index();
    let text = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Index { manifests: Vec::new() }),
        result => result.map_err(Error::io("read", &path))?,
    };
    serde_json::from_slice(&text).map_err(|error| Error::NotOurs {
        path: layout.root().to_owned(),
        reason: format!("its index.json is unreadable: {error}"),
    })
}

fn name_of(entry: &Entry) -> Option<(Repository, Option<Tag>)> {
    let name = entry.annotations.get(REF_NAME)?;
    if let Some((repository, _)) = name.split_once('@') {
        return Some((Repository::parse(repository).ok()?, None));
    }
    let (repository, tag) = name.split_once(':')?;
    Some((Repository::parse(repository).ok()?, Some(Tag::parse(tag).ok()?)))
}

/// Adds a manifest with its blobs; false when its content is not what the digest says.
fn add(
    layout: &Layout,
    transaction: &mut Transaction<'_>,
    entry: &Entry,
    repository: &Repository,
    tag: Option<&Tag>,
) -> Result<bool, Error> {
    let path = layout.blob(&entry.digest);
    let Ok(bytes) = fs::read(&path) else { return Ok(false) };
    if Digest::with(entry.digest.algorithm(), &bytes) != entry.digest {
        return Ok(false);
    }
    let Ok(document) = Document::parse(&bytes, Some(&entry.media_type)) else { return Ok(false) };
    let pushed = modified(&path);
    for blob in document.blobs() {
        // A blob that is gone makes its manifest useless, but not the others.
        if let Ok(found) = fs::metadata(layout.blob(&blob.digest)) {
            transaction.link_blob(repository, &blob.digest, found.len(), pushed)?;
        }
    }
    let size = bytes.len() as u64;
    let (record, referrer) = (document.record(size, pushed), document.referrer(&entry.digest, size));
    transaction.put_manifest(repository, &entry.digest, &record, &referrer)?;
    if let Some(tag) = tag {
        transaction.set_tag(repository, tag, &entry.digest, pushed)?;
    }
    Ok(true)
}

/// When a file was last written, in milliseconds since 1970; 0 where that is not known.
fn modified(path: &Path) -> i64 {
    let modified = fs::metadata(path).and_then(|m| m.modified()).ok();
    let since = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(0)
}
