//! TLS, proxies and time-outs of every request.

use std::path::PathBuf;
use std::time::Duration;

use tls::{Identity, Trust};

use crate::{Error, Result};

/// A server that says nothing for this long is given up.
const SILENCE: Duration = Duration::from_secs(60);
/// A connection that takes this long to open is given up.
const CONNECT: Duration = Duration::from_secs(15);

/// How to speak to a server: what the flags say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// Certificate authorities in PEM form, beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Client certificate in PEM form.
    pub cert_file: Option<PathBuf>,
    /// Its key in PEM form.
    pub key_file: Option<PathBuf>,
    /// Do not check the server's certificate.
    pub insecure_skip_tls_verify: bool,
    /// No TLS at a registry.
    pub plain_http: bool,
}

impl Transport {
    /// A client of HTTP, with or without TLS. It takes proxies from the environment.
    ///
    /// # Errors
    /// [`Error::File`] and [`Error::Tls`] when a certificate cannot be read.
    pub fn http_client(&self) -> Result<reqwest::Client> {
        let identity = match (&self.cert_file, &self.key_file) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((read(certificate)?, read(key)?)),
            (Some(_), None) => return Err(Error::Tls("--cert-file needs its key, --key-file".to_owned())),
            (None, Some(_)) => {
                return Err(Error::Tls("--key-file needs its certificate, --cert-file".to_owned()));
            }
        };
        let identity = identity.as_ref().map(|(certificate, key)| Identity { certificate, key });
        let tls =
            tls::client_config(self.trust()?, identity).map_err(|error| Error::Tls(error.to_string()))?;
        reqwest::Client::builder()
            .user_agent(concat!("rhumb/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .tls_backend_preconfigured(tls)
            .build()
            .map_err(|error| Error::Tls(error.to_string()))
    }

    fn trust(&self) -> Result<Trust> {
        if self.insecure_skip_tls_verify {
            return Ok(Trust::Anybody);
        }
        let Some(path) = &self.ca_file else { return Ok(Trust::SystemAnd(Vec::new())) };
        tls::certificates(&read(path)?)
            .map(Trust::SystemAnd)
            .map_err(|error| Error::Tls(format!("{}: {error}", path.display())))
    }
}

fn read(path: &std::path::Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| Error::File { attempted: "read", path: path.to_owned(), source })
}
