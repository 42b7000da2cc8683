//! Aliases, conditions, tags, import-values.

use std::collections::HashSet;

use chart::{Chart, Dependency, ImportValue};
use diagnostic::{Diagnostic, Kind};
use version::{Constraint, Version};

use super::charts::coalesce;
use super::lookup::{leaf_at, table_at};
use super::table::{Held, Slot, Table};
use super::tables::{Nulls, fill};
use crate::error::Error;

/// Renames aliased subcharts and removes disabled ones, at every level (Helm's `processDependencyEnabled`).
///
/// `values` is the parent's whole table, which Helm fills with the subchart's defaults at its root: conditions
/// are then looked up below `path`, tags at the root.
pub(super) fn select(
    chart: &mut Chart,
    values: &Table,
    path: &str,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    chart.dependencies = arrange(std::mem::take(&mut chart.dependencies), &chart.metadata.dependencies);
    for wanted in &mut chart.metadata.dependencies {
        if !wanted.alias.is_empty() {
            wanted.name.clone_from(&wanted.alias);
        }
        wanted.enabled = true;
    }

    let seen = values.deep_copy();
    // The same conflicts are reported once more when the final values are made.
    coalesce(chart, &seen, "", Nulls::Delete, &mut Vec::new())?;
    for wanted in &mut chart.metadata.dependencies {
        apply_tags(wanted, &seen, warnings);
        apply_conditions(wanted, &seen, path, warnings);
    }

    let disabled: HashSet<String> = chart
        .metadata
        .dependencies
        .iter()
        .filter(|wanted| !wanted.enabled)
        .map(|wanted| wanted.name.clone())
        .collect();
    chart.dependencies.retain(|child| !disabled.contains(&child.metadata.name));
    chart.metadata.dependencies.retain(|wanted| !disabled.contains(&wanted.name));
    for child in &mut chart.dependencies {
        let path = format!("{path}{}.", child.metadata.name);
        select(child, &seen, &path, warnings)?;
    }
    Ok(())
}

/// The subcharts in the order in which Chart.yaml asks for them, those that it does not mention first. One that
/// is asked for under several aliases stands there several times.
fn arrange(found: Vec<Chart>, wanted: &[Dependency]) -> Vec<Chart> {
    let fits = |child: &Chart, wanted: &Dependency| {
        child.metadata.name == wanted.name && in_range(&wanted.version, &child.metadata.version)
    };
    let picks: Vec<Option<usize>> =
        wanted.iter().map(|wanted| found.iter().position(|child| fits(child, wanted))).collect();
    let mut arranged = Vec::with_capacity(found.len().max(wanted.len()));
    let mut pool: Vec<Option<Chart>> = found
        .into_iter()
        .map(|child| {
            if wanted.iter().any(|wanted| fits(&child, wanted)) {
                return Some(child);
            }
            arranged.push(child);
            None
        })
        .collect();
    for (position, (wanted, pick)) in wanted.iter().zip(&picks).enumerate() {
        let Some(index) = pick else { continue };
        let again = picks[position + 1..].contains(pick);
        let child = if again { pool[*index].clone() } else { pool[*index].take() };
        if let Some(mut child) = child {
            if !wanted.alias.is_empty() {
                child.metadata.name.clone_from(&wanted.alias);
            }
            arranged.push(child);
        }
    }
    arranged
}

/// Whether a version lies in a range; never, if either is malformed (Helm's `IsCompatibleRange`).
fn in_range(range: &str, version: &str) -> bool {
    match (Constraint::parse(range), Version::parse(version)) {
        (Ok(range), Ok(version)) => range.check(&version),
        _ => false,
    }
}

fn apply_tags(wanted: &mut Dependency, values: &Table, warnings: &mut Vec<Diagnostic>) {
    let Some(tags) = table_at(values, "tags") else { return };
    let (mut on, mut off) = (false, false);
    for tag in &wanted.tags {
        match tags.get(tag) {
            None => {}
            Some(Held::Leaf(node)) if node.as_bool().is_some() => {
                *(if node.as_bool() == Some(true) { &mut on } else { &mut off }) = true;
            }
            Some(other) => warnings.push(not_a_truth_value(&format!("tags.{tag}"), wanted, &other)),
        }
    }
    wanted.enabled = on || !off;
}

fn apply_conditions(wanted: &mut Dependency, values: &Table, path: &str, warnings: &mut Vec<Diagnostic>) {
    for condition in wanted.condition.trim().split(',').filter(|condition| !condition.is_empty()) {
        let Some(node) = leaf_at(values, &format!("{path}{condition}")) else { continue };
        if let Some(enabled) = node.as_bool() {
            wanted.enabled = enabled;
            return;
        }
        warnings.push(not_a_truth_value(&format!("{path}{condition}"), wanted, &Held::Leaf(node)));
    }
}

fn not_a_truth_value(path: &str, wanted: &Dependency, value: &Held) -> Diagnostic {
    let message = format!("`{path}` switches the subchart `{}` but is neither true nor false", wanted.name);
    Diagnostic::warning(Kind::Values, message).at(&value.origin(), "ignored").hint("write true or false")
}

/// Moves the values that parents import from their subcharts into the parents' defaults, from the deepest up
/// (Helm's `processImportValues` with merge semantics). A chart with dependencies has its subcharts' defaults
/// in its own afterwards, whether it imports any or not.
pub(super) fn import(chart: &mut Chart, warnings: &mut Vec<Diagnostic>) -> Result<(), Error> {
    for child in &mut chart.dependencies {
        import(child, warnings)?;
    }
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    let values = Table::new();
    coalesce(chart, &values, "", Nulls::Keep, &mut Vec::new())?;
    let imported = Table::new();
    for wanted in &mut chart.metadata.dependencies {
        for item in &mut wanted.import_values {
            let (child, parent) = match item {
                ImportValue::Export(name) => (format!("exports.{name}"), ".".to_owned()),
                ImportValue::Paths { child, parent } => (child.clone(), parent.clone()),
            };
            if let Some(found) = table_at(&values, &format!("{}.{child}", wanted.name)) {
                fill(&imported, &below(found, &parent), "", Nulls::Keep, warnings);
            } else {
                let message = format!("the subchart `{}` has no table `{child}` to import", wanted.name);
                warnings.push(Diagnostic::warning(Kind::Chart, message));
            }
            *item = ImportValue::Paths { child, parent };
        }
    }
    // The copy is taken after the imports have been laid over each other, and they are the subcharts' own tables.
    let own = values.deep_copy();
    fill(&own, &imported, "", Nulls::Keep, warnings);
    chart.values = own.into_node();
    Ok(())
}

/// A table as the value of a dotted path; `.` is the table itself.
fn below(table: Table, path: &str) -> Table {
    if path == "." {
        return table;
    }
    path.rsplit('.').fold(table, |inner, key| {
        let outer = Table::new();
        outer.insert(key, Slot { key: Default::default(), value: Held::Table(inner) });
        outer
    })
}
