use actions::Result;
use actions::lifecycle::Install as What;
use clap::Args;
use release::operation::Options;
use release::record::Release;

use crate::args::{ChangeFlags, OutputFormat, ReleaseName, SourceFlags, ValueFlags};
use crate::session::Session;
use crate::status_block::{Shown, release_json, status_block, without_secrets};

/// Install a chart
///
/// The chart is rendered against the cluster, the cluster tries every object, and only then anything is changed.
#[derive(Args)]
pub(crate) struct Install {
    #[command(flatten)]
    name: ReleaseName,

    /// Take a name whose release failed, or was uninstalled with its history kept
    #[arg(long)]
    replace: bool,

    #[command(flatten)]
    change: ChangeFlags,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,
}

impl Install {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let (name, reference) = self.name.resolve("")?;
        let values = self.values.collect(session)?;
        if self.change.dependency_update {
            super::dependency::update_if_missing(session, &reference, &self.source.transport)?;
        }
        let chart = session.chart(&self.source, &reference)?;
        let what = What {
            name,
            chart,
            values,
            rendering: self.change.rendering(session.settings())?,
            options: Options { replace: self.replace, ..self.change.options()? },
        };
        let release = session.operate(|stop| actions::lifecycle::install(&session.context, what, stop))?;
        print(session, &self.change, release)
    }
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
