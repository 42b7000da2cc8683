//! JSON as Go's encoding/json writes and reads it.
//!
//! | file | holds |
//! |---|---|
//! | `print` | any tree to text |
//! | `read` | text into a sink |

mod print;
mod read;

pub use print::{JsonStyle, to_json, write_json, write_json_string};
pub use read::{parse_json, read_json};
