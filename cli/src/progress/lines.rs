//! How an operation on a release goes on, on stderr: a line that changes on a terminal, a line for each change elsewhere.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use release::Event;
use release::event::Stage;

use crate::printer::Printer;

impl Printer {
    /// Shows an event of a release.
    pub(crate) fn release(&self, event: &Event) {
        match event {
            Event::Warning { message } => self.note(format!("warning: {message}")),
            Event::Log { pod, container, line } => self.note(format!("{pod} {container} | {line}")),
            // What went wrong is shown with the failure that it ends in.
            Event::Diagnosed { .. } | Event::Planned { .. } => {}
            // Helm is silent while it works, and scripts may look at stderr.
            _ if self.is_quiet() => {}
            _ => {
                if let Some(line) = line(event) {
                    self.step(&line);
                }
            }
        }
    }

    /// Takes away what a terminal shows of work that has ended.
    pub(crate) fn finish(&self) {
        if let Ok(mut progress) = self.progress.lock()
            && let Some(bar) = progress.take()
        {
            bar.finish_and_clear();
        }
    }

    /// Shows what is being done: in the place of what was shown before, where that is possible.
    fn step(&self, line: &str) {
        if !io::stderr().is_terminal() {
            self.note(line);
            return;
        }
        let Ok(mut progress) = self.progress.lock() else { return };
        let bar = progress.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{spinner} {elapsed} {msg}");
            let bar = ProgressBar::new_spinner()
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        bar.set_message(line.to_owned());
    }
}

/// What is said about an event; nothing where it says too little.
fn line(event: &Event) -> Option<String> {
    Some(match event {
        Event::Stage { stage: Stage::Wait, objects } => format!("waiting for {objects} object(s)"),
        Event::Stage { stage: Stage::Rollback, .. } => "going back".to_owned(),
        Event::Stage { stage: Stage::Definitions, objects } => format!("creating {objects} definition(s)"),
        Event::Progress { object, ready: true, .. } => format!("{object} is ready"),
        Event::Progress { object, message, .. } => format!("{object}: {message}"),
        Event::Hook { on, object, phase } => format!("{on} hook {object}: {}", phase.to_lowercase()),
        _ => return None,
    })
}
