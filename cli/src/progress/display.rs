//! In which way work in progress is shown.

use std::io::{self, IsTerminal};

use clap::ValueEnum;

/// `--events`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EventsFormat {
    /// A tree on a terminal, lines elsewhere
    Auto,
    /// A line for each change
    Lines,
    /// A JSON object for each event, one per line
    Json,
    /// Nothing but warnings and errors
    None,
}

/// In which way work in progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Display {
    /// Not at all, but for warnings and the logs of hooks.
    Silent,
    /// As a line for each change.
    Lines,
    /// As a tree that is drawn again and again.
    Tree,
    /// As JSON.
    Json,
}

impl Display {
    /// What the flag asks for. Helm is silent while it works, and scripts that call us so may look at stderr.
    pub(crate) fn of(flag: Option<EventsFormat>, as_helm: bool) -> Self {
        match flag {
            Some(EventsFormat::Json) => Self::Json,
            Some(EventsFormat::Lines) => Self::Lines,
            Some(EventsFormat::None) => Self::Silent,
            None if as_helm => Self::Silent,
            None | Some(EventsFormat::Auto) if draws() => Self::Tree,
            None | Some(EventsFormat::Auto) => Self::Lines,
        }
    }
}

/// Whether a tree can be drawn: a dumb terminal cannot move its cursor.
fn draws() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !dumb
}
