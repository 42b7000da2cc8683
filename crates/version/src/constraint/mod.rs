//! A range of versions.
//!
//! | file | holds |
//! |---|---|
//! | `syntax` | from text to comparators |
//! | `compare` | what each operator means |
//! | `check` | whether a version is in the range, and why not |

mod check;
mod compare;
mod syntax;

pub use check::{Mismatch, Reason};

use crate::Version;

/// A range of versions: alternatives separated by `||`, each a list of comparators that must all hold.
#[derive(Clone, Debug)]
pub struct Constraint {
    groups: Vec<Group>,
    include_prereleases: bool,
}

/// Comparators that must all hold.
#[derive(Clone, Debug)]
struct Group {
    comparators: Vec<Comparator>,
    /// Whether one of them names a pre-release, which lets pre-releases match all of them.
    names_prerelease: bool,
}

/// An operator with its version.
#[derive(Clone, Debug)]
struct Comparator {
    operator: Operator,
    /// As written (`=>`), for printing.
    operator_text: String,
    /// The version with 0 where nothing or a wildcard was written.
    version: Version,
    /// The version as written.
    version_text: String,
    /// How much of the version was written.
    precision: Precision,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    /// `=` or nothing: equal, or `~` where a part is a wildcard.
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Tilde,
    Caret,
}

/// Which part is the first that was left out or a wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Precision {
    /// `*`
    Any,
    /// `1`, `1.x`
    Major,
    /// `1.2`, `1.2.x`
    Minor,
    /// `1.2.3`
    Patch,
}
