use actions::{Result, Why};
use clap::{Args, Subcommand};

use crate::args::{OutputFormat, SourceFlags, ValueFlags};
use crate::session::Session;
use crate::table::Table;

/// Look into the values of a chart
#[derive(Args)]
pub(crate) struct Values {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Why(WhyCommand),
}

impl Values {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        match self.command {
            Command::Why(command) => command.run(session),
        }
    }
}

/// Tell which file, flag or default set a value
///
/// Every place that sets it is named, from the weakest to the strongest; the one that templates see is marked.
#[derive(Args)]
struct WhyCommand {
    /// The value: `ingress.hosts[0].host`
    path: String,

    /// The chart
    chart: String,

    /// How to print it
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    output: OutputFormat,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,
}

impl WhyCommand {
    fn run(self, session: &Session) -> Result<()> {
        let chart = session.chart(&self.source, &self.chart)?;
        let user = self.values.collect(session)?;
        let why = actions::values_why(chart, user, &self.path)?;
        session.printer.result(self.output, &why, || table(&why))
    }
}

fn table(why: &Why) -> String {
    let mut table = Table::new(&["", "SET BY", "AT", "VALUE"], 80);
    for by in &why.settings {
        let mark = if by.wins { "*" } else { "" };
        table.row([mark.to_owned(), by.layer.to_owned(), by.place.clone(), by.value.to_string()]);
    }
    table.print()
}
