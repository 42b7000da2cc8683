//! Versions and version ranges as Helm reads them: Masterminds/semver 3.5, error texts included.
//!
//! Cargo's and npm's rules differ from these where charts notice: `v` prefixes and one or two numbers are
//! versions, `||`, `!=`, `=>` and hyphen ranges are ranges, and a pre-release matches as soon as one
//! comparator of the same group names one (`>=1.19-0` matches `1.25.3-gke.1`).
//!
//! | file | holds |
//! |---|---|
//! | `version` | a version: strict and loose parsing, order, increments |
//! | `constraint` | a range: parsing, [`Constraint::check`], [`Constraint::explain`] |
//! | `scan` | the shape that versions and the versions inside ranges share |
//! | `error` | what cannot be parsed |
//! | `quote` | text quoted as Go's `%q` quotes it in those errors |

mod constraint;
mod error;
mod quote;
mod scan;
mod version;

pub use constraint::{Constraint, Mismatch, Reason};
pub use error::Error;
pub use version::Version;
