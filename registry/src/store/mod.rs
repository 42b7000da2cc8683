//! The storage: an OCI image layout on a local disk, and an index of it.
//!
//! The truth is content-addressed blobs; the index says what exists under which name. A blob is written to a
//! file of its own, hashed on the way and synced, and then moved into `blobs/` by the one thread that commits:
//! sync of the folder, commit of the index, answer. So a name that can be seen never points to bytes that are
//! not there; whatever a crash leaves behind is garbage, never damage.
//!
//! | file | holds |
//! |---|---|
//! | `store` | opening, and what the parts share |
//! | `layout` | where things lie on disk |
//! | `session`, `upload` | one upload; the requests that drive it |
//! | `document`, `record` | a manifest as sent; what the index keeps of it |
//! | `blob`, `manifest` | reading, adding, deleting |
//! | `garbage` | what no manifest names any more |
//! | `cache` | small content in memory |
//! | `tables`, `transaction` | the index: reading it, changing it |
//! | `committer` | group commit |
//! | `database`, `backend`, `ballast` | the database file, and how it survives a full disk |
//! | `checkpoint`, `rebuild` | `index.json`, and the way back from it |

mod backend;
mod ballast;
mod blob;
mod cache;
mod checkpoint;
mod committer;
mod database;
mod document;
mod garbage;
mod layout;
mod manifest;
mod rebuild;
mod record;
mod session;
#[expect(clippy::module_inception, reason = "the folder is the store's, and so is the type")]
mod store;
pub(crate) mod tables;
mod transaction;
mod upload;

pub use blob::{Blob, Content};
pub use document::media_type;
pub use garbage::Collected;
pub use manifest::{Manifest, Reference};
pub use record::{ChartParts, Record, Referrer, TagTarget};
pub use store::{Opened, Store};

pub(crate) use manifest::{Expectation, LARGEST, NewManifest};
pub(crate) use store::{Options, blocking, now};
pub(crate) use transaction::TagChange;
pub(crate) use upload::{ChunkRange, Incoming};
