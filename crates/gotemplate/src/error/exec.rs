//! A template that does not execute.

use std::fmt;
use std::sync::Arc;

use diagnostic::{Source, Span};

use super::CallError;
use crate::fmt::quote;
use crate::limits::Limit;

/// A template that does not execute. Its text is that of Go's text/template, which names the innermost place only:
/// `template: file:1:2: executing "name" at <node>: message`.
#[derive(Debug, thiserror::Error)]
pub struct ExecError {
    /// The failing node, and then, outwards, the `template` actions that led to it. A function that executes
    /// templates (`include`) ends the chain: its own error is the [`Cause::Call`] of the error further out. Empty if
    /// nothing was executed at all.
    pub sites: Vec<Site>,
    /// What is wrong.
    pub cause: Cause,
}

/// A place in a template that was being executed.
#[derive(Clone, Debug)]
pub struct Site {
    /// The name of the template, which is that of a `define` or of the file.
    pub template: Arc<str>,
    /// The text that the template was parsed from; its name is the file's.
    pub source: Arc<Source>,
    /// The bytes of the node; Go's position is its start.
    pub span: Span,
    /// The node as Go prints it.
    pub node: String,
}

/// What is wrong in a template that does not execute. The text is Go's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Cause {
    /// A key or field of nothing.
    #[error("nil pointer evaluating {receiver}.{field}")]
    NilReceiver {
        /// The name after the dot.
        field: String,
        /// The Go type of the nil.
        receiver: String,
    },
    /// A key or field of what has none, or not this one.
    #[error("can't evaluate field {field} in type {receiver}")]
    NoField {
        /// The name after the dot.
        field: String,
        /// The Go type before the dot.
        receiver: String,
        /// What the value before the dot is, in short.
        found: String,
        /// The fields and methods that there are.
        known: Vec<String>,
    },
    /// A `template` action that names no template.
    #[error("template {} not defined", quote(.name))]
    NoTemplate {
        /// The name.
        name: String,
        /// The nearest template that exists.
        nearest: Option<String>,
    },
    /// A template to execute that does not exist (`ExecuteTemplate`).
    #[error("no template {} associated with template {}", quote(.name), quote(.set))]
    NotAssociated {
        /// The name.
        name: String,
        /// The name of the template set.
        set: String,
        /// The nearest template that exists.
        nearest: Option<String>,
    },
    /// A function with too many or too few arguments.
    #[error("wrong number of args for {function}: want {want} got {got}")]
    ArgCount {
        /// The function.
        function: String,
        /// How many it takes; `at least 1` for a variadic one.
        want: String,
        /// How many there are.
        got: usize,
    },
    /// An argument of the wrong type.
    #[error("wrong type for value; expected {want}; got {got}")]
    ArgType {
        /// The Go type of the parameter.
        want: String,
        /// The Go type of the argument.
        got: String,
        /// What the argument is, in short.
        found: String,
    },
    /// A function that failed.
    #[error("error calling {function}: {error}")]
    Call {
        /// The function.
        function: String,
        /// Its error.
        error: CallError,
    },
    /// `range` over what has no items.
    #[error("range can't iterate over {found}")]
    Range {
        /// The value, printed.
        found: String,
        /// Its Go type.
        go_type: String,
    },
    /// A limit was exceeded.
    #[error(transparent)]
    Limit(#[from] Limit),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl ExecError {
    /// The failing node, if anything was executed.
    pub fn site(&self) -> Option<&Site> {
        self.sites.first()
    }

    /// The error at the bottom, below all re-entries, and the cause there.
    pub fn innermost(&self) -> &Self {
        let mut error = self;
        while let Cause::Call { error: call, .. } = &error.cause {
            let mut call = call;
            while let CallError::Wrapped { source, .. } = call {
                call = source;
            }
            let CallError::Exec(inner) = call else { break };
            error = inner;
        }
        error
    }
}

impl fmt::Display for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(site) = self.site() else { return write!(f, "template: {}", self.cause) };
        let (line, column) = site.line_column();
        let Site { template, source, node, .. } = site;
        write!(
            f,
            "template: {}:{line}:{column}: executing {} at <{node}>: {}",
            source.name,
            quote(&**template),
            self.cause
        )
    }
}

impl Site {
    /// Line and column as Go counts them: the line from 1, the column in bytes from 0.
    pub fn line_column(&self) -> (usize, usize) {
        let text = self.source.text.as_bytes();
        let before = &text[..(self.span.start as usize).min(text.len())];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let line = 1 + before[..line_start].iter().filter(|&&b| b == b'\n').count();
        (line, before.len() - line_start)
    }
}
