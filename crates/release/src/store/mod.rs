//! What the cluster keeps of releases.
//!
//! | file | holds |
//! |---|---|
//! | `records` | the records, in Helm's format |
//! | `sidecars` | what rhumb keeps beside a record |

mod records;
mod sidecars;

pub use records::{Entry, Store};
