//! Sources, spans, labels and hints, and the printed form of an error with its source line and a marker.
//!
//! Every library of rhumb reports what went wrong as a [`Diagnostic`]: data that names the [`Kind`] of
//! failure, what was attempted, where in which [`Source`] the cause lies, and how to mend it. Only the
//! command line prints one, through [`render`].
//!
//! | file | holds |
//! |---|---|
//! | `source` | a named text, and a [`Span`] of bytes in it |
//! | `diagnostic` | the error as data |
//! | `kind` | the classes of failure, which set the exit code |
//! | `nearest` | the existing name closest to a misspelt one |
//! | `print` | the printed form |

mod diagnostic;
mod kind;
mod nearest;
mod print;
mod source;

pub use diagnostic::{Diagnostic, Label, Severity};
pub use kind::Kind;
pub use nearest::nearest;
pub use print::{Style, render};
pub use source::{Origin, Source, SourceKind, Span};
