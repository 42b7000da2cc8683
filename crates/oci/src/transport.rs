//! TLS, proxies and time-outs of every request.

use std::path::PathBuf;
use std::time::Duration;

use oci_distribution::client::{Certificate, CertificateEncoding, ClientConfig, ClientProtocol};

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
    /// A client for plain HTTP requests. It takes proxies from the environment.
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
        if let (Some(certificate), Some(key)) = (&self.cert_file, &self.key_file) {
            let mut pem = read(certificate)?;
            pem.push(b'\n');
            pem.extend(read(key)?);
            builder = builder.identity(reqwest::Identity::from_pem(&pem).map_err(tls)?);
        }
        builder.build().map_err(tls)
    }

    /// The same for an OCI registry at `host`; a registry on this machine is spoken to without TLS only if asked.
    pub(crate) fn oci_client(&self) -> Result<oci_distribution::Client> {
        install_provider();
        if self.cert_file.is_some() {
            return Err(Error::Tls(
                "client certificates are not supported for OCI registries yet".to_owned(),
            ));
        }
        let extra_root_certificates = match &self.ca_file {
            Some(path) => vec![Certificate { encoding: CertificateEncoding::Pem, data: read(path)? }],
            None => vec![],
        };
        let config = ClientConfig {
            protocol: if self.plain_http { ClientProtocol::Http } else { ClientProtocol::Https },
            accept_invalid_certificates: self.insecure_skip_tls_verify,
            extra_root_certificates,
            // One request instead of three; every registry that Helm pushes to takes it, since Helm does so.
            use_monolithic_push: true,
            platform_resolver: None,
            connect_timeout: Some(CONNECT),
            read_timeout: Some(SILENCE),
            user_agent: concat!("rhumb/", env!("CARGO_PKG_VERSION")),
            ..ClientConfig::default()
        };
        oci_distribution::Client::try_from(config).map_err(|error| Error::Tls(error.to_string()))
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
