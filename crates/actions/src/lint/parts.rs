//! Dependencies and `crds/`.

use chart::Chart;
use diagnostic::{Severity, Source};
use yaml::Node;

use super::objects::not_an_object;
use super::{Files, LintReport};

/// Compares Chart.yaml with `charts/` (pkg/chart/v2/lint/rules/dependencies.go).
pub(super) fn check_dependencies(
    files: &Files,
    chart: &Result<Chart, chart::Error>,
    report: &mut LintReport,
) {
    let chart = match chart {
        Ok(chart) => chart,
        Err(error) => {
            return report.add_failure("", format!("unable to load chart\n\t{error}"), error.diagnostic());
        }
    };
    let asked = &chart.metadata.dependencies;
    let unasked: Vec<&str> = chart
        .dependencies
        .iter()
        .map(Chart::name)
        .filter(|name| asked.iter().all(|dependency| dependency.name != *name))
        .collect();
    if !unasked.is_empty() {
        let text = format!("chart metadata is missing these dependencies: {}", unasked.join(","));
        report.add(Severity::Error, &files.shown, text);
    }
    let missing = chart.missing_dependencies();
    if !missing.is_empty() {
        let text = format!("chart directory is missing these dependencies: {}", missing.join(","));
        report.add(Severity::Warning, &files.shown, text);
    }
    if let Err(error) = chart.check_dialects() {
        report.add_failure(&files.shown, error.to_string(), error.diagnostic());
    }
}

/// Looks at the definitions below `crds/` (pkg/chart/v2/lint/rules/crds.go).
pub(super) fn check_crds(files: &Files, chart: &Result<Chart, chart::Error>, report: &mut LintReport) {
    if !files.has_folder("crds") {
        return;
    }
    let chart = match chart {
        Ok(chart) => chart,
        Err(error) => return report.add_failure("crds/", error.to_string(), error.diagnostic()),
    };
    for crd in chart.crds() {
        let name = &*crd.file.name;
        let text = match crd.file.text() {
            Ok(text) => text,
            Err(error) => return report.add_failure(name, error.to_string(), error.diagnostic()),
        };
        let nodes = match yaml::parse(&Source::file(name, text)) {
            Ok(nodes) => nodes,
            Err(error) => {
                let text = format!("unable to parse YAML: {}", error.go_conversion());
                return report.add_failure(name, text, error.diagnostic());
            }
        };
        for node in nodes.iter().filter(|node| !node.is_null()) {
            if let Some(text) = not_an_object(node) {
                return report.add(Severity::Error, name, text);
            }
            let text = |key| node.get(key).and_then(Node::as_str).unwrap_or_default();
            if !text("apiVersion").starts_with("apiextensions.k8s.io") {
                report.add(Severity::Error, name, "apiVersion is not in 'apiextensions.k8s.io'");
            }
            if text("kind") != "CustomResourceDefinition" {
                report.add(Severity::Error, name, "object kind is not 'CustomResourceDefinition'");
            }
        }
    }
}
