//! What cannot be parsed.

use crate::quote::quoted;

/// Why a text is no version or no range. The texts are those of Masterminds/semver 3.5, since Helm's users
/// see them through `semver`, `semverCompare` and `kubeVersion`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The shape is not that of a version.
    #[error("invalid semantic version")]
    InvalidSemVer,
    /// Only strict parsing tells an empty text apart.
    #[error("version string empty")]
    Empty,
    /// A number of a strict version has other characters than digits.
    #[error("invalid characters in version")]
    InvalidCharacters,
    /// A number starts with a zero.
    #[error("version segment starts with 0")]
    SegmentStartsZero,
    /// What follows the `+` is malformed.
    #[error("invalid metadata string")]
    InvalidMetadata,
    /// What follows the `-` is malformed.
    #[error("invalid prerelease string")]
    InvalidPrerelease,
    /// A number does not fit 64 bits; strict parsing leaves out the first words.
    #[error("{}strconv.ParseUint: parsing \"{digits}\": value out of range", if *.strict { "" } else { "error parsing version segment: " })]
    OutOfRange {
        /// The number as written.
        digits: String,
        /// Whether the version was parsed strictly.
        strict: bool,
    },
    /// A version of more than 256 bytes.
    #[error("version string is too long (max 256 bytes)")]
    VersionTooLong,
    /// A range of more than 512 bytes.
    #[error("constraint string is too long (max 512 bytes)")]
    ConstraintTooLong,
    /// A range of more than 32 alternatives.
    #[error("too many constraint groups (max 32)")]
    TooManyGroups,
    /// One alternative of a range has no shape.
    #[error("improper constraint: {}", quoted(.0))]
    ImproperConstraint(String),
    /// It has the shape of a range, but the version in it is none.
    #[error("constraint parser error")]
    ConstraintParser,
    /// The number is already the largest.
    #[error("{0} version increment would overflow uint64")]
    Overflow(&'static str),
}
