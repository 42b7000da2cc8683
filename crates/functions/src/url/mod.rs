//! URLs as Go's net/url takes them apart and puts them together.
//!
//! | file | holds |
//! |---|---|
//! | `parts` | the parts, and the text made of them |
//! | `parse` | the parts of a text |
//! | `escape` | percent-encoding, which differs from part to part |

mod escape;
mod parse;
mod parts;

pub use escape::query_escape;
pub use parts::{Url, User};
