//! The record of a release, in Helm's own format.
//!
//! | file | holds |
//! |---|---|
//! | `release` | the release as Helm's JSON has it |
//! | `status` | the states of a release |
//! | `hook` | hooks and their last run |
//! | `time` | Go's JSON times, kept as written |
//! | `codec` | JSON ⇄ gzip ⇄ base64 |
//! | `object` | the Secret or ConfigMap that carries it |
//! | `summary` | the few fields that a list of releases shows |

mod codec;
mod hook;
mod object;
mod release;
mod status;
mod summary;
mod time;

pub use codec::{LIMIT, decode, decode_summary, encode};
pub use hook::{DeletePolicy, Hook, HookEvent, HookRun, LogPolicy};
pub use object::{Driver, SYSTEM_LABELS, key, key_labels, read_object, revision_of, to_object};
pub(crate) use object::{text_of, user_labels};
pub use release::{ApplyMethod, Info, Release, valid_name};
pub use status::Status;
pub use summary::Summary;
pub use time::Time;
