use std::time::Duration;

use actions::Result;
use clap::Args;
use release::operation::{HookLog, TestOptions};

use crate::args::parse_duration;
use crate::session::Session;
use crate::status_block::{Shown, status_block};

/// Run the tests of a release
///
/// A test is a hook with the annotation `helm.sh/hook: test`.
#[derive(Args)]
pub(crate) struct Test {
    /// Name of the release
    release: String,

    /// Which tests to run: `name=TEST`, or `!name=TEST` for all but one; may be given several times
    #[arg(long, value_name = "FILTER", value_delimiter = ',')]
    filter: Vec<String>,

    /// Show the logs of the tests
    #[arg(long)]
    logs: bool,

    /// The longest that a test may take
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "5m0s")]
    timeout: Duration,
}

impl Test {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let named = |prefix: &str| -> Vec<String> {
            self.filter.iter().filter_map(|filter| filter.strip_prefix(prefix).map(str::to_owned)).collect()
        };
        let options = TestOptions {
            only: named("name="),
            without: [named("!name="), named("! name=")].concat(),
            logs: self.logs,
            timeout: self.timeout,
        };
        let tested = session
            .operate(|stop| actions::lifecycle::test(&session.context, &self.release, &options, stop))?;
        session
            .printer
            .data(&status_block(&tested.release, Shown { hide_notes: true, ..Shown::default() }))?;
        if self.logs {
            session.printer.line("")?;
            for HookLog { pod, container, lines } in &tested.logs {
                let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
                session.printer.data(&format!("POD LOGS: {pod} ({container})\n{lines}\n"))?;
            }
        }
        Ok(tested.outcome?)
    }
}
