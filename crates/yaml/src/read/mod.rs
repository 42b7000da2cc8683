//! Reading YAML.
//!
//! | file | holds |
//! |---|---|
//! | `compose` | events of the parser into a sink: tags, keys, merge keys, aliases |
//! | `ordinary` | ordinary text, which needs no parser |
//! | `tag` | values with a tag |
//! | `budget` | what aliases may add |
//! | `events` | the parser's events, those of an alias played again |
//! | `input` | the text as the parser takes it |
//! | `block_scalar` | indicators of block scalars that stand too far left |
//! | `characters` | what the text may not contain |
//! | `wording` | a syntax error in libyaml's words |

mod block_scalar;
mod budget;
mod characters;
mod compose;
mod events;
mod input;
mod ordinary;
mod tag;
mod wording;

pub(crate) use characters::first_unreadable;
pub(crate) use compose::{Documents, read_documents, read_first};
pub use ordinary::read_ordinary;
