//! All charts of a tree.

use std::fmt;

use chart::Chart;
use diagnostic::{Diagnostic, Kind};
use jsonschema::ValidationError;
use yaml::Node;

use super::compile::{Documents, compile};
use super::library::Library;
use super::plain::fits;
use super::tree::helm_text;
use super::violation::{Against, diagnostics};
use crate::path::Path;

/// Values that do not fit the schemas of one or more charts. Displayed in Helm's words.
#[derive(Debug)]
pub struct SchemaError {
    /// One report per chart, the root chart first.
    pub charts: Vec<ChartReport>,
}

/// What is wrong with the values of one chart.
#[derive(Debug)]
pub struct ChartReport {
    /// The chart's name.
    pub chart: String,
    /// What to tell the user.
    pub diagnostics: Vec<Diagnostic>,
    /// What Helm would print, lines without an end.
    pub helm: String,
}

impl SchemaError {
    /// What to tell the user, over all charts.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.charts.iter().flat_map(|report| report.diagnostics.iter().cloned()).collect()
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values don't meet the specifications of the schema(s) in the following chart(s):\n")?;
        for report in &self.charts {
            writeln!(f, "{}:\n{}", report.chart, report.helm)?;
        }
        Ok(())
    }
}

impl std::error::Error for SchemaError {}

/// Holds final values against the schema of a chart and, below their names, of its subcharts.
///
/// # Errors
///
/// Every violation of every chart, and schemas that are none.
pub fn validate(chart: &Chart, values: &Node, library: &Library) -> Result<(), SchemaError> {
    let mut charts = Vec::new();
    walk(chart, values, &Path::default(), library, &mut charts);
    if charts.is_empty() { Ok(()) } else { Err(SchemaError { charts }) }
}

fn walk(chart: &Chart, values: &Node, below: &Path, library: &Library, reports: &mut Vec<ChartReport>) {
    reports.extend(check(chart, values, below, library));
    for child in &chart.dependencies {
        let name = &child.metadata.name;
        // Values that are missing or null are not looked at, as in Helm.
        if let Some(values) = values.get(name).filter(|values| !values.is_null()) {
            walk(child, values, &below.key(name), library, reports);
        }
    }
}

fn check(chart: &Chart, values: &Node, below: &Path, library: &Library) -> Option<ChartReport> {
    let text = chart.schema.as_ref()?;
    let name = &chart.metadata.name;
    let shown = format!("{name}/values.schema.json");
    let broken = |why: String| ChartReport {
        chart: name.clone(),
        diagnostics: vec![
            Diagnostic::error(Kind::Chart, format!("{shown} cannot be used: {why}"))
                .hint("the chart's schema is at fault, not the values"),
        ],
        helm: why,
    };
    let documents = Documents::new(chart, library);
    if fits(text, &documents, values) {
        return None;
    }
    let mut schema = match serde_json::from_slice(text) {
        Ok(schema) => schema,
        Err(error) => return Some(broken(format!("it is not JSON: {error}"))),
    };
    let validator = match compile(&mut schema, &documents) {
        Ok(validator) => validator,
        Err(why) => return Some(broken(why)),
    };
    if validator.is_valid(values) {
        return None;
    }
    let errors: Vec<ValidationError<'_>> = validator.iter_errors(values).collect();
    let against = Against { name: &shown, schema: &schema, documents: &documents, values, below };
    Some(ChartReport {
        chart: name.clone(),
        diagnostics: diagnostics(&against, &errors),
        helm: helm_text(&errors),
    })
}
