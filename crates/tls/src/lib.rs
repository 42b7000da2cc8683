//! TLS of clients: whom to trust, and who one is.
//!
//! * [`client_config`]: what a connection needs to know.
//! * [`certificates`]: those of a PEM text.
//! * [`Verifier`]: who is taken for the server.

mod config;
mod pem;
mod verifier;

pub use config::{Identity, Trust, client_config};
pub use pem::certificates;
pub use verifier::Verifier;

/// Why there can be no TLS.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A text that holds no certificate.
    #[error("there is no certificate in it")]
    NoCertificate,
    /// A certificate that is broken.
    #[error("a certificate in it cannot be read: {0}")]
    Certificate(String),
    /// A key that is missing or broken.
    #[error("there is no key in it that can be read: {0}")]
    Key(String),
    /// What rustls says of the settings as a whole.
    #[error(transparent)]
    Settings(#[from] rustls::Error),
}
