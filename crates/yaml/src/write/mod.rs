//! Writing YAML as Go's libraries do.
//!
//! | file | holds |
//! |---|---|
//! | `print` | a tree, in one of three layouts |
//! | `emitter` | indentation, indicators and scalars: libyaml's emitter for block style |
//! | `analysis` | which styles a text may be written in |
//! | `breaks` | the line break that JSON takes for a letter |
//! | `order` | the natural order of keys |

mod analysis;
mod breaks;
mod emitter;
mod order;
mod print;

pub use order::natural_order;
pub use print::{to_block, to_yaml, to_yaml_pretty, write_block, write_yaml};
