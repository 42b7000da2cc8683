use std::path::PathBuf;

use actions::{Failure, Lint as Options, LintReport, Result};
use clap::Args;
use diagnostic::{Kind, Severity};
use engine::ReleaseInfo;

use crate::args::{OfflineFlags, ValueFlags};
use crate::session::Session;

/// Tell everything that is wrong with charts
///
/// The messages on stdout are Helm's; the places of errors are shown on stderr.
#[derive(Args)]
pub(crate) struct Lint {
    /// Folders or archives of charts
    #[arg(default_value = ".")]
    charts: Vec<PathBuf>,

    /// Fail on warnings too
    #[arg(long)]
    strict: bool,

    /// Look at the charts below charts/ too
    #[arg(long)]
    with_subcharts: bool,

    /// Print warnings and errors only
    #[arg(long)]
    quiet: bool,

    #[command(flatten)]
    offline: OfflineFlags,

    #[command(flatten)]
    values: ValueFlags,
}

impl Lint {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let user = self.values.collect(session)?;
        let mut charts = self.charts.clone();
        if self.with_subcharts {
            for chart in &self.charts {
                subcharts(&chart.join("charts"), &mut charts);
            }
        }
        let (mut failed, mut any) = (0, false);
        for path in &charts {
            let release = ReleaseInfo::install("test-release", actions::namespace(session.settings()));
            let options = Options {
                path: path.clone(),
                user: user.clone(),
                render: self.offline.render(release, &[])?,
            };
            let report = actions::lint(&session.context, options);
            any |= report.has_warnings();
            failed += usize::from(report.is_failed(self.strict));
            if !self.quiet || report.has_warnings() {
                session.printer.data(&self.text(&path.display().to_string(), &report))?;
                if !session.printer.speaks_helm() {
                    let places = report.messages.iter().filter_map(|message| message.diagnostic.as_ref());
                    places
                        .chain(&report.advice)
                        .for_each(|diagnostic| session.printer.diagnostic(diagnostic));
                }
            }
        }
        let summary = format!("{} chart(s) linted, {failed} chart(s) failed", charts.len());
        if failed > 0 {
            return Err(Failure::new(Kind::Chart, summary));
        }
        if !self.quiet || any { session.printer.line(summary) } else { Ok(()) }
    }

    fn text(&self, path: &str, report: &LintReport) -> String {
        let mut text = format!("==> Linting {path}\n");
        if let Some(failure) = &report.failure {
            text.push_str(&format!("Error {}\n", failure.helm_text()));
        }
        for message in &report.messages {
            let severity = match message.severity {
                Severity::Info if self.quiet => continue,
                Severity::Info => "INFO",
                Severity::Warning => "WARNING",
                Severity::Error => "ERROR",
            };
            text.push_str(&format!("[{severity}] {}: {}\n", message.path, message.text));
        }
        text.push('\n');
        text
    }
}

/// Every chart below a folder, by name.
fn subcharts(folder: &std::path::Path, charts: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            subcharts(&path, charts);
        } else if name == "Chart.yaml" {
            charts.extend(path.parent().map(PathBuf::from));
        } else if name.ends_with(".tgz") || name.ends_with(".tar.gz") {
            charts.push(path);
        }
    }
}
