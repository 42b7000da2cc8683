//! The grammar of `--set` and its sisters (Helm's pkg/strvals).
//!
//! | file | holds |
//! |---|---|
//! | `text` | the reader over a flag's text |
//! | `typed` | what a bare word means |
//! | `parser` | keys, indices, lists and values |

mod parser;
mod text;
mod typed;

pub(crate) use parser::{Mode, apply};
pub(crate) use typed::json_node;

/// The highest index that `a[N]=` may name; more is refused, since the list is filled up with nulls.
pub const MAX_INDEX: usize = 65_536;
/// How many dots a key may have.
pub const MAX_DEPTH: usize = 30;
