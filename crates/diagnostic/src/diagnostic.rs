//! The error as data.

use std::fmt;
use std::sync::Arc;

use crate::{Kind, Origin, Source, Span};

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what was meant; the work goes on.
    Warning,
    /// The work stopped.
    Error,
}

/// A marked place in a source, with what to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The source that is shown.
    pub source: Arc<Source>,
    /// The marked bytes.
    pub span: Span,
    /// What stands beside the marker; may be empty.
    pub text: String,
}

/// One thing to tell the user: what was attempted, what is wrong, where, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The class of failure; it sets the exit code.
    pub kind: Kind,
    /// One sentence without a full stop, first letter in lower case unless it is a name.
    pub message: String,
    /// Marked places, the cause first.
    pub labels: Vec<Label>,
    /// Further facts, such as the chain of includes that led here.
    pub notes: Vec<String>,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(kind: Kind, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, kind, message)
    }

    /// A warning.
    pub fn warning(kind: Kind, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, kind, message)
    }

    /// A diagnostic of any severity.
    pub fn new(severity: Severity, kind: Kind, message: impl Into<String>) -> Self {
        Self { severity, kind, message: message.into(), labels: vec![], notes: vec![], hints: vec![] }
    }

    /// Marks a place; does nothing where the origin has no source.
    #[must_use]
    pub fn at(mut self, origin: &Origin, text: impl Into<String>) -> Self {
        if let Some(source) = &origin.source {
            self.labels.push(Label { source: Arc::clone(source), span: origin.span, text: text.into() });
        }
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// The bare message; [`crate::render`] gives the whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}
