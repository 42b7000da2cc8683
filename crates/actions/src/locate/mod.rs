//! From what the user calls a chart to its files.
//!
//! A chart is a folder or archive on disk, `oci://…`, the URL of an archive, `NAME/CHART` of a named repository,
//! or a bare name with `--repo URL`, tried in this order (pkg/action/install.go, `LocateChart`).
//!
//! | file | holds |
//! |---|---|
//! | `query` | what the user said |
//! | `disk` | what lies on disk, found without a runtime |
//! | `download` | the rest |
//! | `pick` | which of several versions is meant |

mod disk;
mod download;
mod pick;
mod query;

pub use disk::on_disk;
pub use download::{Downloaded, download};
pub(crate) use download::{parse as parse_index, transport_of};
use pick::newest;
pub use query::ChartQuery;
