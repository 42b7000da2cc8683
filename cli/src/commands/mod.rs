//! One file per command: its arguments, whose comment is the manual, and a function that calls the action of
//! the same name and prints what comes back.

mod apply;
mod completion;
mod create;
mod dependency;
mod drift;
mod env;
mod form;
mod get;
mod history;
mod install;
mod lint;
mod list;
mod package;
mod plan;
mod pull;
mod push;
mod recover;
mod registry;
mod repo;
mod rollback;
mod search;
mod serve;
mod show;
mod status;
mod template;
mod test;
mod uninstall;
mod upgrade;
mod values;
mod verify;
mod version;

use std::ffi::OsString;

use clap::{Args, CommandFactory, Parser, Subcommand};

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
    Apply(apply::Apply),
    Completion(completion::Completion),
    Create(create::Create),
    #[command(visible_aliases = ["dep", "dependencies"])]
    Dependency(dependency::Dependency),
    Drift(drift::Drift),
    Env(env::Env),
    Form(form::Form),
    Get(get::Get),
    History(history::History),
    Install(Box<install::Install>),
    Lint(Box<lint::Lint>),
    List(list::List),
    Package(package::Package),
    Plan(plan::Plan),
    #[command(visible_alias = "fetch")]
    Pull(pull::Pull),
    Push(push::Push),
    Recover(recover::Recover),
    Registry(registry::Registry),
    Repo(repo::Repo),
    Rollback(rollback::Rollback),
    Search(search::Search),
    Serve(serve::Serve),
    #[command(visible_alias = "inspect")]
    Show(show::Show),
    Status(status::Status),
    Template(Box<template::Template>),
    Test(test::Test),
    Uninstall(uninstall::Uninstall),
    Upgrade(Box<upgrade::Upgrade>),
    Values(values::Values),
    Verify(verify::Verify),
    Version(version::Version),
}

impl Command {
    pub(crate) fn run(self, session: &Session) -> actions::Result<()> {
        match self {
            Self::Apply(command) => command.run(session),
            Self::Completion(command) => command.run(session),
            Self::Create(command) => command.run(session),
            Self::Dependency(command) => command.run(session),
            Self::Drift(command) => command.run(session),
            Self::Env(command) => command.run(session),
            Self::Form(command) => command.run(session),
            Self::Get(command) => command.run(session),
            Self::History(command) => command.run(session),
            Self::Install(command) => command.run(session),
            Self::Lint(command) => command.run(session),
            Self::List(command) => command.run(session),
            Self::Package(command) => command.run(session),
            Self::Plan(command) => command.run(session),
            Self::Pull(command) => command.run(session),
            Self::Push(command) => command.run(session),
            Self::Recover(command) => command.run(session),
            Self::Registry(command) => command.run(session),
            Self::Repo(command) => command.run(session),
            Self::Rollback(command) => command.run(session),
            Self::Search(command) => command.run(session),
            Self::Serve(command) => command.run(session),
            Self::Show(command) => command.run(session),
            Self::Status(command) => command.run(session),
            Self::Template(command) => command.run(session),
            Self::Test(command) => command.run(session),
            Self::Uninstall(command) => command.run(session),
            Self::Upgrade(command) => command.run(session),
            Self::Values(command) => command.run(session),
            Self::Verify(command) => command.run(session),
            Self::Version(command) => command.run(session),
        }
    }
}

/// The tree of commands under the name that we were called by.
pub(crate) fn root(invocation: &Invocation) -> clap::Command {
    Root::command().name(invocation.name()).bin_name(invocation.name())
}

/// The same without the commands that no argument names, since building all of them costs more than most
/// commands do; whole where none is named, so that help and suggestions know every command.
pub(crate) fn root_for(invocation: &Invocation, arguments: &[OsString]) -> clap::Command {
    let whole = root(invocation);
    let is_named = |name: &str| arguments.iter().any(|argument| argument == name);
    let named: Vec<clap::Command> = whole
        .get_subcommands()
        .filter(|command| is_named(command.get_name()) || command.get_all_aliases().any(is_named))
        .cloned()
        .collect();
    if named.is_empty() || is_named("help") {
        return whole;
    }
    GlobalFlags::augment_args(clap::Command::new(invocation.name()))
        .bin_name(invocation.name())
        .disable_version_flag(true)
        .subcommand_required(true)
        .subcommands(named)
}

/// A future that is given up after a while.
pub(crate) async fn in_time<T>(
    limit: std::time::Duration,
    future: impl Future<Output = actions::Result<T>>,
) -> actions::Result<T> {
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| {
        Err(actions::Failure::new(
            diagnostic::Kind::NotReady,
            format!("gave up after {} s", limit.as_secs_f64()),
        )
        .hint("give it longer with --timeout"))
    })
}
