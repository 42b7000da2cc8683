use actions::lifecycle::{Change, Install as What, operation_failed};
use actions::{Failure, Result};
use clap::Args;
use release::operation::Options;
use release::record::Release;

use super::chart_change::{ChartChange, ChartChangeFlags};
use crate::args::{ChangeFlags, OutputFormat, ReleaseName, ReviewFlags};
use crate::session::Session;
use crate::status_block::{Shown, release_json, status_block, without_secrets};

/// Install a chart
///
/// The chart is rendered against the cluster, the cluster tries every object, and only then anything is changed.
#[derive(Args)]
pub(crate) struct Install {
    #[command(flatten)]
    pub(super) what: InstallArguments,

    #[command(flatten)]
    review: ReviewFlags,
}

/// What is installed, and how.
#[derive(Args)]
pub(crate) struct InstallArguments {
    #[command(flatten)]
    name: ReleaseName,

    /// Take a name whose release failed, or was uninstalled with its history kept
    #[arg(long)]
    replace: bool,

    #[command(flatten)]
    pub(super) flags: ChartChangeFlags,
}

impl Install {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let what = self.what.resolve(session)?;
        let release = if self.review.plan {
            super::plan::review(session, Change::Install(Box::new(what)), &self.review)?.release
        } else {
            session
                .operate(|stop| actions::lifecycle::install(&session.context, what, stop))
                .map_err(installation_failed)?
        };
        print(session, &self.what.flags.change, release)
    }
}

impl InstallArguments {
    /// What was typed, as what it means.
    pub(super) fn resolve(&self, session: &Session) -> Result<What> {
        let (name, reference) = self.name.resolve("").map_err(installation_failed)?;
        let ChartChange { chart, values, rendering, options } =
            self.flags.resolve(session, &reference, installation_failed)?;
        let options = Options { replace: self.replace, ..options };
        Ok(What { name, chart, values, rendering, options })
    }
}

/// As Helm, which says so of everything that comes after reading the flags, though not where `upgrade` installs.
fn installation_failed(failure: Failure) -> Failure {
    operation_failed("INSTALLATION", failure)
}

/// Prints what was installed or upgraded.
pub(super) fn print(session: &Session, change: &ChangeFlags, mut release: Release) -> Result<()> {
    if change.hides_secrets() {
        without_secrets(&mut release);
    }
    if change.output == OutputFormat::Table {
        let shown = Shown { hide_notes: change.hide_notes, ..Shown::default() };
        return session.printer.data(&status_block(&release, shown));
    }
    session.printer.result(change.output, &release_json(&release), String::new)
}
