//! What the user said.

use std::path::PathBuf;

use oci::{Credentials, Transport};

/// Which chart is meant, and how to reach it: the positional argument and the flags around `--version`.
#[derive(Clone, Debug, Default)]
pub struct ChartQuery {
    /// The positional argument.
    pub reference: String,
    /// `--version`: a version or a range.
    pub version: Option<String>,
    /// `--devel`: pre-releases count.
    pub devel: bool,
    /// `--repo`.
    pub repo: Option<String>,
    /// TLS settings.
    pub transport: Transport,
    /// `--username` and `--password`.
    pub credentials: Option<Credentials>,
    /// `--pass-credentials`.
    pub pass_credentials: bool,
    /// `--verify`.
    pub verify: bool,
    /// `--keyring`.
    pub keyring: Option<PathBuf>,
}

impl ChartQuery {
    /// A chart by its name alone.
    pub fn new(reference: impl Into<String>) -> Self {
        Self { reference: reference.into(), ..Self::default() }
    }

    /// The range that is asked for; every stable version if none is.
    pub(crate) fn range(&self) -> &str {
        match self.version.as_deref().map(str::trim).filter(|range| !range.is_empty()) {
            Some(range) => range,
            None if self.devel => ">0.0.0-0",
            None => "",
        }
    }
}
