use actions::Result;
use actions::lifecycle::Change;
use clap::Args;
use release::operation::{Options, RollbackOptions};

use crate::args::{ApplyFlags, ReviewFlags, WaitFlags};
use crate::session::Session;

/// Roll a release back to an earlier revision
///
/// The documents of that revision become a new revision. Without a number it is the one before the newest. A revision
/// that an interrupted operation left pending does not stop a rollback.
#[derive(Args)]
pub(crate) struct Rollback {
    #[command(flatten)]
    pub(super) what: RollbackArguments,

    #[command(flatten)]
    review: ReviewFlags,
}

/// Where to go back to, and how.
#[derive(Args)]
pub(crate) struct RollbackArguments {
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
        let (name, how) = self.what.resolve(session)?;
        if self.review.plan {
            let change = Change::Rollback { name, how: Box::new(how) };
            super::plan::review(session, change, &self.review)?;
        } else {
            session.operate(|stop| actions::lifecycle::rollback(&session.context, &name, &how, stop))?;
        }
        session.printer.line("Rollback was a success! Happy Helming!")
    }
}

impl RollbackArguments {
    /// What was typed, as what it means.
    pub(super) fn resolve(&self, session: &Session) -> Result<(String, RollbackOptions)> {
        let options = Options {
            cleanup_on_fail: self.cleanup_on_fail,
            description: self.description.clone().unwrap_or_default(),
            history_max: self.history_max.unwrap_or(session.settings().max_history as usize),
            ..self.wait.fill(self.apply.options()?)
        };
        Ok((self.release.clone(), RollbackOptions { revision: self.revision, options }))
    }
}
