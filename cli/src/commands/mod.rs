//! One file per command: its arguments, whose comment is the manual, and a function that calls the action of
//! the same name and prints what comes back.

mod completion;
mod env;
mod registry;
mod version;

use clap::{CommandFactory, Parser, Subcommand};

use crate::args::GlobalFlags;
use crate::invocation::Invocation;
use crate::session::Session;

/// Charts, releases and a registry for Kubernetes in one binary
///
/// rhumb renders, installs and publishes charts. Every Helm chart and every Helm release comes along unchanged.
#[derive(Parser)]
#[command(name = "rhumb", disable_version_flag = true, arg_required_else_help = true)]
pub(crate) struct Root {
    #[command(flatten)]
    pub(crate) global: GlobalFlags,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Completion(completion::Completion),
    Env(env::Env),
    Registry(registry::Registry),
    Version(version::Version),
}

impl Command {
    pub(crate) fn run(self, session: &Session) -> actions::Result<()> {
        match self {
            Self::Completion(command) => command.run(session),
            Self::Env(command) => command.run(session),
            Self::Registry(command) => command.run(session),
            Self::Version(command) => command.run(session),
        }
    }
}

/// The tree of commands under the name that we were called by.
pub(crate) fn root(invocation: &Invocation) -> clap::Command {
    Root::command().name(invocation.name()).bin_name(invocation.name())
}
