//! `values why --release`.

use chart::Chart;
use serde::Serialize;
use values::{Layer, LayerKind, Path, UserValues, coalesce_tables};

use super::connect::{Stop, releases};
use super::get::{named_node, recorded_chart};
use crate::values_why::{json, why};
use crate::{Context, Result, Why};

/// Where a value of a release comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseWhy {
    /// The value with every layer that sets it.
    #[serde(flatten)]
    pub why: Why,
    /// The revision that was looked at.
    pub revision: u32,
    /// The earliest revision since which the user's own value has been the same; absent where the user sets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<u32>,
}

/// Tells where a value of a release comes from. With a chart it tells where it would come from if the release were upgraded
/// to that chart with these values over its own. A record does not hold the defaults of subcharts.
///
/// # Errors
/// There is no such release or revision; nothing sets such a path.
pub async fn release_values_why(
    cx: &Context,
    (name, revision): (&str, Option<u32>),
    chart: Option<Chart>,
    user: UserValues,
    path: &str,
    stop: Stop,
) -> Result<ReleaseWhy> {
    let releases = releases(cx, stop)?;
    let release = releases.get(name, revision).await?;
    let label = format!("release {name}, revision {}", release.version);
    let own = named_node(&release.config, &label)?;
    let chart = match chart {
        Some(chart) => chart,
        None => recorded_chart(&release)?,
    };
    let mut layers = values::defaults(&chart);
    layers.push(Layer { kind: LayerKind::Release, name: label, values: own.clone() });
    layers.extend(user.layers);
    let Ok(parsed) = path.parse::<Path>();
    let current = parsed.find(&own).map(json).transpose()?;
    let since = match &current {
        Some(current) => {
            let mut since = release.version;
            let history = releases.history(name).await?;
            for entry in history.entries.iter().rev().filter(|entry| entry.revision < release.version) {
                let earlier = releases.get(name, Some(entry.revision)).await?;
                let config = named_node(&earlier.config, "release record")?;
                if parsed.find(&config).map(json).transpose()?.as_ref() != Some(current) {
                    break;
                }
                since = entry.revision;
            }
            Some(since)
        }
        None => None,
    };
    let why = why(chart, layers, coalesce_tables(user.values, own), path)?;
    Ok(ReleaseWhy { why, revision: release.version, since })
}
