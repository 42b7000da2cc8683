use std::path::{Path, PathBuf};

use actions::Result;
use clap::{Args, Subcommand};

use crate::args::TransportFlags;
use crate::session::Session;
use crate::table::Table;

/// Fetch the charts that a chart depends on
#[derive(Args)]
pub(crate) struct Dependency {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Build(Build),
    #[command(visible_alias = "ls")]
    List(List),
    #[command(visible_alias = "up")]
    Update(Update),
}

impl Dependency {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        match self.command {
            Command::Build(command) => command.run(session),
            Command::List(command) => command.run(session),
            Command::Update(command) => command.run(session),
        }
    }
}

/// Fetch the versions that Chart.lock names
#[derive(Args)]
struct Build {
    #[command(flatten)]
    how: How,
}

/// Choose the newest versions that Chart.yaml allows, fetch them and write Chart.lock
#[derive(Args)]
struct Update {
    #[command(flatten)]
    how: How,
}

#[derive(Args)]
struct How {
    /// Folder of the chart
    #[arg(default_value = ".")]
    chart: PathBuf,

    /// Do not fetch the indexes of the named repositories
    #[arg(long)]
    skip_refresh: bool,

    /// Check the provenance of what is fetched
    #[arg(long)]
    verify: bool,

    /// Public keys for --verify
    #[arg(long, value_name = "FILE")]
    keyring: Option<PathBuf>,

    #[command(flatten)]
    transport: TransportFlags,
}

impl How {
    fn options(&self) -> actions::DependencyUpdate {
        actions::DependencyUpdate {
            path: self.chart.clone(),
            skip_refresh: self.skip_refresh,
            verify: self.verify,
            keyring: self.keyring.clone(),
            transport: self.transport.transport(),
            credentials: self.transport.credentials(),
        }
    }
}

impl Build {
    fn run(self, session: &Session) -> Result<()> {
        let lines = session.block_on(actions::dependency_build(&session.context, &self.how.options()))?;
        session.printer.data(&lines)
    }
}

impl Update {
    fn run(self, session: &Session) -> Result<()> {
        let lines = session.block_on(actions::dependency_update(&session.context, &self.how.options()))?;
        session.printer.data(&lines)
    }
}

/// Fetches the dependencies of a chart before something else is done with it, and says nothing.
pub(super) fn update_before(session: &Session, chart: &Path, transport: &TransportFlags) -> Result<()> {
    let options = actions::DependencyUpdate {
        path: chart.to_owned(),
        transport: transport.transport(),
        credentials: transport.credentials(),
        ..actions::DependencyUpdate::default()
    };
    session.block_on(actions::dependency_update(&session.context, &options)).map(drop)
}

/// Fetches the dependencies of a chart's folder if some are missing.
pub(super) fn update_if_missing(session: &Session, chart: &str, transport: &TransportFlags) -> Result<()> {
    let folder = session.settings().working_dir.join(chart);
    if folder.is_dir() && !chart::Chart::load(&folder)?.missing_dependencies().is_empty() {
        update_before(session, Path::new(chart), transport)?;
    }
    Ok(())
}

/// List what a chart depends on, and whether it is there
#[derive(Args)]
struct List {
    /// Folder or archive of the chart
    #[arg(default_value = ".")]
    chart: PathBuf,

    /// Longest cell of the table
    #[arg(long, value_name = "CHARACTERS", default_value_t = 80)]
    max_col_width: usize,
}

impl List {
    fn run(self, session: &Session) -> Result<()> {
        let list = actions::dependency_list(&session.context, &self.chart)?;
        if list.rows.is_empty() {
            let charts = clean(&self.chart.join("charts"));
            return session.printer.line(format!("WARNING: no dependencies at {charts}"));
        }
        let mut table = Table::new(&["NAME", "VERSION", "REPOSITORY", "STATUS"], self.max_col_width);
        for row in list.rows {
            table.row([row.name, row.version, row.repository, row.status.to_owned()]);
        }
        let mut text = table.print();
        text.push('\n');
        for path in &list.not_charts {
            text.push_str(&format!("WARNING: {:?} is not a chart.\n", clean(path)));
        }
        for path in &list.not_asked_for {
            text.push_str(&format!("WARNING: {:?} is not in Chart.yaml.\n", clean(path)));
        }
        session.printer.data(&text)
    }
}

/// A path without needless `.` parts, as Go's `filepath.Join` gives it.
fn clean(path: &Path) -> String {
    path.components()
        .filter(|part| *part != std::path::Component::CurDir)
        .collect::<PathBuf>()
        .display()
        .to_string()
}
