//! Charts and values become one table (Helm's pkg/chart/common/util/coalesce.go and pkg/chart/v2/util/dependencies.go).
//!
//! | file | holds |
//! |---|---|
//! | `table` | tables shared by reference, as Go's maps are |
//! | `tables` | one table laid over another |
//! | `charts` | the defaults of a chart and its subcharts, globals |
//! | `dependencies` | aliases, conditions, tags, import-values |
//! | `lookup` | dotted paths as Helm reads them |
//! | `go` | how Go prints a value in an error text |
//! | `resolve` | all of it, from a chart and a user's values to what templates see |
//!
//! Helm's rules can only be had by doing as Helm does: tables below the first level of `global` are one map for
//! all charts, and tables that are imported from a subchart stay the subchart's own, so what is later merged into
//! one shows in the other. Hence the tables here are shared by reference and become nodes at the end.

mod charts;
mod dependencies;
mod go;
mod lookup;
mod resolve;
mod table;
mod tables;

pub use resolve::{Resolved, coalesce_tables, coalesce_values, process_dependencies, resolve};

pub(crate) use go::percent_t;
