use actions::Result;
use clap::Args;
use release::record::Time;
use serde::Serialize;

use crate::args::OutputFormat;
use crate::session::Session;
use crate::status_block::table;

/// Show the revisions of a release
#[derive(Args)]
#[command(visible_alias = "hist")]
pub(crate) struct History {
    /// Name of the release
    release: String,

    /// How many revisions to show at most, the newest
    #[arg(long, value_name = "N", default_value_t = 256)]
    max: usize,

    /// Print the result as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,

    /// Show the revision that a rollback went back to
    #[arg(long)]
    show_rollback_revision: bool,
}

/// A revision as Helm prints it.
#[derive(Serialize)]
struct Element {
    revision: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<Time>,
    status: String,
    chart: String,
    app_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rollback_revision: Option<u32>,
    description: String,
}

impl History {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let found = session
            .operate(|stop| actions::lifecycle::history(&session.context, &self.release, self.max, stop))?;
        let elements: Vec<Element> = found
            .into_iter()
            .map(|revision| Element {
                revision: revision.version,
                updated: revision.info.last_deployed.clone(),
                status: revision.info.status.to_string(),
                chart: revision.chart_name(),
                app_version: revision.app_version().to_owned(),
                rollback_revision: (revision.info.rollback_revision > 0)
                    .then_some(revision.info.rollback_revision),
                description: revision.info.description,
            })
            .collect();
        session.printer.result(self.output, &elements, || self.table(&elements))
    }

    fn table(&self, elements: &[Element]) -> String {
        let mut titles = vec!["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"];
        if self.show_rollback_revision {
            titles.insert(5, "ROLLBACK");
        }
        let rows = elements.iter().map(|element| {
            let updated = element.updated.as_ref().and_then(Time::ansic);
            let mut row = vec![
                element.revision.to_string(),
                updated.unwrap_or_else(|| "Mon Jan  1 00:00:00 0001".into()),
                element.status.clone(),
                element.chart.clone(),
                element.app_version.clone(),
                element.description.clone(),
            ];
            if self.show_rollback_revision {
                let revision = element.rollback_revision.map(|revision| revision.to_string());
                row.insert(5, revision.unwrap_or_default());
            }
            row
        });
        table(&titles, rows, true)
    }
}
