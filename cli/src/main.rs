//! The binary `rhumb`: arguments become actions, and what they return is printed.
//!
//! This is the only crate that prints, reads the environment or ends the process.
//!
//! | file | holds |
//! |---|---|
//! | `helm_usage` | what Helm says of wrong arguments |
//! | `invocation` | under which name we were called, and what that changes |
//! | `local_time` | the machine's time zone |
//! | `environment` | variables and global flags become [`actions::Settings`] |
//! | `args/` | groups of flags that several commands share |
//! | `commands/` | one file per command: its arguments, whose comment is the manual, and a function |
//! | `plan_text` | a plan as people read it |
//! | `printer` | stdout is data, stderr is the rest |
//! | `progress/` | how work goes on |
//! | `session` | what a command is handed |
//! | `status_block` | a release as several commands print it |
//! | `table` | tables as Helm prints them |

#![expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]

mod args;
mod commands;
mod environment;
mod helm_usage;
mod invocation;
mod local_time;
mod plan_text;
mod printer;
mod progress;
mod session;
mod status_block;
mod table;

use std::process::ExitCode;

use clap::FromArgMatches;

use crate::invocation::Invocation;
use crate::printer::Printer;
use crate::session::Session;

fn main() -> ExitCode {
    let invocation = Invocation::of_process();
    let arguments: Vec<_> = std::env::args_os().collect();
    let command = args::go_flag_forms(commands::root_for(&invocation, &arguments));
    let parsed = command
        .try_get_matches_from(&arguments)
        .and_then(|matches| commands::Root::from_arg_matches(&matches));
    let root = match parsed {
        Ok(root) => root,
        Err(error) => return invocation.report_usage(&error, &arguments),
    };
    let printer = Printer::new(&root.global, &invocation);
    let session = Session::new(&root.global, &invocation, printer);
    match root.command.run(&session) {
        Ok(()) => ExitCode::from(session.exit_code.get()),
        Err(failure) => session.printer.failure(&failure, &invocation),
    }
}
