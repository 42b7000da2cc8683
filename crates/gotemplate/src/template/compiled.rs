//! A compiled template.

use std::fmt;
use std::sync::Arc;

use diagnostic::Source;

use crate::parse::{Op, Parts};

/// A compiled template: control flow is jumps, variables are slots, functions are resolved. It is shared between threads
/// and renders.
pub struct Template {
    pub(crate) name: Arc<str>,
    pub(crate) source: Arc<Source>,
    pub(crate) ops: Vec<Op>,
    /// What the pipelines of its whole text consist of.
    pub(crate) parts: Arc<Parts>,
    /// How many variables there are at once.
    pub(crate) slots: usize,
    /// Whether the body is nothing but space and comments.
    pub(crate) empty: bool,
}

impl Template {
    /// The name that it is called by.
    pub const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The text that it was compiled from, or stands in.
    pub const fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Whether the body is nothing but space and comments.
    pub const fn is_empty(&self) -> bool {
        self.empty
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template")
            .field("name", &self.name)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}
