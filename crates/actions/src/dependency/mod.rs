//! `dependency`: the charts below `charts/`.
//!
//! | file | holds |
//! |---|---|
//! | `list` | what is asked for and what is there |
//! | `update` | choosing versions, Chart.lock |
//! | `source` | where a dependency comes from, and what there is |
//! | `save` | fetching archives into `charts/` |

mod list;
mod save;
mod source;
mod update;

pub use list::{DependencyList, DependencyRow, dependency_list};
pub use update::{DependencyUpdate, dependency_build, dependency_update};
