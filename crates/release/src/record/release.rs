//! The release as Helm's JSON has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{Hook, Status, Time};

/// One revision of a release (pkg/release/v1/release.go). What Helm does not read stands nowhere in here:
/// Helm drops foreign keys whenever it rewrites a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Release {
    /// Name of the release.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// State, times, description and notes.
    #[serde(deserialize_with = "null_as_default")]
    pub info: Info,
    /// The chart in Helm's JSON: `metadata`, `lock`, `templates`, `values`, `schema`, `files`.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub chart: Value,
    /// What the user gave.
    #[serde(skip_serializing_if = "is_empty_table")]
    pub config: Value,
    /// The rendered documents as one text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub manifest: String,
    /// The rendered hooks.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub hooks: Vec<Hook>,
    /// Number of the revision, from 1.
    #[serde(skip_serializing_if = "is_zero")]
    pub version: u32,
    /// Namespace of the release and of its record.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The user's own labels; they stand on the record's object, not in it.
    #[serde(skip)]
    pub labels: BTreeMap<String, String>,
    /// Every label of the record's object, as it was read.
    #[serde(skip)]
    pub all_labels: BTreeMap<String, String>,
    /// How the objects were written last. Helm 3 writes nothing, which means client-side.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "method_or_none")]
    pub apply_method: Option<ApplyMethod>,
}

/// State, times, description and notes of a revision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Info {
    /// When the first revision was installed.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "time_or_none")]
    pub first_deployed: Option<Time>,
    /// When this revision was applied.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "time_or_none")]
    pub last_deployed: Option<Time>,
    /// When it was uninstalled.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "time_or_none")]
    pub deleted: Option<Time>,
    /// A sentence about the last operation.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The state.
    pub status: Status,
    /// The revision that a rollback went back to.
    #[serde(skip_serializing_if = "is_zero")]
    pub rollback_revision: u32,
    /// The rendered NOTES.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// How the objects of a revision were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApplyMethod {
    /// Server-side apply.
    #[serde(rename = "ssa")]
    ServerSide,
    /// Create, then patches that the client computes.
    #[serde(rename = "csa")]
    ClientSide,
}

impl Release {
    /// A text of the chart's Chart.yaml (`name`, `version`, `appVersion`), empty where it is missing.
    pub fn chart_field(&self, key: &str) -> &str {
        self.chart["metadata"][key].as_str().unwrap_or_default()
    }

    /// Sets the state with a sentence about it.
    pub fn set_status(&mut self, status: Status, description: impl Into<String>) {
        self.info.status = status;
        self.info.description = description.into();
    }
}

/// Whether a name may be a release's: at most 53 characters of lower case letters, digits, `-` and `.`, beginning
/// and ending with a letter or digit (pkg/chart/common/validate.go; 53 leaves room for suffixes within 63).
pub fn valid_name(name: &str) -> bool {
    let edge = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    name.len() <= 53
        && name.split('.').all(|part| {
            let bytes = part.as_bytes();
            matches!((bytes.first(), bytes.last()), (Some(&a), Some(&z)) if edge(a) && edge(z))
                && bytes.iter().all(|&b| edge(b) || b == b'-')
        })
}

/// Reads `null` as the default, as Go does.
pub(super) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads an empty text and Go's zero time as no time: Helm 3 wrote `"deleted":""`.
pub(super) fn time_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    let time: Option<Time> = Option::deserialize(deserializer)?;
    Ok(time.filter(|time| !time.as_str().is_empty() && !time.as_str().starts_with("0001-01-01T00:00:00")))
}

fn method_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ApplyMethod>, D::Error> {
    let word: Option<String> = Option::deserialize(deserializer)?;
    Ok(word.filter(|word| !word.is_empty()).map(|word| {
        // Helm treats every word but "ssa" as client-side (pkg/action/upgrade.go, getUpgradeServerSideValue).
        if word == "ssa" { ApplyMethod::ServerSide } else { ApplyMethod::ClientSide }
    }))
}

fn is_empty_table(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(table) => table.is_empty(),
        _ => false,
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_helms_rule() {
        for (name, good) in [
            ("web", true),
            ("a.b-c.9", true),
            ("", false),
            ("Web", false),
            ("-web", false),
            ("web-", false),
            ("a..b", false),
            ("a_b", false),
            (&"a".repeat(53), true),
            (&"a".repeat(54), false),
        ] {
            assert_eq!(valid_name(name), good, "{name}");
        }
    }
}
