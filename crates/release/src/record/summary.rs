//! The few fields that a list of releases shows.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::release::time_or_none;
use super::{Status, Time};

/// What `list` and `history` show of a revision; reading one ends before templates, values and manifest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Name of the release.
    pub name: String,
    /// Namespace of the release.
    pub namespace: String,
    /// Number of the revision.
    pub version: u32,
    /// State and times.
    pub info: SummaryInfo,
    /// Chart.yaml; absent in records that lost it.
    pub chart: Option<SummaryChart>,
    /// The user's own labels.
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

/// What a list shows of Chart.yaml.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct SummaryChart {
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
            .as_ref()
            .map_or_else(|| "MISSING".into(), |chart| format!("{}-{}", chart.name, chart.version))
    }

    /// The packaged version, or `MISSING`.
    pub fn app_version(&self) -> &str {
        self.chart.as_ref().map_or("MISSING", |chart| &chart.app_version)
    }
}

/// State and chart of a revision from its JSON. Both stand in its first few kilobytes, whatever the record holds, and no more
/// is read, nor unpacked.
///
/// # Errors
/// Where the JSON is malformed as far as it is read.
pub(super) fn read_front(json: impl Read) -> serde_json::Result<(SummaryInfo, Option<SummaryChart>)> {
    let mut front = Front::default();
    let result = front.deserialize(&mut serde_json::Deserializer::from_reader(json));
    match (front.info, front.chart) {
        (Some(info), Some(chart)) => Ok((info, Some(chart))),
        (info, chart) => result.map(|()| (info.unwrap_or_default(), chart)),
    }
}

/// What was read so far. Reading ends in an error once all of it is known: nothing else stops a deserializer.
#[derive(Default)]
struct Front {
    info: Option<SummaryInfo>,
    chart: Option<SummaryChart>,
    /// Whether it is the table of the chart that is read.
    in_chart: bool,
}

impl<'de> DeserializeSeed<'de> for &mut Front {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Front {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a release")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match (self.in_chart, key.as_str()) {
                (false, "info") => self.info = Some(map.next_value::<Option<_>>()?.unwrap_or_default()),
                (false, "chart") => {
                    self.in_chart = true;
                    map.next_value_seed(&mut *self)?;
                    self.in_chart = false;
                }
                (true, "metadata") => self.chart = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
            if self.info.is_some() && self.chart.is_some() {
                return Err(A::Error::custom("the rest is not read"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_no_further_than_it_must() {
        let front = r#"{"name":"web","info":{"status":"deployed","notes":"x"},"chart":{"metadata":{"name":"c","version":"1"}"#;
        let (info, chart) = read_front(front.as_bytes()).unwrap();
        assert_eq!((info.status, chart.unwrap().version.as_str()), (Status::Deployed, "1"));
        // What comes in another order, or lacks its chart, is read to its end.
        for (json, name) in [
            (
                r#"{"chart":{"lock":null,"metadata":{"name":"c"},"values":{"metadata":1}},"info":{"status":"failed"}}"#,
                Some("c"),
            ),
            (r#"{"chart":null,"info":{"status":"failed"},"version":1}"#, None),
            (r#"{"chart":{"metadata":null},"info":{"status":"failed"}}"#, None),
        ] {
            let (info, chart) = read_front(json.as_bytes()).unwrap();
            assert_eq!(
                (info.status, chart.as_ref().map(|chart| chart.name.as_str())),
                (Status::Failed, name),
                "{json}"
            );
        }
        for malformed in ["", "[]", r#"{"info":{"status":"deployed"},"chart":{"#, r#"{"info":3}"#] {
            assert!(read_front(malformed.as_bytes()).is_err(), "{malformed}");
        }
    }
}
