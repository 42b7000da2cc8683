//! `values diff`: what differs between the values of two revisions, or of a release and a chart.

use chart::Chart;
use release::record::Release;
use serde::Serialize;
use serde_json::Value;
use values::{Path, Reuse, Step, UserValues, reuse_values};

use super::connect::{Stop, releases};
use super::get::{computed_values, node, recorded_chart};
use crate::values_why::json;
use crate::{Context, Result};

/// What a release is compared with.
#[derive(Clone, Debug)]
pub enum Side {
    /// A revision; the one before where none is named.
    Revision(Option<u32>),
    /// What the release would have if it were upgraded to a chart with these values.
    Chart {
        /// The chart.
        chart: Box<Chart>,
        /// The user's values.
        user: UserValues,
        /// What is taken over of the release's own.
        reuse: Reuse,
    },
}

/// What differs between values.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ValuesDiff {
    /// The older side, as people call it.
    pub from: String,
    /// The newer side.
    pub to: String,
    /// What differs, sorted by path.
    pub changes: Vec<ValueChange>,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValueChange {
    /// Where it is: `ingress.hosts[0].host`.
    pub path: String,
    /// What it was; absent for a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What it is; absent for one that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// Compares the values of a release. With `all` the defaults of the charts count, too; against a chart they always do.
///
/// # Errors
/// There is no such release or revision; values that do not fit the chart.
pub async fn values_diff(
    cx: &Context,
    (name, revision): (&str, Option<u32>),
    side: Side,
    all: bool,
    stop: Stop,
) -> Result<ValuesDiff> {
    let releases = releases(cx, stop)?;
    let release = releases.get(name, revision).await?;
    let label = |release: &Release| format!("revision {}", release.version);
    let (older, newer, from, to) = match side {
        Side::Revision(other) => {
            let other = other.unwrap_or(release.version.saturating_sub(1).max(1));
            let other = releases.get(name, Some(other)).await?;
            let (older, newer) =
                if other.version <= release.version { (other, release) } else { (release, other) };
            (seen(&older, all)?, seen(&newer, all)?, label(&older), label(&newer))
        }
        Side::Chart { mut chart, user, reuse } => {
            let to = format!("{}-{}", chart.name(), chart.metadata.version);
            let old_chart = recorded_chart(&release)?;
            let values = reuse_values(reuse, &mut chart, user.values, &old_chart, node(&release.config)?)?;
            // A record has the defaults of those subcharts that Chart.yaml names.
            let named: Vec<_> = chart.metadata.dependencies.iter().map(|named| named.name.clone()).collect();
            chart.dependencies.retain(|subchart| named.contains(&subchart.metadata.name));
            values::process_dependencies(&mut chart, &values)?;
            let (newer, _) = values::coalesce_values(&chart, values)?;
            (json(&computed_values(&release)?)?, json(&newer)?, label(&release), to)
        }
    };
    let mut changes = vec![];
    compare(Path::default(), Some(&older), Some(&newer), &mut changes);
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(ValuesDiff { from, to, changes })
}

fn seen(release: &Release, all: bool) -> Result<Value> {
    if all { json(&computed_values(release)?) } else { json(&node(&release.config)?) }
}

/// Collects what differs: tables key by key, lists item by item where they are as long as each other.
fn compare(path: Path, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<ValueChange>) {
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let added = new.keys().filter(|key| !old.contains_key(*key));
            for key in old.keys().chain(added) {
                compare(path.key(key.as_str()), old.get(key), new.get(key), changes);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                let steps = path.steps().iter().cloned().chain([Step::Index(index)]);
                compare(steps.collect(), Some(old), Some(new), changes);
            }
        }
        (old, new) if old == new => {}
        (old, new) => {
            changes.push(ValueChange { path: path.to_string(), old: old.cloned(), new: new.cloned() });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tables_and_lists_are_compared_part_by_part() {
        let old = json!({"a": {"b": 1, "gone": true}, "list": [{"x": 1}, 2], "short": [1], "same": "s"});
        let new =
            json!({"a": {"b": 2, "new": {"c": 3}}, "list": [{"x": 9}, 2], "short": [1, 2], "same": "s"});
        let mut changes = vec![];
        compare(Path::default(), Some(&old), Some(&new), &mut changes);
        let shown: Vec<String> = changes
            .iter()
            .map(|change| {
                let side = |value: &Option<Value>| value.as_ref().map_or("-".into(), Value::to_string);
                format!("{} {} {}", change.path, side(&change.old), side(&change.new))
            })
            .collect();
        assert_eq!(
            shown,
            ["a.b 1 2", "a.gone true -", "a.new - {\"c\":3}", "list[0].x 1 9", "short [1] [1,2]"]
        );
    }
}
