//! Fixtures and goldens for tests.
//!
//! A topic is a folder `tests/cases/<topic>/` in the crate it tests; a case is what stands before the dot in its
//! file names: `quoting.in`, `quoting.out`, `quoting.err`. A new case is a new file.
//!
//! | file | holds |
//! |---|---|
//! | `case` | the cases of a topic, each run and all failures told at once |
//! | `golden` | comparing text with a file, and rewriting it |

mod case;
mod golden;

pub use case::{Case, cases};
pub use golden::{assert_same, golden};
