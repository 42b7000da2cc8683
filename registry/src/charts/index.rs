//! index.yaml of a classic repository.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::entry::ChartVersion;
use crate::reference::{Digest, Repository};

type Charts = BTreeMap<Repository, Vec<Arc<ChartVersion>>>;

/// The index of a classic repository, as text.
///
/// It is JSON, which is YAML too, and which Helm 4 reads many times faster than other YAML. It depends on
/// nothing but the charts, so that it has the same entity tag until one of them changes.
#[derive(Debug)]
pub struct IndexDocument {
    /// The text.
    pub text: Bytes,
    /// The entity tag, with its quotes.
    pub etag: String,
    /// When the newest chart in it was added, in milliseconds since 1970.
    pub modified: i64,
    gzip: OnceLock<Bytes>,
    /// The state of the library that it was made from.
    charts: Arc<Charts>,
}

impl IndexDocument {
    /// The text, compressed the first time that somebody asks. Blocks.
    pub fn gzip(&self) -> Bytes {
        self.gzip
            .get_or_init(|| {
                let mut gzip = GzEncoder::new(Vec::new(), Compression::new(3));
                // Writing to memory does not fail.
                let _ = gzip.write_all(&self.text);
                gzip.finish().unwrap_or_default().into()
            })
            .clone()
    }

    /// Whether it was made from this state of the library.
    pub(super) fn is_of(&self, charts: &Arc<Charts>) -> bool {
        Arc::ptr_eq(&self.charts, charts)
    }
}

/// The index of a namespace and all below it; nothing where a namespace has no charts.
///
/// Charts of one name in several repositories become one list; of one version in several, the one in the first
/// repository stays. Addresses are relative, so that they hold behind whatever name or path serves them.
pub(super) fn build(charts: &Arc<Charts>, namespace: &str) -> Option<IndexDocument> {
    let prefix = if namespace.is_empty() { String::new() } else { format!("{namespace}/") };
    let mut entries: BTreeMap<&str, Vec<&Arc<ChartVersion>>> = BTreeMap::new();
    for (repository, versions) in charts.iter().filter(|(name, _)| name.as_str().starts_with(&prefix)) {
        debug_assert!(versions.iter().all(|version| version.repository == *repository));
        for version in versions {
            entries.entry(version.name()).or_default().push(version);
        }
    }
    if entries.is_empty() && !namespace.is_empty() {
        return None;
    }
    let mut modified = 0;
    let mut table = serde_json::Map::new();
    for (name, mut versions) in entries {
        // The sort is stable: of equal versions the first repository's stays first.
        versions.sort_by(|a, b| ChartVersion::newest_first(a, b));
        versions.dedup_by(|later, first| later.version() == first.version());
        modified = versions.iter().map(|version| version.created).fold(modified, i64::max);
        table.insert(name.to_owned(), versions.iter().map(|version| entry(version, &prefix)).collect());
    }
    let index = json!({"apiVersion": "v1", "entries": table, "generated": time(modified)});
    let text = Bytes::from(format!("{index:#}\n"));
    let etag = format!("\"{}\"", Digest::of(&text));
    Some(IndexDocument { text, etag, modified, gzip: OnceLock::new(), charts: Arc::clone(charts) })
}

fn entry(version: &ChartVersion, prefix: &str) -> Value {
    let mut entry = version.metadata.clone();
    let namespace = version.repository.namespace();
    let below = format!("{namespace}/");
    let folder = if namespace.is_empty() { "" } else { below.strip_prefix(prefix).unwrap_or("") };
    entry.insert("urls".to_owned(), json!([format!("{folder}charts/{}", version.file_name())]));
    entry.insert("created".to_owned(), time(version.created).into());
    entry.insert("digest".to_owned(), version.parts.archive.hex().into());
    Value::Object(entry)
}

/// A time as RFC 3339 has it.
fn time(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default().to_string()
}
