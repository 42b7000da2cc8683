//! What an upgrade takes over from the release before.

use chart::Chart;
use yaml::Node;

use crate::coalesce::{coalesce_tables, coalesce_values};
use crate::error::Error;

/// Which values an upgrade starts from (Helm's pkg/action/upgrade.go `reuseValues`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reuse {
    /// The old user's values when none are given now, the new ones alone otherwise.
    #[default]
    WhenNoneGiven,
    /// `--reset-values`: only what is given now.
    Reset,
    /// `--reuse-values`: the old values below the new ones, and the old chart's defaults instead of the new
    /// chart's.
    Keep,
    /// `--reset-then-reuse-values`: the old user's values below the new ones, the new chart's defaults.
    ResetThenKeep,
}

/// The user's values of an upgrade. Under [`Reuse::Keep`] the defaults of `chart` are replaced by the old
/// release's computed values.
///
/// # Errors
///
/// Old values that do not fit the old chart.
pub fn reuse_values(
    reuse: Reuse,
    chart: &mut Chart,
    given: Node,
    old_chart: &Chart,
    old_user: Node,
) -> Result<Node, Error> {
    let is_empty = |node: &Node| node.as_mapping().is_none_or(yaml::Mapping::is_empty);
    Ok(match reuse {
        Reuse::Reset => given,
        Reuse::Keep => {
            chart.values = coalesce_values(old_chart, old_user.clone())?.0;
            coalesce_tables(given, old_user)
        }
        Reuse::ResetThenKeep => coalesce_tables(given, old_user),
        Reuse::WhenNoneGiven if is_empty(&given) && !is_empty(&old_user) => old_user,
        Reuse::WhenNoneGiven => given,
    })
}
