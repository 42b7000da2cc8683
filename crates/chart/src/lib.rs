//! The model of a chart: a folder or an archive as data.
//!
//! | file | holds |
//! |---|---|
//! | `model` | the chart and its files |
//! | `metadata` | Chart.yaml |

mod metadata;
mod model;

pub use metadata::{Dependency, ImportValue, Maintainer, Metadata};
pub use model::{Chart, File, Lock};
