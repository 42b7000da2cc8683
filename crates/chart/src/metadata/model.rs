//! What Chart.yaml says.

use indexmap::IndexMap;

/// Chart.yaml (pkg/chart/v2/metadata.go).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// `v1`, `v2`, or `rhumb/v1` for a native chart.
    pub api_version: String,
    /// Name of the chart.
    pub name: String,
    /// Version of the chart, as written.
    pub version: String,
    /// Range of Kubernetes versions.
    pub kube_version: String,
    /// One sentence.
    pub description: String,
    /// `application`, `library` or empty.
    pub kind: String,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// URL of the project.
    pub home: String,
    /// URLs of source code.
    pub sources: Vec<String>,
    /// Subcharts that are asked for.
    pub dependencies: Vec<Dependency>,
    /// Who keeps it.
    pub maintainers: Vec<Maintainer>,
    /// URL of a picture.
    pub icon: String,
    /// Version of what is packaged.
    pub app_version: String,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Free annotations.
    pub annotations: IndexMap<String, String>,
    /// Condition under which the chart is enabled.
    pub condition: String,
    /// Tags, separated by commas.
    pub tags: String,
}

/// A subchart that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency {
    /// Name of the chart.
    pub name: String,
    /// Version range.
    pub version: String,
    /// `https://`, `oci://`, `file://`, `@alias`, `alias:` or empty.
    pub repository: String,
    /// Comma-separated paths into the values; the first that is a truth value decides.
    pub condition: String,
    /// Tags that switch it.
    pub tags: Vec<String>,
    /// Set while dependencies are processed.
    pub enabled: bool,
    /// Values that move up into the parent.
    pub import_values: Vec<ImportValue>,
    /// Name under which it is used.
    pub alias: String,
}

/// An entry of `import-values`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportValue {
    /// `exports.NAME` of the child goes to the parent's root.
    Export(String),
    /// A path of the child goes to a path of the parent.
    Paths {
        /// Path in the child.
        child: String,
        /// Path in the parent.
        parent: String,
    },
}

/// Who keeps a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintainer {
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// URL.
    pub url: String,
}
