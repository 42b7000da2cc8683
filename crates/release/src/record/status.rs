//! The states of a release.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The state of a revision (pkg/release/common/status.go). States that a later Helm may add are kept as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Status {
    /// Nothing is known about it.
    #[default]
    Unknown,
    /// The revision that runs.
    Deployed,
    /// Removed from the cluster, its history kept.
    Uninstalled,
    /// A later revision took its place.
    Superseded,
    /// Its operation did not succeed.
    Failed,
    /// Being removed.
    Uninstalling,
    /// Being installed.
    PendingInstall,
    /// Being upgraded.
    PendingUpgrade,
    /// Being rolled back.
    PendingRollback,
    /// A state that this version does not know.
    Other(String),
}

impl Status {
    /// The word in records and labels.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unknown => "unknown",
            Self::Deployed => "deployed",
            Self::Uninstalled => "uninstalled",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
            Self::Uninstalling => "uninstalling",
            Self::PendingInstall => "pending-install",
            Self::PendingUpgrade => "pending-upgrade",
            Self::PendingRollback => "pending-rollback",
            Self::Other(other) => other,
        }
    }

    /// Whether an operation is in progress, or died in the middle.
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::PendingInstall | Self::PendingUpgrade | Self::PendingRollback)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<String> for Status {
    fn from(word: String) -> Self {
        Self::from(word.as_str())
    }
}

impl From<&str> for Status {
    fn from(word: &str) -> Self {
        match word {
            "unknown" | "" => Self::Unknown,
            "deployed" => Self::Deployed,
            "uninstalled" => Self::Uninstalled,
            "superseded" => Self::Superseded,
            "failed" => Self::Failed,
            "uninstalling" => Self::Uninstalling,
            "pending-install" => Self::PendingInstall,
            "pending-upgrade" => Self::PendingUpgrade,
            "pending-rollback" => Self::PendingRollback,
            other => Self::Other(other.into()),
        }
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.as_str().into()
    }
}
