use actions::Result;
use actions::lifecycle::{Side, ValueChange, ValuesDiff, values_diff};
use clap::Args;

use crate::args::{OutputFormat, ReuseFlags, SourceFlags, ValueFlags};
use crate::session::Session;

/// Show what differs between the values of two revisions of a release, or of a release and a version of its chart
///
/// Without revisions the newest is compared with the one before; with one, that one with the newest. With --chart the
/// release is compared with what an upgrade to that chart, with the values given, would make of it: new defaults show.
#[derive(Args)]
pub(super) struct Diff {
    /// Name of the release
    release: String,

    /// Revisions to compare
    #[arg(num_args = 0..=2, value_name = "REVISION")]
    revisions: Vec<u32>,

    /// Compare with this chart instead of a revision
    #[arg(long, value_name = "CHART", conflicts_with = "revisions")]
    chart: Option<String>,

    /// Compare all values, the charts' defaults included
    #[arg(short, long)]
    all: bool,

    /// Print the result as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    output: OutputFormat,

    #[command(flatten)]
    reuse: ReuseFlags,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,
}

impl Diff {
    pub(super) fn run(self, session: &Session) -> Result<()> {
        let (first, second) = match self.revisions[..] {
            [] => (None, None),
            [first] => (None, Some(first)),
            [first, second, ..] => (Some(first), Some(second)),
        };
        let side = match &self.chart {
            None => Side::Revision(second),
            Some(chart) => Side::Chart {
                chart: Box::new(session.chart(&self.source, chart)?),
                user: self.values.collect(session)?,
                reuse: self.reuse.reuse(),
            },
        };
        let (cx, which) = (&session.context, (self.release.as_str(), first));
        let found = session.operate(|stop| values_diff(cx, which, side, self.all, stop))?;
        session.printer.result(self.output, &found, || text(&found))
    }
}

fn text(found: &ValuesDiff) -> String {
    let ValuesDiff { from, to, changes } = found;
    if changes.is_empty() {
        return format!("{from} and {to} have the same values\n");
    }
    let mut out = format!("{from} → {to}\n");
    for ValueChange { path, old, new } in changes {
        let line = match (old, new) {
            (None, Some(new)) => format!("+ {path}: {new}"),
            (Some(old), None) => format!("- {path}: {old}"),
            (Some(old), Some(new)) => format!("~ {path}: {old} → {new}"),
            (None, None) => continue,
        };
        out.push_str(&format!("  {line}\n"));
    }
    out
}
