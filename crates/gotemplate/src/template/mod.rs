//! Compiled templates, and sets of them.
//!
//! | file | holds |
//! |---|---|
//! | `program` | what the machine executes |
//! | `lower` | parse trees into programs |
//! | `set` | the templates that see each other |

mod lower;
mod program;
mod set;

pub(crate) use program::Op;
pub use program::Template;
pub use set::{Compiled, TemplateSet};
