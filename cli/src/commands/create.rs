use std::path::PathBuf;

use actions::{Create as Options, Failure, Result, Scaffold};
use clap::Args;

use crate::session::Session;

/// Make a new chart
///
/// The chart that is made has Go templates and installs with Helm too; with --native it has Tera templates.
#[derive(Args)]
pub(crate) struct Create {
    /// Folder to make; its last part is the chart's name
    name: PathBuf,

    /// Make a native chart, with Tera templates and a schema
    #[arg(long, conflicts_with = "starter")]
    native: bool,

    /// Begin with a chart of your own: a name below `starters` in the data folder, or an absolute path
    #[arg(short = 'p', long, value_name = "CHART")]
    starter: Option<PathBuf>,

    /// Accepted for scripts that were written for Helm: v2
    #[arg(long, value_name = "VERSION", hide = true)]
    chart_api_version: Option<String>,
}

impl Create {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        if let Some(version) = self.chart_api_version.filter(|version| version != "v2") {
            return Err(Failure::usage(format!("unsupported chart API version: {version}"))
                .hint("leave it out for v2, or give --native for rhumb/v1"));
        }
        session.printer.line(format!("Creating {}", self.name.display()))?;
        let from = match self.starter {
            Some(starter) => Scaffold::Starter(starter),
            None if self.native => Scaffold::Native,
            None => Scaffold::Go,
        };
        for path in actions::create(&session.context, &Options { path: self.name, from })? {
            session.printer.line(format!("WARNING: File {path:?} already exists. Overwriting."))?;
        }
        Ok(())
    }
}
