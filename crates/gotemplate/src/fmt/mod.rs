//! Go's `fmt` and the parts of `strconv` beneath it.
//!
//! | file | holds |
//! |---|---|
//! | `quote` | quoted strings, both ways |
//! | `unicode` | character classes |

mod quote;
mod unicode;

pub use quote::{Charset, quote, quote_into, unquote};
pub use unicode::is_print;
