//! What the index remembers of a manifest.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::reference::Digest;

/// A manifest of a repository, as the index holds it; everything here can be read out of the manifest again,
/// but for the time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The media type it was pushed with, without parameters.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was pushed first, in milliseconds since 1970.
    pub pushed: i64,
    /// What it refers to, if it is a referrer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Digest>,
    /// The parts of a chart, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<ChartParts>,
}

/// The blobs of a chart (pkg/registry/client.go in Helm).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartParts {
    /// Chart.yaml as JSON.
    pub config: Digest,
    /// The .tgz.
    pub archive: Digest,
    /// Size of the .tgz in bytes.
    pub size: u64,
    /// The .prov, if the chart is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Digest>,
}

/// A descriptor in a list of referrers (distribution-spec, listing referrers).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Referrer {
    /// Media type of the referring manifest.
    pub media_type: String,
    /// Digest of it.
    pub digest: Digest,
    /// Size of it in bytes.
    pub size: u64,
    /// Its `artifactType`, or its config's media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Its annotations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Map<String, Value>>,
}

/// Where a tag points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagTarget {
    /// The manifest.
    pub digest: Digest,
    /// When the tag was moved there, in milliseconds since 1970.
    pub moved: i64,
}
