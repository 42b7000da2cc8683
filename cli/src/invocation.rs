//! Under which name we were called, and what that changes.

use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// How the process was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Invocation {
    /// Called through a link named `helm`: scripts look for Helm's exit code, messages and version.
    pub(crate) as_helm: bool,
}

impl Invocation {
    /// Looks at the name of the program.
    pub(crate) fn of_process() -> Self {
        let name = std::env::args_os().next().unwrap_or_default();
        let stem = Path::new(&name).file_stem().unwrap_or_default();
        Self { as_helm: stem == "helm" }
    }

    /// The name that usage texts show.
    pub(crate) fn name(self) -> &'static str {
        if self.as_helm { "helm" } else { "rhumb" }
    }

    /// Prints what is wrong with the arguments, or the help that was asked for.
    pub(crate) fn report_usage(self, error: &clap::Error) -> ExitCode {
        if !error.use_stderr() {
            // A closed pipe is the reader's choice.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        if self.as_helm {
            anstream::eprintln!("Error: {}", helms_words(error));
            return ExitCode::from(1);
        }
        let _ = error.print();
        ExitCode::from(2)
    }
}

/// What Helm's flag library says for the same mistake, where a script might look for it.
fn helms_words(error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let argument = text(ContextKind::InvalidArg).unwrap_or_default();
            match argument.strip_prefix("--") {
                Some(_) => format!("unknown flag: {argument}"),
                None => {
                    let letter = argument.trim_start_matches('-').chars().next().unwrap_or('-');
                    format!("unknown shorthand flag: '{letter}' in {argument}")
                }
            }
        }
        ErrorKind::InvalidSubcommand => {
            let name = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("unknown command {name:?} for \"helm\"\nRun 'helm --help' for usage.")
        }
        _ => error.to_string().trim_start_matches("error: ").trim_end().to_owned(),
    }
}
