//! What PEM texts hold.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::Error;

/// The certificates of a PEM text, of which there is at least one.
///
/// # Errors
/// [`Error::NoCertificate`] and [`Error::Certificate`].
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Certificate(error.to_string()))?;
    if found.is_empty() { Err(Error::NoCertificate) } else { Ok(found) }
}

/// The first key of a PEM text.
pub(crate) fn key(pem: &[u8]) -> Result<PrivateKeyDer<'static>, Error> {
    PrivateKeyDer::from_pem_slice(pem).map_err(|error| Error::Key(error.to_string()))
}
