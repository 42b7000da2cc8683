//! index.yaml, the list of charts of a classic repository.
//!
//! | file | holds |
//! |---|---|
//! | `read` | from YAML or JSON, skipping entries that are broken |
//! | `write` | to YAML or JSON, as `helm repo index` writes it |
//! | `pick` | the entry for a name and a version or range |
//! | `build` | adding archives, merging indexes |

mod build;
mod pick;
mod read;
mod write;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::Metadata;

pub use pick::{NotInIndex, Picked};

/// The list of charts of a classic repository (pkg/repo/v1/index.go).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// `v1`.
    pub api_version: String,
    /// When it was made, RFC 3339.
    pub generated: String,
    /// The versions of each chart, the newest first.
    pub entries: BTreeMap<String, Vec<IndexEntry>>,
    /// Keys that sign the charts; Helm does not look at them.
    pub public_keys: Vec<String>,
    /// Free annotations of the index itself.
    pub annotations: IndexMap<String, String>,
}

/// One version of a chart in an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexEntry {
    /// Chart.yaml.
    pub metadata: Metadata,
    /// Where the .tgz is, perhaps relative to the index; Helm uses the first.
    pub urls: Vec<String>,
    /// When it was added, RFC 3339.
    pub created: String,
    /// Whether it is gone.
    pub removed: bool,
    /// SHA-256 of the .tgz in hexadecimal, without a prefix; may be empty.
    pub digest: String,
}
