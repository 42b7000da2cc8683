//! A template that does not parse.

use std::fmt;
use std::sync::Arc;

use diagnostic::{Source, Span};

/// A template that does not parse. Its text is Go's, `template: name:1: unexpected {{end}}`.
#[derive(Clone, Debug, thiserror::Error)]
pub struct ParseError {
    /// The text of the template; its name is the template's.
    pub source_text: Arc<Source>,
    /// The line that Go names, from 1.
    pub line: usize,
    /// The bytes that the parser stopped at.
    pub span: Span,
    /// What is wrong, in Go's words.
    pub message: String,
    /// An existing name close to an unknown one.
    pub nearest: Option<String>,
    /// Where the text ends too early, the keyword that was last opened and not closed.
    pub unclosed: Option<Span>,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template: {}:{}: {}", self.source_text.name, self.line, self.message)
    }
}
