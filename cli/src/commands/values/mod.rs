//! Values of charts and releases.

mod diff;
mod why;

use actions::Result;
use clap::{Args, Subcommand};

use crate::session::Session;

/// Look into the values of a chart or a release
#[derive(Args)]
pub(crate) struct Values {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Diff(Box<diff::Diff>),
    Why(Box<why::Why>),
}

impl Values {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        match self.command {
            Command::Diff(command) => command.run(session),
            Command::Why(command) => command.run(session),
        }
    }
}
