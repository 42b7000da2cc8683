//! The chart and its files.

use std::borrow::Cow;
use std::sync::Arc;

use yaml::Node;

use crate::{Content, Dependency, Error, Metadata};

/// A chart with its subcharts, as Helm's loader sees it (pkg/chart/v2/chart.go).
#[derive(Clone, Debug, Default)]
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
#[derive(Clone, Debug)]
pub struct File {
    /// Path relative to the chart, with `/`.
    pub name: Arc<str>,
    /// The bytes, without a UTF-8 byte-order mark.
    pub data: Content,
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

/// A file below `crds/` of a chart or a subchart.
#[derive(Clone, Debug)]
pub struct Crd<'a> {
    /// The path that Helm prints as its source: `parent/charts/child/crds/a.yaml`.
    pub path: String,
    /// The file.
    pub file: &'a File,
}

impl Chart {
    /// The name in Chart.yaml.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// A file as it was read, by its path relative to the chart.
    pub fn raw_file(&self, name: &str) -> Option<&File> {
        self.raw.iter().find(|file| &*file.name == name)
    }

    /// The definitions below `crds/`, those of subcharts after the chart's own (`CRDObjects`).
    pub fn crds(&self) -> Vec<Crd<'_>> {
        let mut crds = vec![];
        self.collect_crds("", &mut crds);
        crds
    }

    fn collect_crds<'a>(&'a self, parent: &str, crds: &mut Vec<Crd<'a>>) {
        let here = if parent.is_empty() {
            self.name().to_owned()
        } else {
            format!("{parent}/charts/{}", self.name())
        };
        let definitions =
            self.files.iter().filter(|file| file.name.starts_with("crds/") && file.is_manifest());
        crds.extend(definitions.map(|file| Crd { path: format!("{here}/{}", file.name), file }));
        for dependency in &self.dependencies {
            dependency.collect_crds(&here, crds);
        }
    }
}

impl Metadata {
    /// Whether the chart is native: its `templates/*.tera` are Tera templates.
    pub fn is_native(&self) -> bool {
        self.api_version == "rhumb/v1"
    }

    /// Whether it only lends its templates to others.
    pub fn is_library(&self) -> bool {
        self.kind == "library"
    }

    /// `name-version`, as archives and releases call the chart.
    pub fn full_name(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }
}

impl File {
    /// Whether its name ends in .yaml, .yml or .json, in any case.
    pub fn is_manifest(&self) -> bool {
        let extension = self.name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, it)| it);
        extension.is_some_and(|it| ["yaml", "yml", "json"].iter().any(|known| it.eq_ignore_ascii_case(known)))
    }

    /// The bytes.
    ///
    /// # Errors
    /// They are on disk still and cannot be read; see [`Content::bytes`].
    pub fn bytes(&self) -> Result<&[u8], Error> {
        self.data.bytes()
    }

    /// The text; bytes that are not UTF-8 become U+FFFD.
    ///
    /// # Errors
    /// As [`File::bytes`].
    pub fn text(&self) -> Result<Cow<'_, str>, Error> {
        let bytes = self.bytes()?;
        // The usual case first, which is checked many bytes at a time.
        Ok(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        })
    }
}
