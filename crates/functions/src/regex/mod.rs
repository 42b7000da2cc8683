//! Regular expressions as Go's `regexp` package has them (RE2), on the `regex` crate.
//!
//! | file | holds |
//! |---|---|
//! | `pattern` | compiled expressions, kept between calls, and what Sprig does with them |
//! | `translate` | RE2's syntax into that of the `regex` crate |
//! | `class` | its bracket expressions |

mod class;
mod pattern;
mod translate;

pub use pattern::{Pattern, Patterns, quote_meta};
