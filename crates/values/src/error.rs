//! What can be wrong with values.

use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, Origin, Source, Span};
use yaml::Node;

use crate::coalesce::percent_t;
use crate::schema::article;

/// Values that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A values file is not YAML, or not a table.
    #[error(transparent)]
    File(#[from] chart::Error),
    /// A `--set` flag is malformed.
    #[error("{}", helm_flag(flag, why))]
    Flag {
        /// The flag.
        flag: Arc<Source>,
        /// Helm's message.
        why: String,
    },
    /// The values for a subchart are not a table.
    #[error("type mismatch on {name}: {}", percent_t(value))]
    SubchartNotATable {
        /// The subchart.
        name: String,
        /// What stands there.
        value: Box<Node>,
    },
    /// Values do not fit a schema.
    #[error(transparent)]
    Schema(#[from] crate::schema::SchemaError),
    /// A native chart got values that it does not know.
    #[error("{} unknown value(s)", .0.len())]
    Unknown(Vec<Diagnostic>),
}

impl Error {
    /// What to tell the user, the cause first.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            Self::File(error) => vec![error.diagnostic()],
            Self::Flag { flag, why } => {
                let origin = Origin::new(flag, Span::new(0, flag.text.len()));
                vec![
                    Diagnostic::error(Kind::Values, format!("`{}` cannot be read: {why}", flag.name))
                        .at(&origin, "")
                        .hint("the form is `key.path=value,list[0]=value,list={a,b}`; a comma inside a value is written `\\,`"),
                ]
            }
            Self::SubchartNotATable { name, value } => vec![
                Diagnostic::error(
                    Kind::Values,
                    format!(
                        "the values of the subchart `{name}` must be a table, not {}",
                        article(value.type_name())
                    ),
                )
                .at(&value.origin, format!("`{name}` is a subchart")),
            ],
            Self::Schema(error) => error.diagnostics(),
            Self::Unknown(diagnostics) => diagnostics.clone(),
        }
    }
}

/// Helm's message, which shows the JSON instead of what is wrong with it.
fn helm_flag(flag: &Source, why: &str) -> String {
    match flag.name.as_str() {
        "--set-json" if flag.text.trim_start().starts_with('{') => {
            format!("failed parsing --set-json data JSON: {}", flag.text)
        }
        "--set-json" => format!("failed parsing --set-json data {}", flag.text),
        name => format!("failed parsing {name} data: {why}"),
    }
}
