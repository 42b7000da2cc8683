//! What developers and CI run: `cargo xtask --help`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a program for people: it says what it does"
)]

mod bench;
mod bless;
mod children;
mod cluster;
mod fuzz;
mod layout;
mod parity;
mod references;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What developers and CI run.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Xtask {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Test(test::Arguments),
    Bench(bench::Arguments),
    Bless(bless::Arguments),
    Cluster(cluster::Arguments),
    Fuzz(fuzz::Arguments),
    Layout(layout::Arguments),
    Parity(parity::Arguments),
    References(references::Arguments),
    #[command(hide = true)]
    Measure(bench::Measured),
}

fn main() -> ExitCode {
    let result = children::end_with_this_process().and_then(|()| match Xtask::parse().task {
        Task::Test(arguments) => test::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Bless(arguments) => bless::run(&arguments),
        Task::References(arguments) => references::run(&arguments),
        Task::Parity(arguments) => parity::run(&arguments),
        Task::Measure(arguments) => bench::measure(&arguments),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Layout(arguments) => layout::run(&arguments),
        Task::Cluster(arguments) => cluster::run(&arguments),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
