//! `get`.

use chart::Chart;
use diagnostic::{Kind, Source, SourceKind};
use release::record::Release;
use yaml::Node;

use super::connect::{Stop, releases};
use super::failure::at_step;
use crate::{Context, Failure, Result};

/// A revision of a release, the newest one where none is named.
///
/// # Errors
/// When there is no such release or revision.
pub async fn get_release(cx: &Context, name: &str, revision: Option<u32>, stop: Stop) -> Result<Release> {
    let releases = releases(cx, stop)?;
    releases.get(name, revision).await.map_err(|error| match error {
        // Here Helm does not tell a missing revision from a missing release.
        error @ release::Error::NoRevision { .. } => {
            Failure::from(error).in_helms_words("release: not found")
        }
        error => at_step("releaseContent", error),
    })
}

/// All values of a recorded revision: the chart's defaults with the user's values over them. Subcharts are not in the
/// record, so their defaults are not either, as in Helm.
///
/// # Errors
/// When the record's chart cannot be read.
pub fn computed_values(release: &Release) -> Result<Node> {
    let chart = recorded_chart(release)?;
    let (values, _) = values::coalesce_values(&chart, node(&release.config)?).map_err(many)?;
    Ok(values)
}

/// The chart of a recorded revision.
pub(crate) fn recorded_chart(release: &Release) -> Result<Chart> {
    let name = format!("{}-{}", release.chart_field("name"), release.chart_field("version"));
    Chart::from_record(&named_node(&release.chart, &format!("the defaults of {name}"))?)
        .map_err(|error| Failure::new(Kind::Integrity, format!("the record of {:?}: {error}", release.name)))
}

/// JSON of a record as a tree; what is not there is an empty table.
pub(crate) fn node(json: &serde_json::Value) -> Result<Node> {
    named_node(json, "release record")
}

/// The same, called by a name.
pub(crate) fn named_node(json: &serde_json::Value, name: &str) -> Result<Node> {
    if json.is_null() {
        return Ok(Node::new(yaml::Mapping::new()));
    }
    let source = Source::new(SourceKind::Record, name, json.to_string());
    yaml::parse_json(&source).map_err(|error| error.diagnostic().into())
}

fn many(error: values::Error) -> Failure {
    Failure { diagnostics: error.diagnostics(), helm: None, printed: None }
}
