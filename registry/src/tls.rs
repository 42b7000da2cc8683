//! TLS: the certificate of the registry, and of those who may come to it.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;

use crate::Error;

/// How connections are encrypted; clones share the certificates.
#[derive(Clone)]
pub struct Tls(Arc<Inner>);

struct Inner {
    files: Files,
    current: Mutex<Current>,
}

/// Where the certificates lie.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    clients: Option<PathBuf>,
}

/// What was read last.
struct Current {
    config: Arc<ServerConfig>,
    seen: Seen,
}

/// The state of the files: inode, and the second and nanosecond of the last change; absent for one that is gone.
type Seen = [Option<(u64, i64, i64)>; 3];

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
        let files = Files {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            clients: clients.map(Path::to_owned),
        };
        // Looked at before it is read: what changes in between is read once more.
        let seen = files.look();
        let current = Mutex::new(Current { config: files.read()?, seen });
        Ok(Self(Arc::new(Inner { files, current })))
    }

    /// Reads the files again if they have changed since they were last tried; says whether it did. Blocks.
    ///
    /// New connections get what was read. A mounted Secret changes all its files at once, other tools write one
    /// after the other: until they fit again, the former certificates stay.
    ///
    /// # Errors
    /// As [`Tls::open`]; not again before the files have changed again.
    pub fn refresh(&self) -> Result<bool, Error> {
        let seen = self.0.files.look();
        {
            let mut current = self.current();
            if current.seen == seen {
                return Ok(false);
            }
            current.seen = seen;
        }
        let config = self.0.files.read()?;
        self.current().config = config;
        Ok(true)
    }

    /// What a new connection is encrypted with.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.current().config)
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Current> {
        self.0.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files {
    fn look(&self) -> Seen {
        [Some(&self.certificate), Some(&self.key), self.clients.as_ref()].map(|path| {
            let metadata = std::fs::metadata(path?).ok()?;
            Some((metadata.ino(), metadata.ctime(), metadata.ctime_nsec()))
        })
    }

    fn read(&self) -> Result<Arc<ServerConfig>, Error> {
        let chain = certificates(&self.certificate, "tls-cert")?;
        let bytes = std::fs::read(&self.key).map_err(Error::io("read", &self.key))?;
        let key = PrivateKeyDer::from_pem_slice(&bytes)
            .map_err(|error| setting("tls-key", format!("{} holds no key: {error}", self.key.display())))?;
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| setting("tls-cert", error.to_string()))?;
        let builder = match &self.clients {
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
        Ok(Arc::new(config))
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
