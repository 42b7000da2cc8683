use actions::lifecycle::release_values_why;
use actions::{Failure, Result, Why as Found};
use clap::Args;
use diagnostic::Kind;

use crate::args::{OutputFormat, SourceFlags, ValueFlags};
use crate::session::Session;
use crate::table::Table;

/// Tell which file, flag, release or default set a value
///
/// Every place that sets it is named, from the weakest to the strongest; the one that templates see is marked. With
/// --release the values that the release has count; with a chart beside it, what an upgrade to that chart would give.
#[derive(Args)]
pub(super) struct Why {
    /// The value: `ingress.hosts[0].host`
    path: String,

    /// The chart
    #[arg(required_unless_present = "release")]
    chart: Option<String>,

    /// Look at this release
    #[arg(long, value_name = "NAME")]
    release: Option<String>,

    /// Revision of the release; the newest one otherwise
    #[arg(long, value_name = "N", requires = "release")]
    revision: Option<u32>,

    /// How to print it
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    output: OutputFormat,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,
}

impl Why {
    pub(super) fn run(self, session: &Session) -> Result<()> {
        let read = |chart: &String| {
            session.chart(&self.source, chart).map_err(|failure| match failure.kind() {
                Kind::NotFound => failure.hint(format!("a release is named with --release {chart}")),
                _ => failure,
            })
        };
        let chart = self.chart.as_ref().map(read).transpose()?;
        let user = self.values.collect(session)?;
        let Some(name) = &self.release else {
            let chart = chart.ok_or_else(|| Failure::usage("give a chart, or --release"))?;
            let why = actions::values_why(chart, user, &self.path)?;
            return session.printer.result(self.output, &why, || table(&why));
        };
        let (cx, which) = (&session.context, (name.as_str(), self.revision));
        let found = session.operate(|stop| release_values_why(cx, which, chart, user, &self.path, stop))?;
        session.printer.result(self.output, &found, || {
            let since = found.since.map(|since| format!("the release has it since revision {since}\n"));
            table(&found.why) + &since.unwrap_or_default()
        })
    }
}

fn table(why: &Found) -> String {
    let mut table = Table::new(&["", "SET BY", "AT", "VALUE"], 80);
    for by in &why.settings {
        let mark = if by.wins { "*" } else { "" };
        table.row([mark.to_owned(), by.layer.to_owned(), by.place.clone(), by.value.to_string()]);
    }
    table.print()
}
