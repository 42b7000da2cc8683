//! Go's `fmt` and the parts of `strconv` beneath it.
//!
//! | file | holds |
//! |---|---|
//! | `printf` | `Sprint`, `Sprintln`, `Sprintf` |
//! | `print` | values |
//! | `format` | numbers and strings with flags, width and precision |
//! | `float` | floating-point numbers |
//! | `quote` | quoted strings, both ways |
//! | `unicode` | character classes |

mod float;
mod format;
mod print;
mod printf;
mod quote;
mod unicode;

pub use float::{FloatForm, format_float};
pub(crate) use printf::sprint_emitted;
pub use printf::{emit_into, print_into, printf_into, println_into, sprint, sprintf};
pub use quote::{Charset, quote, quote_into, unquote};
pub(crate) use quote::{Unit, unquote_char};
pub use unicode::is_print;
pub(crate) use unicode::{is_digit, is_letter};
