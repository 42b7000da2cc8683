//! What can be wrong with a chart.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, Origin};

use crate::Violation;

/// Why a chart could not be loaded, packed or resolved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {error}", path.display())]
    Io {
        /// What was attempted: `read`, `write`, …
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        error: Arc<io::Error>,
    },
    /// There is no Chart.yaml.
    #[error("{place} is not a chart: Chart.yaml file is missing")]
    NoChartYaml {
        /// The folder, archive or chart.
        place: String,
    },
    /// Text is not YAML.
    #[error(transparent)]
    Yaml(#[from] yaml::Error),
    /// `---` has something behind it that is no comment.
    #[error("invalid document separator in values: {text}")]
    Separator {
        /// What stands there.
        text: String,
        /// Where.
        origin: Origin,
    },
    /// A field has the wrong type.
    #[error("{} must be {expected}, not {found}", if path.is_empty() { "the document" } else { path })]
    WrongType {
        /// `dependencies[0].version`; empty for the whole document.
        path: String,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
        /// Where.
        origin: Origin,
    },
    /// A rule of Chart.yaml is not kept.
    #[error(transparent)]
    Violation(#[from] Violation),
    /// Nothing here loads charts of that version.
    #[error("unsupported chart version {version:?}")]
    ApiVersion {
        /// The `apiVersion`.
        version: String,
        /// Where it stands.
        origin: Origin,
    },
    /// A values file holds something else than a table.
    #[error("the document must be a table, not {}", shape(found))]
    ValuesNotATable {
        /// What it holds, in the words of a JSON Schema.
        found: &'static str,
        /// Where it stands.
        origin: Origin,
    },
    /// A rule of .helmignore is none.
    #[error("{}: {problem}: {rule}", path.display())]
    Ignore {
        /// The file.
        path: PathBuf,
        /// The rule as written.
        rule: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A device, socket or pipe lies in the folder.
    #[error("cannot load irregular file {}", .0.display())]
    Irregular(PathBuf),
    /// A symbolic link leads back to a folder it lies in.
    #[error("the symbolic link {} leads back into its own folder", .0.display())]
    LinkCycle(PathBuf),
    /// A file is no gzipped archive.
    #[error("{name} does not appear to be a gzipped archive")]
    NotAnArchive {
        /// The file.
        name: String,
    },
    /// The archive is damaged.
    #[error("cannot read the archive {name}: {error}")]
    BrokenArchive {
        /// The file.
        name: String,
        /// What is wrong.
        error: Arc<io::Error>,
    },
    /// An entry of the archive is refused.
    #[error("refused the archive {name}: {problem}: {entry:?}")]
    Refused {
        /// The file.
        name: String,
        /// Why, in Helm's words where Helm refuses it too.
        problem: &'static str,
        /// The name of the entry.
        entry: String,
    },
    /// More than 100 MiB.
    #[error("chart exceeds the maximum decompressed size of {limit} bytes: {name}")]
    TooLarge {
        /// The folder or archive.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A chart below `charts/` is broken.
    #[error("error unpacking subchart {name} in {chart}: {error}")]
    Subchart {
        /// The file or folder below `charts/`.
        name: String,
        /// The chart it lies in.
        chart: String,
        /// What is wrong with it.
        error: Box<Error>,
    },
    /// An index.yaml without a byte.
    #[error("empty index.yaml file: {name}")]
    EmptyIndex {
        /// The file or address.
        name: String,
    },
    /// An index.yaml must say `apiVersion`.
    #[error("{name} is no index of charts: no API version specified")]
    NoIndexVersion {
        /// The file or address.
        name: String,
    },
    /// values.schema.json is not JSON.
    #[error("invalid JSON in values.schema.json of {chart}")]
    Schema {
        /// The chart.
        chart: String,
    },
    /// A chart that Helm must read depends on one that only rhumb can.
    #[error("chart {chart} ({api_version}) depends on the native chart {dependency}")]
    NativeDependency {
        /// The chart.
        chart: String,
        /// Its `apiVersion`.
        api_version: String,
        /// The subchart.
        dependency: String,
    },
}

/// A type in the words of a JSON Schema, in ours.
fn shape(found: &str) -> &'static str {
    if found == "array" { "a list" } else { "a single value" }
}

impl Error {
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::Io { action, path, error: Arc::new(error) }
    }

    /// The class of failure.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Io { error, .. } if error.kind() == io::ErrorKind::NotFound => Kind::NotFound,
            Self::Io { .. } => Kind::Io,
            Self::NoChartYaml { .. } => Kind::NotFound,
            Self::Yaml(error) => error.diagnostic().kind,
            Self::TooLarge { .. } => Kind::Limit,
            Self::ApiVersion { .. } => Kind::Unsupported,
            Self::Subchart { error, .. } => error.kind(),
            _ => Kind::Chart,
        }
    }

    /// The error as data, with the place in Chart.yaml where there is one.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = |message: String| Diagnostic::error(self.kind(), message);
        match self {
            Self::Yaml(error) => error.diagnostic(),
            Self::Subchart { name, chart, error } => {
                error.diagnostic().note(format!("in the subchart {name} of {chart}"))
            }
            Self::Violation(violation) => {
                diagnostic(violation.to_string()).at(&violation.origin, "").hint(violation.rule.hint())
            }
            Self::WrongType { origin, found, .. } => {
                diagnostic(self.to_string()).at(origin, format!("this is {found}"))
            }
            Self::ValuesNotATable { origin, found } => {
                diagnostic(self.to_string()).at(origin, format!("this is {}", shape(found)))
            }
            Self::Separator { origin, .. } => diagnostic(self.to_string())
                .at(origin, "only a comment may follow `---`")
                .hint("begin the document on the next line"),
            Self::ApiVersion { origin, .. } => diagnostic(self.to_string())
                .at(origin, "")
                .hint("charts are `v1`, `v2` (Go templates) or `rhumb/v1` (Tera templates)"),
            Self::NoChartYaml { .. } => diagnostic(self.to_string())
                .hint("a chart is a folder or a .tgz with a Chart.yaml at its top"),
            Self::Ignore { .. } => diagnostic(self.to_string())
                .hint("rules are patterns of one path: `*` within a name, `?`, `[a-z]`; there is no `**`"),
            Self::Irregular(_) | Self::LinkCycle(_) => {
                diagnostic(self.to_string()).hint("name it in .helmignore, or remove it")
            }
            Self::NotAnArchive { name } if name.ends_with(".yaml") || name.ends_with(".yml") => {
                diagnostic(self.to_string())
                    .hint("it seems to be a YAML file; give the chart's folder or .tgz")
            }
            Self::Refused { .. } => {
                diagnostic(self.to_string()).hint("pack the chart again with `rhumb package`")
            }
            Self::TooLarge { name, limit } => {
                diagnostic(format!("{name} unpacks to more than {} MiB", limit >> 20))
                    .hint("keep what the chart does not need out of it with .helmignore")
            }
            Self::NativeDependency { .. } => diagnostic(self.to_string())
                .note("Helm would load it as Go templates, and fail or print its Tera files as they stand")
                .hint("make the chart native too: `apiVersion: rhumb/v1`"),
            Self::EmptyIndex { .. } | Self::NoIndexVersion { .. } => {
                diagnostic(self.to_string()).hint("is the address that of a chart repository?")
            }
            Self::Io { .. }
            | Self::NotAnArchive { .. }
            | Self::BrokenArchive { .. }
            | Self::Schema { .. } => diagnostic(self.to_string()),
        }
    }
}
