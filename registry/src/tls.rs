//! TLS: the certificate of the registry, and of those who may come to it.

use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;

use crate::Error;

/// How connections are encrypted; cloning is cheap.
#[derive(Clone)]
pub struct Tls(pub(crate) Arc<ServerConfig>);

impl Tls {
    /// The registry's certificate, followed by those that lead to its authority, and its key, both in PEM form.
    ///
    /// With `clients`, authorities in PEM form, only those come in who bring a certificate that one of them
    /// signed.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Setting`] for a file that holds no such thing, or a key that is not the
    /// certificate's.
    pub fn open(certificate: &Path, key: &Path, clients: Option<&Path>) -> Result<Self, Error> {
        let chain = certificates(certificate, "tls-cert")?;
        let bytes = std::fs::read(key).map_err(Error::io("read", key))?;
        let key = PrivateKeyDer::from_pem_slice(&bytes)
            .map_err(|error| setting("tls-key", format!("{} holds no key: {error}", key.display())))?;
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| setting("tls-cert", error.to_string()))?;
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(path) => {
                let mut authorities = RootCertStore::empty();
                for authority in certificates(path, "tls-client-ca")? {
                    authorities
                        .add(authority)
                        .map_err(|error| setting("tls-client-ca", format!("{}: {error}", path.display())))?;
                }
                let verifier = WebPkiClientVerifier::builder_with_provider(authorities.into(), provider)
                    .build()
                    .map_err(|error| setting("tls-client-ca", error.to_string()))?;
                builder.with_client_cert_verifier(verifier)
            }
        };
        let config = builder
            .with_single_cert(chain, key)
            .map_err(|error| setting("tls-key", format!("it does not go with --tls-cert: {error}")))?;
        Ok(Self(Arc::new(config)))
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}

fn certificates(path: &Path, name: &'static str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match found {
        Ok(found) if found.is_empty() => {
            Err(setting(name, format!("{} holds no certificate", path.display())))
        }
        Ok(found) => Ok(found),
        Err(error) => Err(setting(name, format!("{}: {error}", path.display()))),
    }
}

fn setting(setting: &'static str, reason: String) -> Error {
    Error::Setting { setting, reason }
}
