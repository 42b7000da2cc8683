//! Rust values that play Go values with types of their own.
//!
//! | file | holds |
//! |---|---|
//! | `values` | `common.Values` |
//! | `files` | `engine.files` |
//! | `capabilities` | `*common.Capabilities` and what is in it |
//! | `time`, `duration` | `time.Time`, `time.Duration` |
//! | `version` | `*semver.Version` |
//! | `certificate` | `sprig.certificate` |
//! | `plain` | their form in JSON |

mod capabilities;
mod certificate;
mod duration;
mod files;
mod plain;
mod time;
mod values;
mod version;

pub(super) use capabilities::capabilities;
pub(super) use certificate::{CERTIFICATE, Certificate};
pub(super) use duration::GoDuration;
pub(super) use files::files;
pub(super) use plain::{Complex, JsonTree, plain};
pub(super) use time::{GoTime, TIME, calendar_number};
pub(super) use values::VALUES;
pub(super) use version::SemanticVersion;
