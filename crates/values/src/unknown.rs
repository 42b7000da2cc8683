//! Values that no chart reads.

use chart::Chart;
use diagnostic::{Diagnostic, Kind, nearest};
use yaml::Node;

use crate::error::Error;
use crate::schema::with_nearest;

/// Looks for top-level keys of a user's values that the chart's defaults do not have, before dependencies are
/// processed.
///
/// In a native chart they are errors, since its values.yaml names every key. In a Helm chart, where templates may
/// read keys that no default names, one is only worth a warning when it nearly has the name of a default and no
/// schema watches over it (helm#10139).
///
/// # Errors
///
/// Unknown keys in the values of a native chart.
pub fn check_unknown(chart: &Chart, user: &Node) -> Result<Vec<Diagnostic>, Error> {
    let is_native = chart.metadata.api_version == "rhumb/v1";
    let Some(given) = user.as_mapping().filter(|_| is_native || chart.schema.is_none()) else {
        return Ok(vec![]);
    };
    let known = known_keys(chart);
    let mut found = Vec::new();
    for (key, entry) in given.entries() {
        if known.contains(&&**key) {
            continue;
        }
        let name = &chart.metadata.name;
        let message = format!("unknown value `{key}`: the chart `{name}` has no such default");
        if is_native {
            let diagnostic = Diagnostic::error(Kind::Values, message).at(&entry.key, "");
            found.push(with_nearest(diagnostic, key, &known));
        } else if let Some(near) = nearest(key, known.iter().copied()) {
            found.push(
                Diagnostic::warning(Kind::Values, message)
                    .at(&entry.key, "")
                    .hint(format!("is `{near}` meant?")),
            );
        }
    }
    if is_native && !found.is_empty() { Err(Error::Unknown(found)) } else { Ok(found) }
}

/// The keys that a user may set at the top: defaults, subcharts, and what Helm itself reads.
fn known_keys(chart: &Chart) -> Vec<&str> {
    let mut known = vec!["global", "tags"];
    known.extend(chart.values.as_mapping().into_iter().flat_map(|table| table.keys()));
    for wanted in &chart.metadata.dependencies {
        known.push(if wanted.alias.is_empty() { &wanted.name } else { &wanted.alias });
        // A condition's first word may stand nowhere else.
        known.extend(wanted.condition.split(',').filter_map(|path| path.trim().split('.').next()));
    }
    known.extend(chart.dependencies.iter().map(|child| child.metadata.name.as_str()));
    known
}
