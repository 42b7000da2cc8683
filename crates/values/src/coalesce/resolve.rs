//! All of it, from a chart and a user's values to what templates see.

use chart::Chart;
use diagnostic::Diagnostic;
use yaml::Node;

use super::charts::coalesce;
use super::dependencies::{import, select};
use super::table::Table;
use super::tables::{Nulls, fill};
use crate::error::Error;

/// A chart whose dependencies are processed, and its values.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The chart without its disabled subcharts, aliases applied, imported values in its defaults.
    pub chart: Chart,
    /// What templates see as their values: one table, a subchart's values below its name.
    pub values: Node,
    /// What was ignored on the way.
    pub warnings: Vec<Diagnostic>,
}

/// Processes the dependencies of a chart and makes its final values. Schemas are not looked at.
///
/// # Errors
///
/// Values for a subchart that are not a table.
pub fn resolve(mut chart: Chart, user: Node) -> Result<Resolved, Error> {
    let mut warnings = process_dependencies(&mut chart, &user)?;
    let (values, more) = coalesce_values(&chart, user)?;
    warnings.extend(more);
    Ok(Resolved { chart, values, warnings })
}

/// Applies aliases, conditions, tags and import-values to a chart (Helm's `ProcessDependencies`).
///
/// # Errors
///
/// Values for a subchart that are not a table.
pub fn process_dependencies(chart: &mut Chart, user: &Node) -> Result<Vec<Diagnostic>, Error> {
    let mut warnings = Vec::new();
    if !chart.metadata.dependencies.is_empty() {
        select(chart, &Table::from_node(user.clone()), "", &mut warnings)?;
    }
    import(chart, &mut warnings)?;
    Ok(warnings)
}

/// A user's values filled with the defaults of a chart and its subcharts; a null deletes a default
/// (Helm's `CoalesceValues`).
///
/// # Errors
///
/// Values for a subchart that are not a table.
pub fn coalesce_values(chart: &Chart, user: Node) -> Result<(Node, Vec<Diagnostic>), Error> {
    let mut warnings = Vec::new();
    let values = Table::from_node(user);
    coalesce(chart, &values, "", Nulls::Delete, &mut warnings)?;
    Ok((values.into_node(), warnings))
}

/// One table filled with what another has; a null deletes (Helm's `CoalesceTables`).
pub fn coalesce_tables(over: Node, base: Node) -> Node {
    let over = Table::from_node(over);
    fill(&over, &Table::from_node(base), "", Nulls::Delete, &mut Vec::new());
    over.into_node()
}
