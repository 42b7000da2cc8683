//! The settings of connections.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;

use crate::{Error, Verifier, certificates, pem};

/// Who is taken for the server.
#[derive(Clone, Debug)]
pub enum Trust {
    /// Whom the system trusts, and these certificates.
    SystemAnd(Vec<CertificateDer<'static>>),
    /// Anybody.
    Anybody,
}

/// Who the client is, both in PEM form.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// Its certificate, followed by those that lead to its authority.
    pub certificate: &'a [u8],
    /// Its key.
    pub key: &'a [u8],
}

/// The settings of connections over which HTTP of both versions is spoken.
///
/// # Errors
/// [`Error::Certificate`], [`Error::NoCertificate`] and [`Error::Key`] for an identity that cannot be read;
/// [`Error::Settings`] for a key that is not the certificate's, and where the system trusts nobody.
pub fn client_config(trust: Trust, identity: Option<Identity<'_>>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let verifier = match trust {
        Trust::Anybody => Verifier::anybody(&provider),
        Trust::SystemAnd(named) => Verifier::system_and(named, provider)?,
    };
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            builder.with_client_auth_cert(certificates(identity.certificate)?, pem::key(identity.key)?)?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
