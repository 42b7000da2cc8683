//! Why a tree cannot be printed.

/// Why a tree cannot be printed.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrintError {
    /// A number that JSON has no form for.
    #[error("json: unsupported value: {}", go_float(*.0))]
    Unsupported(f64),
    /// A value of a kind that JSON has no form for, by its Go type.
    #[error("json: unsupported type: {0}")]
    UnsupportedType(&'static str),
    /// Nesting without end, such as a table that contains itself.
    #[error("json: unsupported value: nested deeper than {} levels", Self::MAX_DEPTH)]
    TooDeep,
    /// Helm prints YAML by way of JSON, which it reads as YAML, whose reader takes no control characters.
    #[error("yaml: control characters are not allowed")]
    ControlCharacter,
    /// By the same way, a key of more than 1024 characters is none.
    #[error("yaml: did not find expected ',' or '}}'")]
    LongKey,
    /// And so a key with a NEL, which is a line break.
    #[error("yaml: line 1: did not find expected ',' or '}}'")]
    BrokenKey,
    /// And a text with a line `---` or `...` after a NEL.
    #[error("yaml: line 1: found unexpected document indicator")]
    DocumentMarker,
}

impl PrintError {
    /// How deep a printed tree may be.
    pub(crate) const MAX_DEPTH: usize = 500;
}

fn go_float(value: f64) -> &'static str {
    match value {
        value if value.is_nan() => "NaN",
        value if value > 0.0 => "+Inf",
        _ => "-Inf",
    }
}
