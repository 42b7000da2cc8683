//! A version of a chart, as lists and searches need it.

use serde_json::{Map, Value};
use version::Version;

use crate::reference::{Digest, Repository, Tag};
use crate::store::ChartParts;

/// A version of a chart in the store.
#[derive(Clone, Debug)]
pub struct ChartVersion {
    /// The repository it lies in.
    pub repository: Repository,
    /// The tag that names it.
    pub tag: Tag,
    /// The manifest.
    pub manifest: Digest,
    /// The blobs.
    pub parts: ChartParts,
    /// When the tag was set, in milliseconds since 1970.
    pub created: i64,
    /// Chart.yaml as JSON.
    pub metadata: Map<String, Value>,
    order: Option<Version>,
}

impl ChartVersion {
    pub(super) fn new(
        (repository, tag): (Repository, Tag),
        (manifest, parts, created): (Digest, ChartParts, i64),
        metadata: Map<String, Value>,
    ) -> Self {
        let order =
            metadata.get("version").and_then(Value::as_str).and_then(|text| Version::parse(text).ok());
        Self { repository, tag, manifest, parts, created, metadata, order }
    }

    /// The name in Chart.yaml.
    pub fn name(&self) -> &str {
        self.text("name")
    }

    /// The version in Chart.yaml.
    pub fn version(&self) -> &str {
        self.text("version")
    }

    /// A text of Chart.yaml, empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        self.metadata.get(key).and_then(Value::as_str).unwrap_or("")
    }

    /// The keywords of Chart.yaml.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.metadata
            .get("keywords")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// Whether it is a pre-release; what is no version counts as one.
    pub fn is_prerelease(&self) -> bool {
        self.order.as_ref().is_none_or(Version::is_prerelease)
    }

    /// The file name of the archive in a classic repository. The repository's name is in it, not the chart's,
    /// because that leads back to the repository.
    pub fn file_name(&self) -> String {
        format!("{}-{}.tgz", self.repository.basename(), self.tag.to_version())
    }

    /// Sorts the newest version first; what is no version comes last, and then the tag decides.
    pub(super) fn newest_first(a: &Self, b: &Self) -> std::cmp::Ordering {
        b.order.cmp(&a.order).then_with(|| b.tag.cmp(&a.tag))
    }
}

/// The version to show of a chart: the newest release, or the newest of all; the list must be sorted.
pub(super) fn preferred<'a>(
    versions: impl Iterator<Item = &'a ChartVersion> + Clone,
) -> Option<&'a ChartVersion> {
    versions.clone().find(|version| !version.is_prerelease()).or_else(|| versions.clone().next())
}
