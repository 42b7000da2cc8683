//! What can go wrong.

use std::fmt;
use std::sync::Arc;

use diagnostic::{Diagnostic, Kind};

use crate::GoError;

/// Why a chart does not render; shown as Helm shows it where Helm can fail so.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The chart does not want this version of Kubernetes.
    KubeVersion {
        /// What it wants.
        range: String,
        /// What there is.
        version: String,
    },
    /// A Tera template does not parse or execute.
    Tera(Box<Diagnostic>),
    /// A Go template does not parse or execute.
    Go(Arc<GoError>),
    /// A file that a template looks at cannot be read.
    File(Arc<chart::Error>),
}

impl Error {
    /// The error as data.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::KubeVersion { .. } => Diagnostic::error(Kind::Chart, self.to_string())
                .hint("install it on another cluster, or name the cluster's version with --kube-version"),
            Self::Tera(diagnostic) => (**diagnostic).clone(),
            Self::Go(error) => error.diagnostic(),
            Self::File(error) => error.diagnostic(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KubeVersion { range, version } => write!(
                f,
                "chart requires kubeVersion: {range} which is incompatible with Kubernetes {version}"
            ),
            Self::Tera(diagnostic) => write!(f, "{diagnostic}"),
            Self::Go(error) => error.fmt(f),
            Self::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<GoError> for Error {
    fn from(error: GoError) -> Self {
        Self::Go(Arc::new(error))
    }
}

impl From<chart::Error> for Error {
    fn from(error: chart::Error) -> Self {
        Self::File(Arc::new(error))
    }
}
