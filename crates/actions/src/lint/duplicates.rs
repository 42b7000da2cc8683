//! Keys that a table has twice: the last one counts, and nobody says so.
//!
//! Helm warns of those in Chart.yaml. Of those in other files it says nothing, so that these are no messages, which
//! scripts count, but diagnostics beside them.

use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, Source};
use yaml::Duplicate;

use super::LintReport;

/// Tells of each key that stands twice in a file of the chart, or in what a template renders to.
pub(super) fn check(source: &Arc<Source>, report: &mut LintReport) {
    // What cannot be read has its own message.
    let duplicates = yaml::parse_all(source, false).map(|parsed| parsed.duplicates).unwrap_or_default();
    report.advice.extend(duplicates.iter().map(diagnostic));
}

/// The diagnostic of a key that comes again.
pub(super) fn diagnostic(duplicate: &Duplicate) -> Diagnostic {
    Diagnostic::warning(
        Kind::Yaml,
        format!("the key `{}` comes twice, and only the last counts", duplicate.key),
    )
    .at(&duplicate.again, "here again")
    .at(&duplicate.first, "this one is lost")
    .hint("merge the two, or remove one")
}

/// What Go's strict decoder says of them.
pub(super) fn strict(duplicates: &[Duplicate]) -> String {
    let mut text = "error converting YAML to JSON: yaml: unmarshal errors:".to_owned();
    for Duplicate { key, again, .. } in duplicates {
        let line = again.source.as_ref().map_or(0, |source| source.line_column(again.span.range().start).0);
        text.push_str(&format!("\n  line {line}: key {key:?} already set in map"));
    }
    text
}
