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
//! | `error` | what can be wrong |

mod error;
mod load;
mod lock;
mod metadata;
mod model;

pub use error::Error;
pub use load::{BadPattern, Glob, MAX_SIZE, archive_files, merge_tables, read_values};
pub use metadata::{Dependency, ImportValue, Maintainer, Metadata, Rule, Violation};
pub use model::{Chart, Crd, File, Lock};
