use std::io::{self, IsTerminal};
use std::path::PathBuf;

use actions::lifecycle::{Change, Proposed};
use actions::{Failure, Result};
use clap::{Args, Subcommand};
use diagnostic::Kind;
use release::operation::{DryRun, Uninstalled};

use super::install::InstallArguments;
use super::rollback::RollbackArguments;
use super::uninstall::UninstallFlags;
use super::upgrade::UpgradeArguments;
use crate::args::{OutputFormat, ReviewFlags};
use crate::plan_text::{Shown, plan_text};
use crate::session::Session;

/// Show what a change of a release would do, object by object
///
/// The cluster tries every object, so that the plan is what it will do; nothing is changed or recorded. Values in Secrets
/// show as digests that differ from plan to plan. With --out the plan is kept, and `rhumb apply` carries it out later.
#[derive(Args)]
pub(crate) struct Plan {
    #[command(subcommand)]
    command: What,
}

#[derive(Subcommand)]
enum What {
    /// Plan an install
    Install(Box<PlanInstall>),
    /// Plan an upgrade
    Upgrade(Box<PlanUpgrade>),
    /// Plan a rollback
    Rollback(PlanRollback),
    /// Plan an uninstall
    Uninstall(PlanUninstall),
}

#[derive(Args)]
struct PlanInstall {
    #[command(flatten)]
    what: InstallArguments,

    #[command(flatten)]
    plan: PlanFlags,
}

#[derive(Args)]
struct PlanUpgrade {
    #[command(flatten)]
    what: UpgradeArguments,

    #[command(flatten)]
    plan: PlanFlags,
}

#[derive(Args)]
struct PlanRollback {
    #[command(flatten)]
    what: RollbackArguments,

    /// Print the plan as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,

    #[command(flatten)]
    plan: PlanFlags,
}

#[derive(Args)]
struct PlanUninstall {
    /// Name of the release
    release: String,

    #[command(flatten)]
    how: UninstallFlags,

    /// Print the plan as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,

    #[command(flatten)]
    plan: PlanFlags,
}

/// What becomes of a plan.
#[derive(Args)]
#[command(next_help_heading = "Plan")]
struct PlanFlags {
    /// Show everything: what stays as it is, and the fields that the cluster sets by itself
    #[arg(long)]
    all: bool,

    /// Exit with 18 where something would change, and with 0 where nothing would
    #[arg(long)]
    detailed_exitcode: bool,

    /// Keep the plan in this file, which only you can read: it holds the release's Secrets
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Plan {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let (change, output, flags) = match self.command {
            What::Install(command) => {
                let mut what = command.what.resolve(session)?;
                what.options.dry_run = DryRun::No;
                (Change::Install(Box::new(what)), command.what.flags.change.output, command.plan)
            }
            What::Upgrade(command) => {
                let mut change = command.what.resolve(session)?;
                if let Change::Upgrade(what) = &mut change {
                    what.options.dry_run = DryRun::No;
                }
                (change, command.what.flags.change.output, command.plan)
            }
            What::Rollback(command) => {
                let (name, mut how) = command.what.resolve(session)?;
                how.options.dry_run = DryRun::No;
                (Change::Rollback { name, how: Box::new(how) }, command.output, command.plan)
            }
            What::Uninstall(command) => {
                let how = command.how.resolve()?;
                (Change::Uninstall { name: command.release, how }, command.output, command.plan)
            }
        };
        let proposed = session.operate(|stop| actions::lifecycle::propose(&session.context, change, stop))?;
        let shown = Shown { all: flags.all };
        session.printer.result(output, proposed.plan(), || plan_text(proposed.plan(), shown))?;
        proposed.possible()?;
        if let Some(path) = &flags.out {
            let saved = session.block_on(proposed.saved())?;
            actions::lifecycle::save_plan(&saved, path)?;
            let path = path.display();
            session.printer.note(format!(
                "{path} holds the plan with the release's Secrets in plain text, readable by you alone; \
                 `rhumb apply {path}` carries it out"
            ));
        }
        if flags.detailed_exitcode && !proposed.plan().summary().is_nothing() {
            session.exit_code.set(Kind::Drifted.exit_code());
        }
        Ok(())
    }
}

/// Plans a change, shows the plan, asks, and carries it out.
pub(super) fn review(session: &Session, change: Change, how: &ReviewFlags) -> Result<Uninstalled> {
    let proposed = session.operate(|stop| actions::lifecycle::propose(&session.context, change, stop))?;
    // On stderr: stdout stays what it is without a plan.
    session.printer.note(plan_text(proposed.plan(), Shown::default()).trim_end());
    proposed.possible()?;
    if !how.yes {
        confirm(&proposed)?;
    }
    // Nobody knows how long the answer took: what is done is what was shown, or nothing.
    let saved = session.block_on(proposed.saved())?;
    session.operate(|stop| actions::lifecycle::apply_plan(&session.context, saved, stop))
}

/// Asks whether a plan is to be carried out.
fn confirm(proposed: &Proposed) -> Result<()> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Failure::usage("the plan waits for a yes, and there is no terminal to ask on")
            .hint("--yes carries it out without asking"));
    }
    let plan = proposed.plan();
    let question = format!("{} {:?} as planned?", capital(&plan.operation.to_string()), plan.release);
    match inquire::Confirm::new(&question).with_default(false).prompt() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::new(Kind::Interrupted, "not confirmed; nothing was changed")),
        Err(error) => Err(Failure::new(Kind::Interrupted, format!("nothing was changed: {error}"))),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
