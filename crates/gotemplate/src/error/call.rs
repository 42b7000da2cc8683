//! What a function that failed returns.

use super::{ExecError, ParseError};
use crate::limits::Limit;

/// What a function that failed returns. Its text is that of Go's error.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// A plain error, `errors.New`.
    #[error("{0}")]
    Message(String),
    /// An error about another one; the text is complete and holds the other's (`fmt.Errorf("…: %w")`).
    #[error("{text}")]
    Wrapped {
        /// The whole text.
        text: String,
        /// What it is about.
        source: Box<CallError>,
    },
    /// A template that the function executed failed.
    #[error(transparent)]
    Exec(#[from] Box<ExecError>),
    /// A template that the function compiled does not parse.
    #[error(transparent)]
    Parse(#[from] Box<ParseError>),
    /// A limit was exceeded.
    #[error(transparent)]
    Limit(#[from] Limit),
    /// An error of the host, to be found again by its type.
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl CallError {
    /// A plain error.
    pub fn new(text: impl Into<String>) -> Self {
        Self::Message(text.into())
    }

    /// An error of the host.
    pub fn other(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Other(Box::new(error))
    }

    /// This error with words before it: `text: error`.
    #[must_use]
    pub fn wrap(self, text: impl std::fmt::Display) -> Self {
        Self::Wrapped { text: format!("{text}: {self}"), source: Box::new(self) }
    }
}

impl From<ExecError> for CallError {
    fn from(error: ExecError) -> Self {
        Self::Exec(Box::new(error))
    }
}

impl From<ParseError> for CallError {
    fn from(error: ParseError) -> Self {
        Self::Parse(Box::new(error))
    }
}

impl From<String> for CallError {
    fn from(text: String) -> Self {
        Self::Message(text)
    }
}

impl From<&str> for CallError {
    fn from(text: &str) -> Self {
        Self::Message(text.into())
    }
}
