//! Points in time as Go's time.Time has them.
//!
//! | file | holds |
//! |---|---|
//! | `moment` | a point in time and its place |
//! | `format` | printing with a layout |
//! | `parse` | reading with a layout |

mod format;
#[allow(clippy::module_inception, reason = "the file holds the type of that name")]
mod moment;
mod parse;

pub use moment::{Moment, zone};
pub use parse::parse;
