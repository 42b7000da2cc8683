//! A document that is no object.

use std::fmt;
use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, Origin, Source, Span};

/// A document that cannot be read; shown as Helm shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    source: Arc<Source>,
    cause: Cause,
}

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cause {
    /// It is not YAML.
    Yaml(yaml::Error),
    /// It has a value of the wrong type in its head.
    Type(Mismatch),
}

/// A value whose type does not fit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mismatch {
    /// What was found, in the words of encoding/json: `array`, `object`, `string`, `number`, `bool`.
    pub(crate) found: &'static str,
    /// The path of the field: empty for the document, `.metadata.name`, …
    pub(crate) field: String,
    pub(crate) span: Span,
}

impl Error {
    pub(crate) fn new(source: &Arc<Source>, cause: Cause) -> Self {
        Self { source: Arc::clone(source), cause }
    }

    /// The file whose document it is.
    pub fn path(&self) -> &str {
        &self.source.name
    }

    /// The error as data, with the place marked in the rendered text.
    pub fn diagnostic(&self) -> Diagnostic {
        match &self.cause {
            Cause::Yaml(error) => {
                let mut diagnostic = error.clone().in_source(&self.source).diagnostic();
                diagnostic.kind = Kind::Manifest;
                diagnostic.note("this is the rendered text; lines count from the start of the rendered file")
            }
            Cause::Type(mismatch) => {
                let message = match mismatch.field.as_str() {
                    "" => {
                        format!("a document of {} is {}, not an object", self.path(), article(mismatch.found))
                    }
                    field => format!(
                        "{} of a document of {} is {}, not {}",
                        field.trim_start_matches('.'),
                        self.path(),
                        article(mismatch.found),
                        if matches!(field, ".metadata" | ".metadata.annotations") {
                            "a table"
                        } else {
                            "text"
                        }
                    ),
                };
                let diagnostic = Diagnostic::error(Kind::Manifest, message)
                    .at(&Origin::new(&self.source, mismatch.span), "here");
                match mismatch.field.as_str() {
                    "" => diagnostic.hint(
                        "a file below templates/ that is no manifest must be named NOTES.txt or begin with _",
                    ),
                    _ => diagnostic,
                }
            }
        }
    }
}

fn article(found: &str) -> String {
    match found {
        "array" => "a list".to_owned(),
        "object" => "a table".to_owned(),
        "bool" => "a truth value".to_owned(),
        "string" => "text".to_owned(),
        other => format!("a {other}"),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "YAML parse error on {}: ", self.path())?;
        match &self.cause {
            Cause::Yaml(error) => f.write_str(&error.go_conversion()),
            Cause::Type(mismatch) => {
                let Mismatch { found, field, .. } = mismatch;
                write!(
                    f,
                    "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} into Go "
                )?;
                match field.as_str() {
                    "" => f.write_str("value of type util.SimpleHead"),
                    ".metadata" => f.write_str(
                        "struct field .metadata of type struct { Name string \"json:\\\"name\\\"\"; \
                         Annotations map[string]string \"json:\\\"annotations\\\"\" }",
                    ),
                    ".metadata.annotations" => write!(f, "struct field {field} of type map[string]string"),
                    // A path of names has its slashes escaped, as a JSON pointer.
                    field => {
                        let field = field.replace('~', "~0").replace('/', "~1");
                        write!(f, "struct field {field} of type string")
                    }
                }
            }
        }
    }
}

impl std::error::Error for Error {}
