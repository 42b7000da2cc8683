//! Signatures of charts: PGP provenance files, as `helm package --sign` writes them.
//!
//! OpenPGP itself is the library's; what a provenance file says, and whom it is believed from, is here.
//!
//! | file | holds |
//! |---|---|
//! | `keyring` | keys with the names they belong to |
//! | `message` | the clear-signed text: Chart.yaml and the archive's digest |
//! | `sign` | a provenance file made with a secret key |
//! | `verify` | a provenance file against an archive |
//! | `error` | why a chart is not trusted, or cannot be signed |

mod error;
mod keyring;
mod message;
mod sign;
mod verify;

pub use error::Error;
pub use keyring::Keyring;
pub use sign::SigningKey;
pub use verify::{Verified, verify};
