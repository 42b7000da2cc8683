//! values.yaml against its schema (pkg/chart/v2/lint/rules/values.go).

use ::values::{Library, coalesce_tables, validate};
use chart::{Chart, Metadata, read_values};
use diagnostic::{Severity, Source};

use super::{Files, Lint, LintReport, duplicates};

const FILE: &str = "values.yaml";

/// Looks at the chart's own values; those of subcharts are looked at when the templates are rendered.
pub(super) fn check(files: &Files, metadata: Option<&Metadata>, options: &Lint, report: &mut LintReport) {
    let Some(text) = files.text(FILE) else {
        report.add(Severity::Info, FILE, "file does not exist");
        return;
    };
    let source = Source::file(format!("{}/{FILE}", files.shown), text);
    duplicates::check(&source, report);
    let defaults = match read_values(&source) {
        Ok(values) => values,
        Err(error) => {
            let words = match &error {
                chart::Error::Yaml(error) => error.go_conversion(),
                error => error.to_string(),
            };
            report.add_failure(FILE, format!("unable to parse YAML: {words}"), error.diagnostic());
            return;
        }
    };
    let Some(schema) = files.text("values.schema.json").filter(|_| !options.render.skip_schema_validation)
    else {
        return;
    };
    let chart = Chart {
        metadata: metadata.cloned().unwrap_or_default(),
        schema: Some(schema.into_bytes().into()),
        ..Chart::default()
    };
    let values = coalesce_tables(options.user.values.clone(), defaults);
    if let Err(error) = validate(&chart, &values, &Library::bundled()) {
        for chart in error.charts {
            let text = format!("{}\n", chart.helm.trim_end_matches('\n'));
            match chart.diagnostics.into_iter().next() {
                Some(diagnostic) => report.add_failure(FILE, text, diagnostic),
                None => report.add(Severity::Error, FILE, text),
            }
        }
    }
}
