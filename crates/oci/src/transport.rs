//! TLS, proxies and time-outs of every request.

use std::path::PathBuf;
use std::time::Duration;

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
        install_provider();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("rhumb/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .tls_danger_accept_invalid_certs(self.insecure_skip_tls_verify);
        if let Some(path) = &self.ca_file {
            let bundle = reqwest::Certificate::from_pem_bundle(&read(path)?).map_err(tls)?;
            builder = builder.tls_certs_merge(bundle);
        }
        match (&self.cert_file, &self.key_file) {
            (None, None) => {}
            (Some(certificate), Some(key)) => {
                let mut pem = read(certificate)?;
                pem.push(b'\n');
                pem.extend(read(key)?);
                builder = builder.identity(reqwest::Identity::from_pem(&pem).map_err(tls)?);
            }
            (Some(_), None) => return Err(Error::Tls("--cert-file needs its key, --key-file".to_owned())),
            (None, Some(_)) => {
                return Err(Error::Tls("--key-file needs its certificate, --cert-file".to_owned()));
            }
        }
        builder.build().map_err(tls)
    }
}

fn read(path: &std::path::Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| Error::File { attempted: "read", path: path.to_owned(), source })
}

fn tls(error: reqwest::Error) -> Error {
    let mut innermost: &dyn std::error::Error = &error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    Error::Tls(innermost.to_string())
}

/// rustls wants one provider per process; ring is the only one that we link. A second call changes nothing.
fn install_provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
