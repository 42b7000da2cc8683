//! The chart and its files.

use std::sync::Arc;

use yaml::Node;

use crate::{Dependency, Metadata};

/// A chart with its subcharts, as Helm's loader sees it (pkg/chart/v2/chart.go).
#[derive(Clone, Debug)]
pub struct Chart {
    /// Chart.yaml.
    pub metadata: Metadata,
    /// Chart.lock, or requirements.lock in a v1 chart.
    pub lock: Option<Lock>,
    /// Everything below `templates/`, names relative to the chart (`templates/service.yaml`).
    pub templates: Vec<File>,
    /// values.yaml as parsed; an empty table where there is none. Several documents are merged in order.
    pub values: Node,
    /// values.schema.json, byte for byte.
    pub schema: Option<Arc<[u8]>>,
    /// Every other file, `crds/` and README.md included, but not `charts/`.
    pub files: Vec<File>,
    /// Every file as it was read, for packing; in the order of the source.
    pub raw: Vec<File>,
    /// The subcharts below `charts/`, loaded.
    pub dependencies: Vec<Chart>,
}

/// A file of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path relative to the chart, with `/`.
    pub name: Arc<str>,
    /// The bytes, without a UTF-8 byte-order mark.
    pub data: Arc<[u8]>,
    /// Modification time in seconds since 1970, where known.
    pub modified: Option<i64>,
}

/// Chart.lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// When it was written, RFC 3339.
    pub generated: String,
    /// `sha256:` over what was asked for and what was found.
    pub digest: String,
    /// The exact versions.
    pub dependencies: Vec<Dependency>,
}
