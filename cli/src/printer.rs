//! What is shown: stdout is data, stderr is the rest.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;

use actions::{Event, Events, Failure};
use diagnostic::{Diagnostic, Kind, Severity, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::{GlobalFlags, OutputFormat};
use crate::invocation::Invocation;

/// Prints. Everything is readable without colour, and progress is drawn on a terminal only.
pub(crate) struct Printer {
    style: Style,
    helm_errors: bool,
    debug: bool,
    quiet: bool,
    pub(crate) progress: Mutex<Option<ProgressBar>>,
}

impl Printer {
    pub(crate) fn new(global: &GlobalFlags, invocation: &Invocation) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let wanted = global.color.clone().or_else(|| variable("HELM_COLOR"));
        let colored = match wanted.as_deref() {
            Some("always") => true,
            Some("never") => false,
            _ => variable("NO_COLOR").is_none() && io::stderr().is_terminal(),
        };
        Self {
            style: if colored { Style::Colored } else { Style::Plain },
            helm_errors: global.helm_errors || invocation.as_helm,
            debug: global.debug
                || variable("HELM_DEBUG").is_some_and(|value| value != "false" && value != "0"),
            quiet: invocation.as_helm,
            progress: Mutex::new(None),
        }
    }

    /// Whether nothing is told of work that goes well.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes data to stdout as it is.
    pub(crate) fn data(&self, text: &str) -> actions::Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            // The reader has had enough: that is no failure of ours.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(Failure::io("cannot write to stdout", &error)),
        }
    }

    /// Writes a line of data to stdout.
    pub(crate) fn line(&self, text: impl AsRef<str>) -> actions::Result<()> {
        self.data(&format!("{}\n", text.as_ref()))
    }

    /// Writes a serialisable result as JSON or YAML, or what `table` makes of it.
    pub(crate) fn result<T: serde::Serialize>(
        &self,
        format: OutputFormat,
        value: &T,
        table: impl FnOnce() -> String,
    ) -> actions::Result<()> {
        let broken =
            |error: &dyn std::fmt::Display| Failure::new(Kind::Internal, format!("cannot print: {error}"));
        match format {
            OutputFormat::Table => self.data(&table()),
            OutputFormat::Json => {
                self.line(as_go_json(&serde_json::to_string(value).map_err(|e| broken(&e))?))
            }
            OutputFormat::Yaml => {
                let text = serde_json::to_string(value).map_err(|e| broken(&e))?;
                let node =
                    yaml::parse_json(&diagnostic::Source::file("result", text)).map_err(|e| broken(&e))?;
                self.data(&yaml::to_yaml(&node).map_err(|e| broken(&e))?)
            }
        }
    }

    /// Writes a line to stderr.
    pub(crate) fn note(&self, text: impl AsRef<str>) {
        self.above_progress(|| anstream::eprintln!("{}", text.as_ref()));
    }

    /// Whether errors are told in Helm's words.
    pub(crate) fn speaks_helm(&self) -> bool {
        self.helm_errors
    }

    /// Writes a diagnostic to stderr; a mere fact only to those who want to know more.
    pub(crate) fn diagnostic(&self, diagnostic: &Diagnostic) {
        if diagnostic.severity == Severity::Info && !self.debug {
            return;
        }
        self.note(diagnostic::render(diagnostic, self.style));
    }

    /// Writes what a command failed on, and gives the exit code.
    pub(crate) fn failure(&self, failure: &Failure, invocation: &Invocation) -> ExitCode {
        if let Ok(mut progress) = self.progress.lock()
            && let Some(bar) = progress.take()
        {
            bar.finish_and_clear();
        }
        if self.helm_errors {
            self.note(format!("Error: {}", failure.helm_text()));
        } else {
            for diagnostic in &failure.diagnostics {
                self.diagnostic(diagnostic);
            }
        }
        ExitCode::from(if invocation.as_helm { 1 } else { failure.kind().exit_code() })
    }

    fn above_progress(&self, print: impl FnOnce()) {
        match self.progress.lock() {
            Ok(guard) if guard.is_some() => {
                if let Some(bar) = guard.as_ref() {
                    bar.suspend(print);
                }
            }
            _ => print(),
        }
    }

    fn transfer(&self, what: &str, total: Option<u64>) {
        if !io::stderr().is_terminal() {
            return;
        }
        let bar = match total {
            Some(bytes) => ProgressBar::new(bytes).with_style(
                ProgressStyle::with_template("{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            ),
            None => ProgressBar::new_spinner(),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.set_prefix(what.to_owned());
        if let Ok(mut progress) = self.progress.lock() {
            *progress = Some(bar);
        }
    }
}

/// Go escapes these in every string; outside strings they do not occur.
fn as_go_json(text: &str) -> String {
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

impl Events for Printer {
    fn emit(&self, event: Event) {
        match event {
            Event::Note { message } => self.note(message),
            Event::Warning { diagnostic, .. } => self.diagnostic(&diagnostic),
            Event::Release(event) => self.release(&event),
            Event::TransferStarted { what, total } => self.transfer(&what, total),
            Event::TransferProgress { done, .. } => {
                if let Ok(progress) = self.progress.lock()
                    && let Some(bar) = progress.as_ref()
                {
                    bar.set_position(done);
                }
            }
            Event::TransferFinished { .. } => {
                if let Ok(mut progress) = self.progress.lock()
                    && let Some(bar) = progress.take()
                {
                    bar.finish_and_clear();
                }
            }
            _ => {}
        }
    }
}
