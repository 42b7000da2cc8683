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
//! | `oversize` | records above Helm's limit |
//! | `sidecar` | the object beside a record |

mod codec;
mod hook;
mod object;
mod oversize;
mod release;
mod sidecar;
mod status;
mod summary;
mod time;

pub(crate) use codec::decode_packed;
pub use codec::{LIMIT, decode};
pub use hook::{DeletePolicy, Hook, HookEvent, HookRun, LogPolicy};
pub(crate) use object::{Carrier, object_with, own_labels};
pub use object::{Driver, SYSTEM_LABELS, key, key_labels, read_object, revision_of, to_object};
pub(crate) use oversize::{Parts, fit, join, part_name, parts_of};
pub use release::{ApplyMethod, Info, Release, valid_name};
pub(crate) use sidecar::{read_sidecar, sidecar_key, sidecar_labels, to_sidecar};
pub use status::Status;
pub use summary::Summary;
pub use time::Time;
