//! Why a schema cannot be drawn as a form.

use diagnostic::{Diagnostic, Kind};

/// A schema that Onyxia's form engine refuses, and so does this one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` in the schema: {problem}")]
pub struct Error {
    /// Where: `ingress.hostname`, `extraEnvVars[]` for the items of a list, `(root)`.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a place of a schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A keyword in a form that Onyxia's gate does not accept.
    #[error("{keyword} must be {expected}")]
    Keyword {
        /// The keyword.
        keyword: &'static str,
        /// What it may be.
        expected: &'static str,
    },
    /// Neither `type` nor `const`.
    #[error("it has no `type`")]
    NoType,
    /// `const` does not fit its own schema.
    #[error("its `const` does not fit the rest of it")]
    Const,
    /// The value in values.yaml does not fit.
    #[error("its default in values.yaml does not fit: {0}")]
    Default(String),
    /// No default anywhere.
    #[error("it has no default, neither in the schema nor in values.yaml")]
    NoDefault,
    /// `minItems` without a default item.
    #[error("it needs items but its items have no default")]
    NoItem,
    /// `render: list` without options.
    #[error("`render: list` needs options")]
    NoOptions,
    /// The value is none of the options.
    #[error("its value is none of its options")]
    NotAnOption,
    /// The value has another type than the schema says.
    #[error("its value is not of the type `{0}`")]
    Type(&'static str),
    /// A slider that cannot be drawn.
    #[error("its slider is broken: {0}")]
    Slider(String),
    /// A pattern that is no regular expression.
    #[error("its pattern is no regular expression that runs in linear time")]
    Pattern,
    /// A reference that leads nowhere or in a circle.
    #[error("`{0}` cannot be resolved")]
    Reference(String),
    /// The root is not a table with properties.
    #[error("the root must be an object with properties")]
    Root,
}

impl Error {
    pub(crate) fn at(path: &str, problem: Problem) -> Self {
        Self { path: if path.is_empty() { "(root)".to_owned() } else { path.to_owned() }, problem }
    }

    /// What to tell the chart's author.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error(Kind::Chart, self.to_string());
        match &self.problem {
            Problem::NoDefault => {
                diagnostic.hint("give it a `default` in values.schema.json or a value in values.yaml")
            }
            Problem::NoType => diagnostic.hint("every property and every `items` needs a `type`"),
            Problem::NotAnOption | Problem::Default(_) => {
                diagnostic.hint("make the default in values.yaml fit the schema")
            }
            _ => diagnostic,
        }
    }
}
