//! Where a chart comes from.

use std::path::PathBuf;

use clap::Args;

use super::certificates::CertificateFlags;

/// How to reach a registry or repository.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Transport")]
pub(crate) struct TransportFlags {
    #[command(flatten)]
    pub(crate) certificates: CertificateFlags,

    /// Do not check the server's certificate
    #[arg(long)]
    pub(crate) insecure_skip_tls_verify: bool,

    /// Speak HTTP without TLS to a registry
    #[arg(long)]
    pub(crate) plain_http: bool,

    /// User name
    #[arg(long, value_name = "NAME")]
    pub(crate) username: Option<String>,

    /// Password
    #[arg(long, value_name = "PASSWORD")]
    pub(crate) password: Option<String>,
}

/// Which chart is meant, beside its name.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Chart")]
pub(crate) struct SourceFlags {
    /// Version, or range of versions, of the chart; the newest stable one otherwise
    #[arg(long, value_name = "RANGE")]
    pub(crate) version: Option<String>,

    /// Consider pre-releases too, as with `--version '>0.0.0-0'`
    #[arg(long)]
    pub(crate) devel: bool,

    /// URL of the repository to find the chart in
    #[arg(long, value_name = "URL")]
    pub(crate) repo: Option<String>,

    /// Send credentials to every host that the repository names
    #[arg(long)]
    pub(crate) pass_credentials: bool,

    /// Check the archive's provenance
    #[arg(long)]
    pub(crate) verify: bool,

    /// Public keys for `--verify`
    #[arg(long, value_name = "FILE")]
    pub(crate) keyring: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) transport: TransportFlags,
}

impl TransportFlags {
    /// TLS settings.
    pub(crate) fn transport(&self) -> oci::Transport {
        oci::Transport {
            ca_file: self.certificates.ca_file.clone(),
            cert_file: self.certificates.cert_file.clone(),
            key_file: self.certificates.key_file.clone(),
            insecure_skip_tls_verify: self.insecure_skip_tls_verify,
            plain_http: self.plain_http,
        }
    }

    /// Credentials, if given.
    pub(crate) fn credentials(&self) -> Option<oci::Credentials> {
        (self.username.is_some() || self.password.is_some()).then(|| oci::Credentials {
            username: self.username.clone().unwrap_or_default(),
            password: self.password.clone().unwrap_or_default(),
        })
    }
}

impl SourceFlags {
    /// The chart that the flags and a positional argument mean.
    pub(crate) fn query(&self, reference: &str) -> actions::locate::ChartQuery {
        actions::locate::ChartQuery {
            reference: reference.to_owned(),
            version: self.version.clone(),
            devel: self.devel,
            repo: self.repo.clone(),
            transport: self.transport.transport(),
            credentials: self.transport.credentials(),
            pass_credentials: self.pass_credentials,
            verify: self.verify,
            keyring: self.keyring.clone(),
        }
    }
}
