//! Values: from files, flags and defaults to what templates see.
//!
//! ```text
//! -f, --set… ─▶ Overrides ─▶ UserValues ─┐
//!                                        ├─▶ resolve ─▶ Resolved ─▶ validate
//! chart ─────────────────────────────────┘
//! ```
//!
//! Every value keeps the origin it had in its file or flag, so that an error found at the end still points there.
//!
//! | module | holds |
//! |---|---|
//! | `overrides` | `-f` and the `--set` flags, in Helm's precedence |
//! | `set` | the grammar of `--set` |
//! | `coalesce` | chart defaults, globals, null deletion; conditions, tags, aliases, import-values |
//! | `layer`, `path` | which file, flag or default set a value |
//! | `schema` | JSON Schema validation |
//! | `unknown` | keys that no chart reads |
//! | `reuse` | what an upgrade takes over |

mod coalesce;
mod error;
mod layer;
mod overrides;
mod path;
mod reuse;
mod schema;
mod set;
mod unknown;

pub use coalesce::{Resolved, coalesce_tables, coalesce_values, process_dependencies, resolve};
pub use error::Error;
pub use layer::{Layer, LayerKind, Setting, defaults, why};
pub use overrides::{Overrides, UserValues};
pub use path::{Path, Step};
pub use reuse::{Reuse, reuse_values};
pub use schema::{ChartReport, Library, SchemaError, validate};
pub use set::{MAX_DEPTH, MAX_INDEX};
pub use unknown::check_unknown;
