use std::path::PathBuf;

use actions::Result;
use clap::Args;
use release::plan::Operation;

use crate::args::OutputFormat;
use crate::session::Session;
use crate::status_block::{Shown, release_json, status_block};

/// Carry out a plan that was kept in a file
///
/// What was rendered for the plan is applied; nothing is rendered again. Where the release has another revision by now, or
/// an object changed that the plan is about, nothing is done, and what changed is told.
#[derive(Args)]
pub(crate) struct Apply {
    /// The file that `rhumb plan … --out FILE` wrote
    plan: PathBuf,

    /// Print the release as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,
}

impl Apply {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let saved = actions::lifecycle::read_plan(&self.plan)?;
        let operation = saved.operation;
        let done = session.operate(|stop| actions::lifecycle::apply_plan(&session.context, saved, stop))?;
        if operation == Operation::Uninstall {
            return super::uninstall::print(session, &done.release.name, Some(&done));
        }
        session.printer.result(self.output, &release_json(&done.release), || {
            status_block(&done.release, Shown::default())
        })
    }
}
