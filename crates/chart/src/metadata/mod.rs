//! Chart.yaml.
//!
//! | file | holds |
//! |---|---|
//! | `model` | what it says |
//! | `fields` | a table read as encoding/json fills a struct: any case, numbers as text |
//! | `read` | from a table |
//! | `rules` | what Helm demands of it |
//! | `sanitize` | texts without line breaks and invisible characters |
//! | `tree` | back to a table, in Helm's order |

mod fields;
mod model;
mod read;
mod rules;
mod sanitize;
mod tree;

pub(crate) use fields::Fields;
pub use model::{Dependency, ImportValue, Maintainer, Metadata};
pub(crate) use read::dependencies;
pub use rules::{Rule, Violation};
pub(crate) use tree::{dependency_node, put_annotations};
