//! The classes of failure.

use serde::Serialize;

/// The class of a failure. The command line turns it into the exit code that [`Kind::exit_code`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// The command was called wrongly: an unknown flag, two that exclude each other, a bad name.
    Usage,
    /// A chart, release, version, repository or file does not exist.
    NotFound,
    /// A chart is malformed: Chart.yaml, its archive, its dependencies.
    Chart,
    /// Text is not YAML or JSON.
    Yaml,
    /// Values do not fit the chart: an unknown key, a wrong type, a schema violation, a bad `--set`.
    Values,
    /// A template does not parse or does not execute.
    Template,
    /// A rendered document is not a Kubernetes object.
    Manifest,
    /// A file could not be read or written: permissions, a full or read-only disk.
    Io,
    /// A registry, repository or cluster did not answer.
    Unreachable,
    /// Credentials are missing or wrong.
    Unauthorized,
    /// The credentials are right but do not allow this.
    Forbidden,
    /// Content does not have the digest, or the signature, that it should have.
    Integrity,
    /// Another operation on the same release is in progress.
    Locked,
    /// The cluster refused an object, or an object belongs to somebody else.
    Conflict,
    /// The cluster or a registry answered with an error of its own.
    Remote,
    /// Something was not ready in time, or a workload failed.
    NotReady,
    /// A limit was exceeded: size, depth, steps, time of a render.
    Limit,
    /// Something is not supported, on purpose.
    Unsupported,
    /// Stopped by the user.
    Interrupted,
    /// The cluster is not as a release was applied, where that was asked.
    Drifted,
    /// A bug of rhumb.
    Internal,
}

impl Kind {
    /// The exit code of the process, 1 to 125. Called as `helm` every failure exits with 1 instead.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Chart | Self::Yaml | Self::Manifest => 4,
            Self::Values => 5,
            Self::Template => 6,
            Self::Io => 7,
            Self::Unreachable => 8,
            Self::Unauthorized | Self::Forbidden => 9,
            Self::Integrity => 10,
            Self::Locked => 11,
            Self::Conflict => 12,
            Self::Remote => 13,
            Self::NotReady => 14,
            Self::Limit => 15,
            Self::Unsupported => 16,
            Self::Interrupted => 17,
            Self::Drifted => 18,
            Self::Internal => 1,
        }
    }
}
