//! One file per command: its arguments, whose comment is the manual, and a function that calls the action of
//! the same name and prints what comes back.

mod apply;
mod chart_change;
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

/// The commands, each with its name, its aliases and its arguments.
macro_rules! commands {
    ($($name:literal $(| $alias:literal)* => $variant:ident($arguments:ty),)+) => {
        #[derive(Subcommand)]
        pub(crate) enum Command {
            $(#[command(name = $name, visible_aliases = <[&'static str]>::iter(&[$($alias),*]).copied())] $variant($arguments),)+
        }

        impl Command {
            pub(crate) fn run(self, session: &Session) -> actions::Result<()> {
                match self {
                    $(Self::$variant(command) => command.run(session),)+
                }
            }

            /// The command of a name or alias, built without the others.
            fn named(name: &str) -> Option<clap::Command> {
                Some(match name {
                    $($name $(| $alias)* => {
                        let aliases: &[&'static str] = &[$($alias),*];
                        let command = clap::Command::new($name).visible_aliases(aliases.iter().copied());
                        <$arguments as Args>::augment_args(command)
                    })+
                    _ => return None,
                })
            }
        }
    };
}

commands! {
    "apply" => Apply(apply::Apply),
    "completion" => Completion(completion::Completion),
    "create" => Create(create::Create),
    "dependency" | "dep" | "dependencies" => Dependency(dependency::Dependency),
    "drift" => Drift(drift::Drift),
    "env" => Env(env::Env),
    "form" => Form(form::Form),
    "get" => Get(get::Get),
    "history" => History(history::History),
    "install" => Install(Box<install::Install>),
    "lint" => Lint(Box<lint::Lint>),
    "list" => List(list::List),
    "package" => Package(package::Package),
    "plan" => Plan(plan::Plan),
    "pull" | "fetch" => Pull(pull::Pull),
    "push" => Push(push::Push),
    "recover" => Recover(recover::Recover),
    "registry" => Registry(registry::Registry),
    "repo" => Repo(repo::Repo),
    "rollback" => Rollback(rollback::Rollback),
    "search" => Search(search::Search),
    "serve" => Serve(serve::Serve),
    "show" | "inspect" => Show(show::Show),
    "status" => Status(status::Status),
    "template" => Template(Box<template::Template>),
    "test" => Test(test::Test),
    "uninstall" => Uninstall(uninstall::Uninstall),
    "upgrade" => Upgrade(Box<upgrade::Upgrade>),
    "values" => Values(values::Values),
    "verify" => Verify(verify::Verify),
    "version" => Version(version::Version),
}

/// The tree of commands under the name that we were called by.
pub(crate) fn root(invocation: &Invocation) -> clap::Command {
    Root::command().name(invocation.name()).bin_name(invocation.name())
}

/// The same without the commands that no argument names, since building all of them costs more than most
/// commands do; whole where none is named, so that help and suggestions know every command.
pub(crate) fn root_for(invocation: &Invocation, arguments: &[OsString]) -> clap::Command {
    let words = || arguments.iter().filter_map(|argument| argument.to_str());
    let mut named: Vec<clap::Command> = vec![];
    for command in words().filter_map(Command::named) {
        if named.iter().all(|known| known.get_name() != command.get_name()) {
            named.push(command);
        }
    }
    if named.is_empty() || words().any(|word| word == "help") {
        return root(invocation);
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
