//! Charts: what the registry knows of those in its store.
//!
//! All of it is read out of archives, in memory and within limits, when somebody first asks; what lists and
//! searches need is then kept in the index by the digest of the archive, so that no archive is read twice for
//! them. An archive that cannot be read costs its chart the listing, never a push.
//!
//! | file | holds |
//! |---|---|
//! | `entry` | a version of a chart, as lists and searches need it |
//! | `derive` | reading an archive; the files of it that user interfaces want |
//! | `library` | every version of every chart, kept up to date |
//! | `index` | index.yaml of a classic repository |
//! | `search` | finding charts |
//! | `publish` | putting a chart into the store without HTTP |

mod derive;
mod entry;
mod index;
mod library;
mod publish;
mod search;

pub use derive::{ChartFile, ChartFiles};
pub use entry::ChartVersion;
pub use index::IndexDocument;
pub(crate) use library::Changes;
pub use library::Library;
pub use publish::{Publication, Published};
pub use search::{Found, Hit};
