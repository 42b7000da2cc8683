//! The defaults of a chart and its subcharts, globals.

use chart::Chart;
use diagnostic::{Diagnostic, Kind};

use super::table::{Held, Slot, Table};
use super::tables::{Nulls, conflict, dotted, fill};
use crate::error::Error;

/// The key whose table every chart sees.
const GLOBAL: &str = "global";

/// Fills `values` with the defaults of a chart and of its subcharts (Helm's `coalesce`).
pub(super) fn coalesce(
    chart: &Chart,
    values: &Table,
    prefix: &str,
    nulls: Nulls,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    defaults(chart, values, prefix, nulls, warnings);
    let prefix = dotted(prefix, &chart.metadata.name);
    for child in &chart.dependencies {
        let name = &child.metadata.name;
        let below = match values.get(name) {
            None => {
                let fresh = Table::new();
                let slot = Slot { key: Default::default(), value: Held::Table(fresh.clone()) };
                values.insert(name.as_str(), slot);
                fresh
            }
            Some(Held::Table(table)) => table,
            Some(Held::Leaf(node)) => {
                return Err(Error::SubchartNotATable { name: name.clone(), value: Box::new(node) });
            }
        };
        globals(&below, values, &prefix, warnings);
        coalesce(child, &below, &prefix, nulls, warnings)?;
    }
    Ok(())
}

/// Fills `values` with the defaults of one chart.
fn defaults(chart: &Chart, values: &Table, prefix: &str, nulls: Nulls, warnings: &mut Vec<Diagnostic>) {
    let prefix = dotted(prefix, &chart.metadata.name);
    for (key, slot) in Table::from_node(chart.values.clone()).entries() {
        match (values.get(&key), &slot.value) {
            (Some(above), _) if above.is_null() && nulls == Nulls::Delete => values.remove(&key),
            (Some(Held::Table(over)), Held::Table(base)) => {
                // A subchart's own nulls have to last until the subchart is filled.
                let is_child = chart.dependencies.iter().any(|child| *child.metadata.name == *key);
                let nulls = if is_child { Nulls::Keep } else { nulls };
                if nulls == Nulls::Delete {
                    base.drop_nulls();
                }
                fill(&over, base, &dotted(&prefix, &key), nulls, warnings);
            }
            (Some(over @ Held::Table(_)), below) if !below.is_null() => {
                warnings.push(conflict(&dotted(&prefix, &key), "no table", "a table", &over, below));
            }
            (Some(_), _) => {}
            (None, below) => {
                if nulls == Nulls::Delete {
                    if below.is_null() {
                        continue;
                    }
                    if let Held::Table(table) = below {
                        table.drop_nulls();
                    }
                }
                values.insert(key, slot);
            }
        }
    }
}

/// Copies the globals of a parent into a subchart, where the parent's win. Only the first level is copied: deeper
/// tables are the parent's own (Helm's `coalesceGlobals`).
fn globals(child: &Table, parent: &Table, prefix: &str, warnings: &mut Vec<Diagnostic>) {
    let table_of = |values: &Table| match values.get(GLOBAL) {
        None => Some(Table::new()),
        Some(Held::Table(table)) => Some(table),
        Some(Held::Leaf(_)) => None,
    };
    let (Some(below), Some(above)) = (table_of(child), table_of(parent)) else {
        warnings.push(Diagnostic::warning(
            Kind::Values,
            format!(
                "`{GLOBAL}` is not a table in `{prefix}` or in its subchart, so no globals are passed on"
            ),
        ));
        return;
    };
    for (key, slot) in above.entries() {
        match (&slot.value, below.get(&key)) {
            (Held::Table(table), existing) => {
                let copy = table.shallow_copy();
                match existing {
                    None => {}
                    Some(Held::Table(existing)) => {
                        fill(&copy, &existing, &dotted(prefix, &key), Nulls::Keep, warnings);
                    }
                    Some(existing) => {
                        warnings.push(conflict(&key, "a table", "no table", &existing, &slot.value));
                        continue;
                    }
                }
                below.insert(key, Slot { key: slot.key, value: Held::Table(copy) });
            }
            (Held::Leaf(_), Some(Held::Table(_))) => {
                warnings.push(Diagnostic::warning(
                    Kind::Values,
                    format!("`{GLOBAL}.{key}` is a table in a subchart of `{prefix}` and no table above it"),
                ));
            }
            (Held::Leaf(_), _) => below.insert(key, slot),
        }
    }
    if !child.contains_key(GLOBAL) {
        child.insert(GLOBAL, Slot { key: Default::default(), value: Held::Table(below) });
    }
}
