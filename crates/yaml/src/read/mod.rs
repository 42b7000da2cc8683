//! Reading YAML.
//!
//! | file | holds |
//! |---|---|
//! | `compose` | events of the parser into a sink: tags, keys, merge keys, aliases |
//! | `events` | the parser's events, those of an alias played again |
//! | `characters` | what the text may not contain |
//! | `wording` | a syntax error in libyaml's words |

mod characters;
mod compose;
mod events;
mod wording;

pub(crate) use characters::first_unreadable;
pub(crate) use compose::{Documents, read_documents, read_first};
