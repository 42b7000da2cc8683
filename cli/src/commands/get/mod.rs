//! What the record of a release holds, one part per file.

mod metadata;
mod values;

use actions::Result;
use clap::{Args, Subcommand};
use release::record::Release;

use crate::session::Session;
use crate::status_block::{Shown, hooks, status_block};

/// Show what the record of a release holds
#[derive(Args)]
pub(crate) struct Get {
    #[command(subcommand)]
    part: Part,
}

#[derive(Subcommand)]
enum Part {
    /// Everything
    All {
        #[command(flatten)]
        which: Which,

        /// Print what this Go template makes of it: `{{ .Release.Info.Status }}`
        #[arg(long, value_name = "TEMPLATE")]
        template: Option<String>,
    },
    /// The hooks
    Hooks {
        #[command(flatten)]
        which: Which,
    },
    /// The rendered documents
    Manifest {
        #[command(flatten)]
        which: Which,
    },
    /// What is known about the release
    Metadata(metadata::Metadata),
    /// The notes
    Notes {
        #[command(flatten)]
        which: Which,
    },
    /// The values
    Values(values::Values),
}

/// Which revision of which release.
#[derive(Args)]
struct Which {
    /// Name of the release
    release: String,

    /// Revision to show; the newest one otherwise
    #[arg(long, value_name = "N")]
    revision: Option<u32>,
}

impl Which {
    fn read(&self, session: &Session) -> Result<Release> {
        session.operate(|stop| {
            actions::lifecycle::get_release(&session.context, &self.release, self.revision, stop)
        })
    }
}

impl Get {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        match self.part {
            Part::All { which, template } => {
                let release = which.read(session)?;
                if let Some(template) = template.filter(|template| !template.is_empty()) {
                    let text = actions::lifecycle::format_release(&release, &template, &Session::now())?;
                    return session.printer.data(&text);
                }
                let user = values::yaml(&release.config)?;
                let computed = values::yaml_of(&actions::lifecycle::computed_values(&release)?)?;
                let shown = Shown {
                    chart: true,
                    everything: Some(&computed),
                    user_values: &user,
                    ..Shown::default()
                };
                session.printer.data(&status_block(&release, shown))
            }
            Part::Hooks { which } => session.printer.data(&hooks(&which.read(session)?)),
            Part::Manifest { which } => session.printer.line(which.read(session)?.manifest),
            Part::Metadata(command) => command.run(session),
            Part::Notes { which } => {
                let notes = which.read(session)?.info.notes;
                if notes.is_empty() { Ok(()) } else { session.printer.data(&format!("NOTES:\n{notes}\n")) }
            }
            Part::Values(command) => command.run(session),
        }
    }
}
