//! What is shown: stdout is data, stderr is the rest.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use actions::{Event, Events, Failure};
use diagnostic::{Diagnostic, Kind, Severity, Style};

use crate::args::{GlobalFlags, OutputFormat};
use crate::invocation::Invocation;
use crate::progress::{Display, Screen, event_line, failure_line, line};

/// Prints. Everything is readable without colour, and progress is drawn on a terminal only.
pub(crate) struct Printer {
    style: Style,
    helm_errors: bool,
    debug: bool,
    display: Display,
    screen: Screen,
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
            display: Display::of(global.events, invocation.as_helm),
            screen: Screen::default(),
        }
    }

    /// Writes data to stdout as it is.
    pub(crate) fn data(&self, text: &str) -> actions::Result<()> {
        let mut out = io::stdout().lock();
        written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }

    /// The same for what comes in pieces.
    pub(crate) fn pieces(&self, pieces: &manifest::Printed) -> actions::Result<()> {
        let mut out = io::BufWriter::with_capacity(WRITTEN_AT_ONCE, io::stdout().lock());
        written(pieces.write_to(&mut out).and_then(|()| out.flush()))
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
        self.screen.above(|| anstream::eprintln!("{}", text.as_ref()));
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

    /// Takes away what a terminal shows of work that has ended.
    pub(crate) fn finish(&self) {
        self.screen.clear();
    }

    /// Writes what a command failed on, and gives the exit code.
    pub(crate) fn failure(&self, failure: &Failure, invocation: &Invocation) -> ExitCode {
        self.finish();
        if let Some(text) = &failure.printed {
            // A reader who is gone cannot be told.
            _ = self.data(text);
        }
        let exit_code = if invocation.as_helm { 1 } else { failure.kind().exit_code() };
        if self.display == Display::Json {
            self.note(failure_line(failure, exit_code));
            return ExitCode::from(exit_code);
        }
        if self.helm_errors {
            self.note(format!("Error: {}", failure.helm_text()));
        } else {
            for diagnostic in &failure.diagnostics {
                self.diagnostic(diagnostic);
            }
        }
        ExitCode::from(exit_code)
    }

    /// Shows an event of a release.
    fn release(&self, event: &release::Event) {
        use release::Event;
        match event {
            Event::Warning { message } => self.note(format!("warning: {message}")),
            Event::Log { pod, container, line } => self.note(format!("{pod} {container} | {line}")),
            // What went wrong is shown with the failure that it ends in.
            Event::Diagnosed { .. } => {}
            _ => match self.display {
                Display::Silent | Display::Json => {}
                Display::Tree => self.screen.tree(event),
                Display::Lines => line(event).into_iter().for_each(|line| self.note(line)),
            },
        }
    }
}

/// How many bytes of what comes in pieces go to stdout at once.
const WRITTEN_AT_ONCE: usize = 64 * 1024;

/// What came of writing to stdout.
fn written(result: io::Result<()>) -> actions::Result<()> {
    match result {
        Ok(()) => Ok(()),
        // The reader has had enough: that is no failure of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::io("cannot write to stdout", &error)),
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
        if self.display == Display::Json {
            event_line(&event).into_iter().for_each(|line| self.note(line));
            return;
        }
        let on_terminal = self.display == Display::Tree;
        match event {
            Event::Note { message } => self.note(message),
            Event::Warning { diagnostic, .. } => self.diagnostic(&diagnostic),
            Event::Release(event) => self.release(&event),
            Event::TransferStarted { what, total } if on_terminal => self.screen.transfer(&what, total),
            Event::TransferProgress { done, .. } => self.screen.transferred(done),
            Event::TransferFinished { .. } => self.screen.clear(),
            _ => {}
        }
    }

    fn wants_pods(&self) -> bool {
        self.display != Display::Silent
    }
}
