//! What can be wrong with YAML or JSON text.

use std::fmt;
use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, Origin, Source, Span};

/// Text that is not what go-yaml v2, or encoding/json, takes; with the place and both wordings.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What class of failure it is.
    pub kind: ErrorKind,
    /// One sentence for a person.
    pub message: String,
    /// The place in the text.
    pub span: Span,
    /// The text, once somebody said where it came from ([`Error::in_source`]).
    pub source: Option<Arc<Source>>,
    /// What to do about it.
    pub hint: Option<String>,
    pub(crate) go: String,
}

/// Classes of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Not YAML.
    Syntax,
    /// YAML that cannot be JSON: an infinite number, a key that is no scalar, a value that does not fit its tag.
    Value,
    /// Not JSON.
    Json,
    /// Too deep, or too many aliases.
    Limit,
}

impl Error {
    /// An error with its place; `go` is the text of the Go library at the bottom, such as
    /// `yaml: line 3: did not find expected key`.
    pub(crate) fn new(
        kind: ErrorKind,
        message: impl Into<String>,
        span: Span,
        go: impl Into<String>,
    ) -> Self {
        Self { kind, message: message.into(), span, source: None, hint: None, go: go.into() }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names the text that was read.
    #[must_use]
    pub fn in_source(mut self, source: &Arc<Source>) -> Self {
        self.source = Some(Arc::clone(source));
        self
    }

    /// The error in the words of go-yaml v2 or encoding/json: `yaml: line 3: did not find expected key`.
    pub fn go(&self) -> &str {
        &self.go
    }

    /// The error in the words of sigs.k8s.io/yaml, which Helm shows: [`Error::go`] after
    /// `error converting YAML to JSON: `.
    pub fn go_conversion(&self) -> String {
        format!("error converting YAML to JSON: {}", self.go)
    }

    /// Where it stands.
    pub fn origin(&self) -> Origin {
        self.source.as_ref().map_or_else(Origin::none, |source| Origin::new(source, self.span))
    }

    /// The error as data, with the place marked.
    pub fn diagnostic(&self) -> Diagnostic {
        let kind = if self.kind == ErrorKind::Limit { Kind::Limit } else { Kind::Yaml };
        let what = if self.kind == ErrorKind::Json { "JSON" } else { "YAML" };
        let place = self.source.as_ref().map_or_else(String::new, |source| format!(" in {}", source.name));
        let mut diagnostic = Diagnostic::error(kind, format!("invalid {what}{place}: {}", self.message))
            .at(&self.origin(), "here");
        if let Some(hint) = &self.hint {
            diagnostic = diagnostic.hint(hint);
        }
        diagnostic
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(_) => write!(f, "{}: {}", self.origin(), self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Error {}
