use actions::Result;
use actions::lifecycle::{Change, Install, MustInstall, Upgrade as What};
use clap::Args;
use release::operation::Options;

use super::chart_change::{ChartChange, ChartChangeFlags};
use crate::args::{OutputFormat, ReuseFlags, ReviewFlags};
use crate::session::Session;

/// Upgrade a release to another version of its chart, to other values, or both
///
/// Without any values the user's values of the deployed revision are taken over; with any, they alone count, unless a
/// flag says otherwise.
#[derive(Args)]
pub(crate) struct Upgrade {
    #[command(flatten)]
    pub(super) what: UpgradeArguments,

    #[command(flatten)]
    review: ReviewFlags,
}

/// What is upgraded, and how.
#[derive(Args)]
pub(crate) struct UpgradeArguments {
    /// Name of the release
    release: String,

    /// The chart: a folder or archive, REPOSITORY/CHART, oci://HOST/PATH/CHART, a URL, or a bare name with --repo
    chart: String,

    /// Install where there is no such release
    #[arg(short, long)]
    install: bool,

    /// Delete what was created when the upgrade fails
    #[arg(long)]
    cleanup_on_fail: bool,

    /// How many revisions to keep; 0 keeps all
    #[arg(long, value_name = "N")]
    history_max: Option<usize>,

    /// Leave out the patches of the deployed revision
    #[arg(long, conflicts_with = "patch")]
    no_patches: bool,

    #[command(flatten)]
    reuse: ReuseFlags,

    #[command(flatten)]
    pub(super) flags: ChartChangeFlags,
}

impl Upgrade {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let table = self.what.flags.change.output == OutputFormat::Table;
        let change = self.what.resolve(session)?;
        let installs = matches!(change, Change::Install(_));
        if installs && table {
            let name = &self.what.release;
            session.printer.line(format!("Release {name:?} does not exist. Installing it now."))?;
        }
        let release = match change {
            change if self.review.plan => super::plan::review(session, change, &self.review)?.release,
            Change::Install(what) => {
                session.operate(|stop| actions::lifecycle::install(&session.context, *what, stop))?
            }
            Change::Upgrade(what) => {
                session.operate(|stop| actions::lifecycle::upgrade(&session.context, *what, stop))?
            }
            Change::Rollback { .. } | Change::Uninstall { .. } => return Ok(()),
        };
        if !installs && table {
            let name = &self.what.release;
            session.printer.line(format!("Release {name:?} has been upgraded. Happy Helming!"))?;
        }
        super::install::print(session, &self.what.flags.change, release)
    }
}

impl UpgradeArguments {
    /// What was typed, as what it means: an upgrade, or an install where there is nothing to upgrade.
    pub(super) fn resolve(&self, session: &Session) -> Result<Change> {
        let name = self.release.clone();
        let must_install = if self.install {
            session.operate(|stop| actions::lifecycle::must_install(&session.context, &name, stop))?
        } else {
            None
        };
        let ChartChange { chart, values, rendering, options } =
            self.flags.resolve(session, &self.chart, |failure| failure)?;
        if let Some(why) = must_install {
            let options = Options { replace: why == MustInstall::Again, ..options };
            return Ok(Change::Install(Box::new(Install { name, chart, values, rendering, options })));
        }
        let options = Options {
            cleanup_on_fail: self.cleanup_on_fail,
            history_max: self.history_max.unwrap_or(session.settings().max_history as usize),
            ..options
        };
        let reuse = self.reuse.reuse();
        let no_patches = self.no_patches;
        Ok(Change::Upgrade(Box::new(What { name, chart, values, reuse, rendering, options, no_patches })))
    }
}
