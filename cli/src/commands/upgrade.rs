use actions::Result;
use actions::lifecycle::{Install, MustInstall, Upgrade as What};
use clap::Args;
use release::operation::Options;

use crate::args::{ChangeFlags, OutputFormat, ReuseFlags, SourceFlags, ValueFlags};
use crate::session::Session;

/// Upgrade a release to another version of its chart, to other values, or both
///
/// Without any values the user's values of the deployed revision are taken over; with any, they alone count, unless a
/// flag says otherwise.
#[derive(Args)]
pub(crate) struct Upgrade {
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

    #[command(flatten)]
    reuse: ReuseFlags,

    #[command(flatten)]
    change: ChangeFlags,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,
}

impl Upgrade {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let name = self.release;
        let table = self.change.output == OutputFormat::Table;
        let must_install = if self.install {
            session.operate(|stop| actions::lifecycle::must_install(&session.context, &name, stop))?
        } else {
            None
        };
        if must_install.is_some() && table {
            session.printer.line(format!("Release {name:?} does not exist. Installing it now."))?;
        }
        let values = self.values.collect(session)?;
        if self.change.dependency_update {
            super::dependency::update_if_missing(session, &self.chart, &self.source.transport)?;
        }
        let chart = session.chart(&self.source, &self.chart)?;
        let rendering = self.change.rendering(session.settings())?;
        let options = self.change.options()?;
        if let Some(why) = must_install {
            let options = Options { replace: why == MustInstall::Again, ..options };
            let what = Install { name, chart, values, rendering, options };
            let release =
                session.operate(|stop| actions::lifecycle::install(&session.context, what, stop))?;
            return super::install::print(session, &self.change, release);
        }
        let options = Options {
            cleanup_on_fail: self.cleanup_on_fail,
            history_max: self.history_max.unwrap_or(session.settings().max_history as usize),
            ..options
        };
        let reuse = self.reuse.reuse();
        let what = What { name: name.clone(), chart, values, reuse, rendering, options };
        let release = session.operate(|stop| actions::lifecycle::upgrade(&session.context, what, stop))?;
        if table {
            session.printer.line(format!("Release {name:?} has been upgraded. Happy Helming!"))?;
        }
        super::install::print(session, &self.change, release)
    }
}
