use actions::Result;
use clap::Args;

use crate::args::OutputFormat;
use crate::session::Session;
use crate::status_block::{Shown, status_block, status_json};

/// Show a release: its state, its objects as they are now, its notes
#[derive(Args)]
pub(crate) struct Status {
    /// Name of the release
    release: String,

    /// Revision to show; the newest one otherwise
    #[arg(long, value_name = "N")]
    revision: Option<u32>,

    /// Print the result as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,
}

impl Status {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let found = session.operate(|stop| {
            actions::lifecycle::status(&session.context, &self.release, self.revision, stop)
        })?;
        let json = status_json(&found.release, &found.resources);
        session.printer.result(self.output, &json, || {
            status_block(&found.release, Shown { resources: &found.resources, ..Shown::default() })
        })
    }
}
