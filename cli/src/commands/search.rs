use actions::{Failure, Result};
use clap::{Args, Subcommand};
use diagnostic::Kind;

use crate::args::OutputFormat;
use crate::session::Session;
use crate::table::Table;

/// Look for charts
#[derive(Args)]
pub(crate) struct Search {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Repo(Repo),
}

impl Search {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        match self.command {
            Command::Repo(command) => command.run(session),
        }
    }
}

/// Look for charts in the indexes of the named repositories
#[derive(Args)]
struct Repo {
    /// Words that name, description or keywords have to hold
    keywords: Vec<String>,

    /// The words are a regular expression
    #[arg(short, long)]
    regexp: bool,

    /// Show every version, not only the newest
    #[arg(short = 'l', long)]
    versions: bool,

    /// Show pre-releases too
    #[arg(long)]
    devel: bool,

    /// Show only versions in this range
    #[arg(long, value_name = "RANGE")]
    version: Option<String>,

    /// Cut table cells at this width; 0 cuts none
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    max_col_width: usize,

    /// How to print what is found
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    output: OutputFormat,

    /// Fail if nothing is found
    #[arg(long)]
    fail_on_no_result: bool,
}

impl Repo {
    fn run(self, session: &Session) -> Result<()> {
        let options = actions::Search {
            words: self.keywords,
            regexp: self.regexp,
            versions: self.versions,
            devel: self.devel,
            version: self.version,
        };
        let found = actions::search_repositories(&session.context, &options)?;
        if found.is_empty() && self.fail_on_no_result {
            return Err(Failure::new(Kind::NotFound, "no results found"));
        }
        session.printer.result(self.output, &found, || {
            if found.is_empty() {
                return "No results found\n".to_owned();
            }
            let titles = ["NAME", "CHART VERSION", "APP VERSION", "DESCRIPTION"];
            let mut table = Table::new(&titles, self.max_col_width);
            for chart in &found {
                table.row(
                    [&chart.name, &chart.version, &chart.app_version, &chart.description].map(Clone::clone),
                );
            }
            table.print()
        })
    }
}
