//! The model of a chart: a folder or an archive as data.
//!
//! A chart is loaded once, from a folder or from the bytes of a .tgz: files are read once and shared, values
//! parsed once. Nothing here reaches the network, and an archive is never unpacked to disk.
//!
//! | file | holds |
//! |---|---|
//! | `model` | the chart and its files |
//! | `metadata` | Chart.yaml: reading, rules, writing |
//! | `load` | from a folder or an archive to a chart |
//! | `lock` | Chart.lock and its digest |
//! | `resolve` | which versions answer the dependencies |
//! | `package` | a chart as a .tgz |
//! | `index` | index.yaml of a classic repository |
//! | `record` | a chart inside a release record |
//! | `oci` | what an OCI manifest says of a chart |
//! | `error` | what can be wrong |

mod content;
mod error;
mod index;
mod load;
mod lock;
mod metadata;
mod model;
mod oci;
mod package;
mod record;
mod resolve;

pub use content::Content;
pub use error::Error;
pub use index::{Index, IndexEntry, NotInIndex, Picked};
pub use load::{BadPattern, Glob, MAX_SIZE, archive_files, merge_tables, read_values};
pub use metadata::{Dependency, ImportValue, Maintainer, Metadata, Rule, Violation};
pub use model::{Chart, Crd, File, Lock};
pub use oci::{CHART_MEDIA_TYPE, CONFIG_MEDIA_TYPE, PROVENANCE_MEDIA_TYPE};
pub use package::Times;
pub use resolve::{Cause, Offer, Unresolved, resolve};
