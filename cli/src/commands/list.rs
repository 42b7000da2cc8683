use actions::Result;
use actions::lifecycle::List as Options;
use clap::Args;
use release::record::{Status, Summary};
use serde::Serialize;

use crate::args::OutputFormat;
use crate::session::Session;
use crate::status_block::table;

/// List releases
///
/// Shows the newest revision of each release, whatever its state. Only the namespace that is meant is searched, unless
/// `--all-namespaces` is given.
#[derive(Args)]
#[command(visible_alias = "ls")]
pub(crate) struct List {
    /// Search all namespaces
    #[arg(short = 'A', long)]
    all_namespaces: bool,

    /// Sort by date, the oldest first
    #[arg(short, long)]
    date: bool,

    /// Show deployed releases; states add up, and without any all are shown
    #[arg(long)]
    deployed: bool,

    /// Show failed releases
    #[arg(long)]
    failed: bool,

    /// Show pending releases
    #[arg(long)]
    pending: bool,

    /// Show superseded revisions
    #[arg(long)]
    superseded: bool,

    /// Show uninstalled releases, whose history was kept
    #[arg(long)]
    uninstalled: bool,

    /// Show releases that are being uninstalled
    #[arg(long)]
    uninstalling: bool,

    /// Regular expression that names must match
    #[arg(short, long, value_name = "REGEX")]
    filter: Option<String>,

    /// How many releases to show at most; 0 shows all
    #[arg(short, long, value_name = "N", default_value_t = 256)]
    max: usize,

    /// How many releases to leave out at the beginning
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,

    /// Print no titles
    #[arg(long)]
    no_headers: bool,

    /// Print the result as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,

    /// Reverse the order
    #[arg(short, long)]
    reverse: bool,

    /// Label selector over the labels given with `--labels`
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    selector: Option<String>,

    /// Print names only
    #[arg(short = 'q', long)]
    short: bool,

    /// Format of times, as Go's time package has it
    #[arg(long, value_name = "LAYOUT")]
    time_format: Option<String>,
}

/// A release as Helm lists it; the revision is a text there.
#[derive(Serialize)]
struct Element {
    name: String,
    namespace: String,
    revision: String,
    updated: String,
    status: String,
    chart: String,
    app_version: String,
}

impl List {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let options = Options {
            all_namespaces: self.all_namespaces,
            states: self.states(),
            filter: self.filter,
            selector: self.selector,
            by_date: self.date,
            reverse: self.reverse,
            offset: self.offset,
            max: self.max,
        };
        let found = session.operate(|stop| actions::lifecycle::list(&session.context, &options, stop))?;
        let layout = self.time_format.as_deref();
        let elements: Vec<Element> = found.iter().map(|summary| element(summary, layout)).collect();
        if self.short {
            let names: Vec<&str> = elements.iter().map(|element| element.name.as_str()).collect();
            return session
                .printer
                .result(self.output, &names, || names.iter().map(|name| format!("{name}\n")).collect());
        }
        session.printer.result(self.output, &elements, || {
            let titles = ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"];
            let rows = elements.iter().map(|element| {
                let Element { name, namespace, revision, updated, status, chart, app_version } = element;
                [name, namespace, revision, updated, status, chart, app_version].map(Clone::clone).to_vec()
            });
            table(&titles, rows, !self.no_headers)
        })
    }

    fn states(&self) -> Vec<Status> {
        [
            (self.deployed, &[Status::Deployed][..]),
            (self.failed, &[Status::Failed]),
            (self.pending, &[Status::PendingInstall, Status::PendingUpgrade, Status::PendingRollback]),
            (self.superseded, &[Status::Superseded]),
            (self.uninstalled, &[Status::Uninstalled]),
            (self.uninstalling, &[Status::Uninstalling]),
        ]
        .into_iter()
        .filter(|(wanted, _)| *wanted)
        .flat_map(|(_, states)| states.to_vec())
        .collect()
    }
}

fn element(summary: &Summary, layout: Option<&str>) -> Element {
    let updated = summary.info.last_deployed.as_ref().and_then(|time| match layout {
        Some(layout) => time.zoned().map(|zoned| actions::lifecycle::go_time(&zoned, layout)),
        None => time.go_string(),
    });
    Element {
        name: summary.name.clone(),
        namespace: summary.namespace.clone(),
        revision: summary.version.to_string(),
        updated: updated.unwrap_or_else(|| "-".into()),
        status: summary.info.status.to_string(),
        chart: summary.chart_name(),
        app_version: summary.app_version().to_owned(),
    }
}
