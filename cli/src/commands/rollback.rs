use actions::Result;
use clap::Args;
use release::operation::{Options, RollbackOptions};

use crate::args::{ApplyFlags, WaitFlags};
use crate::session::Session;

/// Roll a release back to an earlier revision
///
/// The documents of that revision become a new revision. Without a number it is the one before the newest. A revision
/// that an interrupted operation left pending does not stop a rollback.
#[derive(Args)]
pub(crate) struct Rollback {
    /// Name of the release
    release: String,

    /// Revision to go back to
    revision: Option<u32>,

    /// Delete what was created when the rollback fails
    #[arg(long)]
    cleanup_on_fail: bool,

    /// Description that the record gets
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// How many revisions to keep; 0 keeps all
    #[arg(long, value_name = "N")]
    history_max: Option<usize>,

    #[command(flatten)]
    apply: ApplyFlags,

    #[command(flatten)]
    wait: WaitFlags,
}

impl Rollback {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let options = Options {
            cleanup_on_fail: self.cleanup_on_fail,
            description: self.description.unwrap_or_default(),
            history_max: self.history_max.unwrap_or(session.settings().max_history as usize),
            ..self.wait.fill(self.apply.options()?)
        };
        let how = RollbackOptions { revision: self.revision, options };
        session.operate(|stop| actions::lifecycle::rollback(&session.context, &self.release, &how, stop))?;
        session.printer.line("Rollback was a success! Happy Helming!")
    }
}
