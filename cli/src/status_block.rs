//! A release as `install`, `upgrade`, `status`, `test` and `get all` print it (pkg/cmd/status.go).

use std::fmt::Write;

use release::operation::ResourceTable;
use release::record::{HookEvent, Release};
use serde_json::Value;

use crate::table::Table;

/// What is shown of a release, beside what always is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shown<'a> {
    /// Name and version of the chart.
    pub(crate) chart: bool,
    /// Values, hooks and manifest: the computed values as YAML.
    pub(crate) everything: Option<&'a str>,
    /// The user's values as YAML.
    pub(crate) user_values: &'a str,
    /// The live objects.
    pub(crate) resources: &'a [ResourceTable],
    /// Whether the NOTES are left out.
    pub(crate) hide_notes: bool,
}

/// The release as text.
pub(crate) fn status_block(release: &Release, shown: Shown<'_>) -> String {
    let mut out = String::new();
    let info = &release.info;
    line(&mut out, "NAME", &release.name);
    if let Some(time) = info.last_deployed.as_ref().and_then(release::record::Time::ansic) {
        line(&mut out, "LAST DEPLOYED", &time);
    }
    line(&mut out, "NAMESPACE", &release.namespace);
    line(&mut out, "STATUS", info.status.as_str());
    line(&mut out, "REVISION", &release.version.to_string());
    if shown.chart {
        line(&mut out, "CHART", release.chart_field("name"));
        line(&mut out, "VERSION", release.chart_field("version"));
        line(&mut out, "APP_VERSION", release.chart_field("appVersion"));
    }
    line(&mut out, "DESCRIPTION", &info.description);
    if !shown.resources.is_empty() {
        let _ = write!(out, "RESOURCES:\n{}\n", resources(shown.resources));
    }
    tests(&mut out, release);
    if let Some(computed) = shown.everything {
        let _ = write!(out, "USER-SUPPLIED VALUES:\n{}\nCOMPUTED VALUES:\n{computed}\n", shown.user_values);
    }
    if info.description.eq_ignore_ascii_case("Dry run complete") || shown.everything.is_some() {
        let _ = write!(out, "HOOKS:\n{}", hooks(release));
        let _ = writeln!(out, "MANIFEST:\n{}", release.manifest);
    }
    if !shown.hide_notes && !info.notes.is_empty() {
        let _ = writeln!(out, "NOTES:\n{}", info.notes.trim());
    }
    out
}

/// The hooks of a release with their sources.
pub(crate) fn hooks(release: &Release) -> String {
    release.hooks.iter().map(|hook| format!("---\n# Source: {}\n{}\n", hook.path, hook.manifest)).collect()
}

fn line(out: &mut String, title: &str, value: &str) {
    let _ = writeln!(out, "{title}: {value}");
}

fn tests(out: &mut String, release: &Release) {
    let mut tests = release.hooks.iter().filter(|hook| hook.events.contains(&HookEvent::Test)).peekable();
    if tests.peek().is_none() {
        out.push_str("TEST SUITE: None\n");
    }
    for hook in tests {
        let run = &hook.last_run;
        let Some(started) = run.started_at.as_ref().and_then(release::record::Time::ansic) else { continue };
        // Go prints its zero time where a test has not ended.
        let completed = run.completed_at.as_ref().and_then(release::record::Time::ansic);
        let completed = completed.unwrap_or_else(|| "Mon Jan  1 00:00:00 0001".into());
        let _ = write!(
            out,
            "TEST SUITE:     {}\nLast Started:   {started}\nLast Completed: {completed}\nPhase:          {}\n",
            hook.name, run.phase
        );
    }
}

/// kubectl's tables: columns padded to three spaces apart, nothing behind the last.
fn resources(tables: &[ResourceTable]) -> String {
    let mut out = String::new();
    for table in tables {
        let rows: Vec<&Vec<String>> = std::iter::once(&table.columns).chain(&table.rows).collect();
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let _ = writeln!(out, "==> {}", table.title);
        for row in &rows {
            let last = row.len().saturating_sub(1);
            for (column, cell) in row.iter().enumerate() {
                let pad = if column == last { 0 } else { width(column) + 3 };
                let _ = write!(out, "{cell:<pad$}");
            }
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

/// Leaves Secrets out of what a dry run prints (`renderResources` of pkg/action/action.go).
pub(crate) fn without_secrets(release: &mut Release) {
    let documents = manifest::split(&release.manifest).map(|part| {
        let is_secret = part.text.lines().any(|line| line.trim_end() == "kind: Secret");
        let source = part.text.lines().next().unwrap_or_default();
        if is_secret {
            format!("---\n{source}\n# HIDDEN: The Secret output has been suppressed\n")
        } else {
            format!("---\n{}", part.text)
        }
    });
    release.manifest = documents.collect();
}

/// The release as Helm's JSON: fields in the order of Go's structures, tables sorted by key.
pub(crate) fn release_json(release: &Release) -> Value {
    let mut json = serde_json::to_value(release).unwrap_or_default();
    for path in ["/config", "/chart/values", "/chart/metadata/annotations", "/info/resources"] {
        if let Some(table) = json.pointer_mut(path) {
            table.sort_all_objects();
        }
    }
    json
}

/// The release as `status` prints it: without its chart, with its live objects.
pub(crate) fn status_json(release: &Release, resources: &[ResourceTable]) -> Value {
    let mut json = release_json(&Release { chart: Value::Null, ..release.clone() });
    let tables: serde_json::Map<String, Value> =
        resources.iter().map(|table| (table.title.clone(), Value::Array(table.objects.clone()))).collect();
    if !tables.is_empty() {
        let mut tables = Value::Object(tables);
        tables.sort_all_objects();
        json["info"]["resources"] = tables;
    }
    json
}

/// Rows of a list or history under their titles.
pub(crate) fn table(titles: &[&str], rows: impl IntoIterator<Item = Vec<String>>, headers: bool) -> String {
    let mut table = if headers { Table::new(titles, 0) } else { Table::untitled(0) };
    rows.into_iter().for_each(|row| table.row(row));
    table.print()
}
