use std::time::Duration;

use actions::{Failure, Result};
use clap::Args;
use release::operation::{RecoverOptions, Stuck};

use crate::args::{OutputFormat, parse_duration};
use crate::session::Session;
use crate::status_block::table;

/// Show and close operations that others left behind
///
/// Without a name it shows which revisions are pending or uninstalling, for how long, and who of rhumb works on them. With names
/// it closes these as failed, so that the next command goes on from what was deployed last; no object is touched. What
/// rhumb itself left behind needs no recovery: the next command closes it.
#[derive(Args)]
pub(crate) struct Recover {
    /// Names of releases to close
    releases: Vec<String>,

    /// Show those of all namespaces
    #[arg(short = 'A', long, conflicts_with = "releases")]
    all_namespaces: bool,

    /// Wait this long for another rhumb that is at work on the release
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "0s")]
    lock_timeout: Duration,

    /// Leave younger ones alone: Helm might still be at work on them
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "5m0s")]
    older_than: Duration,

    /// Print the result as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,
}

impl Recover {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        if self.releases.is_empty() {
            let found = session
                .operate(|stop| actions::lifecycle::stuck(&session.context, self.all_namespaces, stop))?;
            return session.printer.result(self.output, &found, || show(&found));
        }
        let options = RecoverOptions { older_than: self.older_than, lock_timeout: self.lock_timeout };
        let (mut closed, mut failures): (Vec<Stuck>, Vec<Failure>) = (vec![], vec![]);
        for name in &self.releases {
            let result =
                session.operate(|stop| actions::lifecycle::recover(&session.context, name, options, stop));
            match result {
                Ok(revisions) => closed.extend(revisions),
                Err(failure) => failures.push(failure),
            }
        }
        let result = match failures.into_iter().next() {
            Some(failure) => Err(failure),
            None => Ok(()),
        };
        if result.is_ok() || !closed.is_empty() {
            session.printer.result(self.output, &closed, || say(&closed))?;
        }
        result
    }
}

fn show(found: &[Stuck]) -> String {
    let titles = ["NAMESPACE", "NAME", "REVISION", "STATUS", "AGE", "RHUMB AT WORK"];
    let rows = found.iter().map(|stuck| {
        vec![
            stuck.namespace.clone(),
            stuck.name.clone(),
            stuck.revision.to_string(),
            stuck.status.clone(),
            release::event::seconds(Duration::from_secs(stuck.age)),
            stuck.holder.clone().unwrap_or_else(|| "-".into()),
        ]
    });
    table(&titles, rows, true)
}

fn say(closed: &[Stuck]) -> String {
    if closed.is_empty() {
        return "nothing was left behind\n".into();
    }
    let line = |stuck: &Stuck| {
        let age = release::event::seconds(Duration::from_secs(stuck.age));
        format!(
            "{}: revision {} was {} for {age}, closed as failed\n",
            stuck.name, stuck.revision, stuck.status
        )
    };
    closed.iter().map(line).collect()
}
