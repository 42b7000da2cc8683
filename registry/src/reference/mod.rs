//! The names that clients send: checked once, here, so that nothing further in can be a path trick.
//!
//! | file | holds |
//! |---|---|
//! | `repository` | `charts/jupyter` |
//! | `tag` | `1.2.0_build` |
//! | `digest` | `sha256:…`, and computing one |

mod digest;
mod repository;
mod tag;

pub use digest::{Algorithm, Digest, Hasher};
pub use repository::Repository;
pub use tag::Tag;
