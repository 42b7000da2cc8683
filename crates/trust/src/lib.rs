//! Signatures of charts: PGP provenance files, as `helm package --sign` writes them.
//!
//! Only what verifying needs of OpenPGP (RFC 4880) is here: cleartext messages, RSA keys and signatures of version 4.
//! No key leaves this crate, and nothing is signed.
//!
//! | file | holds |
//! |---|---|
//! | `armor` | text between `-----BEGIN` and `-----END`, and cleartext messages |
//! | `packet` | the packets of a binary message |
//! | `keyring` | public keys with the names they belong to |
//! | `signature` | a signature, checked with a key |
//! | `provenance` | a provenance file against an archive |
//! | `error` | why a chart is not trusted |

mod armor;
mod error;
mod keyring;
mod packet;
mod provenance;
mod signature;

pub use error::Error;
pub use keyring::Keyring;
pub use provenance::{Verified, verify};
