//! Adding archives, merging indexes.

use super::read::sort;
use super::{Index, IndexEntry};
use crate::Metadata;

impl Index {
    /// An index without charts; `generated` is a time in RFC 3339.
    pub fn new(generated: impl Into<String>) -> Self {
        Self { api_version: "v1".to_owned(), generated: generated.into(), ..Self::default() }
    }

    /// Adds a version behind those that are there; [`Index::sort`] puts it in its place.
    pub fn add(&mut self, entry: IndexEntry) {
        self.entries.entry(entry.metadata.name.clone()).or_default().push(entry);
    }

    /// Adds what another index has and this one does not; this one's entries win (`IndexFile.Merge`).
    pub fn merge(&mut self, other: Self) {
        for entry in other.entries.into_values().flatten() {
            if !self.has(&entry.metadata) {
                self.add(entry);
            }
        }
    }

    /// Sorts the versions of each chart, the newest first.
    pub fn sort(&mut self) {
        self.entries.values_mut().for_each(|entries| sort(entries));
    }

    fn has(&self, metadata: &Metadata) -> bool {
        self.pick(&metadata.name, &metadata.version).is_ok()
    }
}
