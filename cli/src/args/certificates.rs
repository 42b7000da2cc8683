//! Certificates for servers other than the cluster.

use std::path::PathBuf;

use clap::Args;

/// What TLS is spoken with to registries and repositories.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct CertificateFlags {
    /// Certificate authorities that the server's certificate is checked against
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Client certificate
    #[arg(long, value_name = "FILE")]
    pub(crate) cert_file: Option<PathBuf>,

    /// Key of the client certificate
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}
