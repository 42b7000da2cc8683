//! Under which name we were called, and what that changes.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::{args, commands, helm_usage};

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
    pub(crate) fn report_usage(self, error: &clap::Error, arguments: &[OsString]) -> ExitCode {
        if !error.use_stderr() {
            // A closed pipe is the reader's choice.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        if self.as_helm {
            // A command of which nothing but its family was named explains itself.
            if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
                anstream::print!("{}", error.render().ansi());
                return ExitCode::SUCCESS;
            }
            let root = args::go_flag_forms(commands::root_for(&self, arguments));
            anstream::eprintln!("Error: {}", helm_usage::words(error, &root, arguments));
            return ExitCode::from(1);
        }
        let _ = error.print();
        ExitCode::from(2)
    }
}
