//! What the machine executes.

use std::fmt;
use std::sync::Arc;

use diagnostic::Source;

use crate::parse::{Pipe, TemplateCall};

/// A compiled template: control flow is jumps, variables are slots, functions are resolved. It is shared between threads
/// and renders.
pub struct Template {
    pub(crate) name: Arc<str>,
    pub(crate) source: Arc<Source>,
    pub(crate) ops: Box<[Op]>,
    /// How many variables there are at once.
    pub(crate) slots: usize,
    /// Whether the body is nothing but space and comments.
    pub(crate) empty: bool,
}

/// One step. The targets of jumps are indices into the program.
#[derive(Debug)]
pub(crate) enum Op {
    /// Copies these bytes of the source.
    Text(u32, u32),
    /// Prints what a pipeline gives.
    Print(Pipe),
    /// Evaluates a pipeline for its variables.
    Evaluate(Pipe),
    /// Jumps if a pipeline gives something false.
    If(Pipe, usize),
    /// Makes dot what a pipeline gives, or jumps if that is false.
    With(Pipe, usize),
    /// Makes dot what it was before.
    EndWith,
    /// Begins a loop.
    Range(Box<Loop>),
    /// Begins the next round at the target, or ends the loop and goes on.
    Next(usize),
    /// Jumps.
    Jump(usize),
    /// Ends the innermost loop and jumps behind it.
    Break(usize),
    /// Jumps to the end of the innermost loop's body.
    Continue(usize),
    /// Executes another template.
    Template(Box<TemplateCall>),
}

/// A `range`.
#[derive(Debug)]
pub(crate) struct Loop {
    pub(crate) pipe: Pipe,
    /// Where to go if there is nothing to loop over.
    pub(crate) otherwise: usize,
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
