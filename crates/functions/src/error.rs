//! What can go wrong in a function, in the words of the Go library that charts see.

/// Why a function refused its arguments.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// `repeat` with a count below zero (strings.Repeat).
    #[error("strings: negative Repeat count")]
    NegativeRepeat,
    /// An index outside a text or list (Go's run-time bounds check).
    #[error("runtime error: slice bounds out of range {0}")]
    Bounds(String),
    /// A division of integers by zero.
    #[error("runtime error: integer divide by zero")]
    DivideByZero,
    /// A division of decimals by zero (shopspring/decimal).
    #[error("decimal division by 0")]
    DecimalDivideByZero,
    /// A decimal made of an infinite number or none (shopspring/decimal).
    #[error("Cannot create a Decimal from {0}")]
    NotADecimal(String),
    /// A regular expression that RE2 refuses (regexp/syntax).
    #[error("error parsing regexp: {0}")]
    Regex(String),
    /// Text that is not base64 or base32.
    #[error("illegal {0} data at input byte {1}")]
    Encoding(&'static str, usize),
    /// A duration that cannot be read (time.ParseDuration and Helm's duration functions).
    #[error("{0}")]
    Duration(String),
    /// A date that cannot be read (time.Parse).
    #[error("{0}")]
    Date(String),
    /// A URL that cannot be read (net/url).
    #[error("{0}")]
    Url(String),
    /// A document that TOML cannot hold or that is not TOML (BurntSushi/toml).
    #[error("{0}")]
    Toml(String),
    /// A key or certificate that cannot be read or made (Sprig's crypto functions).
    #[error("{0}")]
    Crypto(String),
    /// A range of random numbers without any (math/rand).
    #[error("invalid argument to Intn")]
    EmptyRange,
}
