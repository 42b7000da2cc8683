//! Values against the JSON Schemas of a chart and its subcharts (Helm's pkg/chart/common/util/jsonschema.go).
//!
//! | file | holds |
//! |---|---|
//! | `instance` | values as the validator walks them: in place |
//! | `library` | the schemas that a `$ref` may name |
//! | `bundled` | those that come with rhumb |
//! | `plain` | values that certainly fit, found out without a validator |
//! | `compile` | from the text of a schema to a validator |
//! | `validate` | all charts of a tree |
//! | `violation` | a failed keyword as a diagnostic |
//! | `tree`, `wording` | the same in Helm's words |

mod bundled;
mod compile;
mod instance;
mod library;
mod plain;
mod tree;
mod validate;
mod violation;
mod wording;

pub use library::Library;
pub use validate::{ChartReport, SchemaError, validate};

pub(crate) use violation::{article, with_nearest};
