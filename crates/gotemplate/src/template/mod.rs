//! Compiled templates, and sets of them.
//!
//! | file | holds |
//! |---|---|
//! | `compiled` | a template as the machine executes it |
//! | `set` | the templates that see each other |
//! | `later` | a text that is compiled when its template is called |

mod compiled;
mod later;
mod set;

pub use compiled::Template;
pub use set::{Compiled, TemplateSet};
