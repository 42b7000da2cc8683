//! The few fields that a list of releases shows.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::release::{null_as_default, time_or_none};
use super::{Status, Time};

/// What `list` and `history` show of a revision; reading one skips templates, values and manifest.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Name of the release.
    pub name: String,
    /// Namespace of the release.
    pub namespace: String,
    /// Number of the revision.
    pub version: u32,
    /// State and times.
    #[serde(deserialize_with = "null_as_default")]
    pub info: SummaryInfo,
    /// The chart.
    #[serde(deserialize_with = "null_as_default")]
    pub chart: SummaryChart,
    /// The user's own labels.
    #[serde(skip)]
    pub labels: BTreeMap<String, String>,
}

/// State and times of a revision.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct SummaryInfo {
    /// When it was applied.
    #[serde(deserialize_with = "time_or_none")]
    pub last_deployed: Option<Time>,
    /// The state.
    pub status: Status,
    /// A sentence about the last operation.
    pub description: String,
    /// The revision that a rollback went back to.
    pub rollback_revision: u32,
}

/// The chart of a revision.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct SummaryChart {
    /// Chart.yaml; absent in records that lost it.
    pub metadata: Option<SummaryMetadata>,
}

/// What a list shows of Chart.yaml.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct SummaryMetadata {
    /// Name of the chart.
    pub name: String,
    /// Version of the chart.
    pub version: String,
    /// Version of what is packaged.
    #[serde(rename = "appVersion")]
    pub app_version: String,
}

impl Summary {
    /// `name-version`, or `MISSING` as Helm says (pkg/cmd/history.go, formatChartName).
    pub fn chart_name(&self) -> String {
        self.chart
            .metadata
            .as_ref()
            .map_or_else(|| "MISSING".into(), |chart| format!("{}-{}", chart.name, chart.version))
    }

    /// The packaged version, or `MISSING`.
    pub fn app_version(&self) -> &str {
        self.chart.metadata.as_ref().map_or("MISSING", |chart| &chart.app_version)
    }
}
