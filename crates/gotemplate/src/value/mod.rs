//! The values of a running template.
//!
//! | file | holds |
//! |---|---|
//! | `data` | a value |
//! | `str` | Go's string |
//! | `bytes` | Go's `[]byte` |
//! | `types` | Go's types |
//! | `object` | Rust values that play Go values |
//! | `heap` | where lists and maps live |
//! | `tree` | `yaml::Tree` over a heap, and trees into a heap |

mod bytes;
mod data;
mod heap;
mod object;
mod str;
mod tree;
mod types;

pub use bytes::{Bytes, Elsewhere};
pub use data::{ListId, MapId, Value};
pub use heap::Heap;
pub use object::Object;
pub use str::Str;
pub use tree::{HeapEntries, HeapItems, HeapTree, go_float};
pub use types::{FloatKind, IntKind, Kind, Named, Type, UintKind, Underlying};
