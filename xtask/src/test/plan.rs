//! The stages and their order.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

use super::count::Count;
use super::deny;
use super::parts::{Cluster, Meanwhile, cluster, others};
use super::stage::{Stage, counted};
use crate::workspace::{Build, cargo, rhumb, root, run as run_command};
use crate::{fuzz, references};

/// Everything that must pass before anything lands: formatting, lints, dependencies, all tests.
///
/// The first run builds a control plane and compiles every dependency: about half an hour on two cores.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Leave out what needs a control plane, Helm or a registry.
    #[arg(long)]
    fast: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let start = Instant::now();
    let mut stages =
        vec![Stage::run("formatting", |_| run_command(&mut cargo(&["fmt", "--all", "--check"])))];
    if arguments.fast {
        stages.push(Stage::run("lints", |_| lints()));
        stages.push(Stage::run("tests", fast_tests));
    } else {
        full(&mut stages);
    }
    close(&stages, start)
}

/// The order matters on two cores: what is downloaded and built by Go comes up while cargo compiles.
fn full(stages: &mut Vec<Stage>) {
    let cluster = cluster();
    stages.push(Stage::run("lints", |_| lints()));
    // Cargo compiles two things at once badly: the tests' dependencies first, then the checker.
    stages.push(Stage::run("compiling the tests", |_| {
        run_command(&mut cargo(&["test", "--workspace", "--no-run", "--quiet"]))
    }));
    let deny = Meanwhile::make(deny::program);
    let mut binary = None;
    stages.push(Stage::run("compiling rhumb", |_| {
        binary = Some(rhumb(Build::Release)?);
        Ok(())
    }));
    stages.push(Stage::run("references", |_| match &binary {
        Some(binary) => references::check(binary),
        None => bail!("there is no binary to ask"),
    }));
    stages.push(Stage::run("dependencies", |_| deny::check(&deny.get()?)));
    let mut plane: Option<Cluster> = None;
    stages.push(Stage::run("control plane", |_| {
        plane = Some(cluster.get()?);
        // Only now: two large builds of Go at once starve cargo.
        others().get()
    }));
    stages.push(Stage::run("tests", |count| {
        let mut tests = cargo(&["test", "--workspace", "--no-fail-fast"]);
        if let Some(plane) = &plane {
            tests.env("RHUMB_TESTBED_KUBECONFIG", &plane.kubeconfig);
        }
        if let Some(binary) = &binary {
            tests.env("RHUMB_BINARY", binary);
        }
        counted(&mut tests, count)
    }));
    stages.push(Stage::run("fuzzing", |_| fuzz::run(&fuzz::SHORT)));
}

fn lints() -> Result<()> {
    run_command(&mut cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "--deny",
        "warnings",
    ]))
}

/// Without the integration tests of crates that use the test bed, and without those that cross crates.
fn fast_tests(count: &mut Count) -> Result<()> {
    let users = users_of_the_test_bed()?;
    let mut others: Command = cargo(&["test", "--workspace", "--no-fail-fast"]);
    let mut units: Command = cargo(&["test", "--no-fail-fast", "--lib", "--bins"]);
    for package in &users {
        others.args(["--exclude", package]);
        units.args(["--package", package]);
    }
    let first = counted(&mut others, count);
    counted(&mut units, count).and(first)
}

/// The test bed and the packages that depend on it.
fn users_of_the_test_bed() -> Result<BTreeSet<String>> {
    let mut command = cargo_metadata::MetadataCommand::new();
    let metadata = command.manifest_path(root().join("Cargo.toml")).no_deps().exec()?;
    let uses = |package: &cargo_metadata::Package| {
        package.name.as_str() == "testbed"
            || package.dependencies.iter().any(|dependency| dependency.name == "testbed")
    };
    Ok(metadata
        .packages
        .iter()
        .filter(|package| uses(package))
        .map(|package| package.name.to_string())
        .collect())
}

/// Sums up; the last line is for those who read no other.
fn close(stages: &[Stage], start: Instant) -> Result<()> {
    let mut count = Count::default();
    println!();
    for stage in stages {
        let outcome = if stage.result.is_ok() { "ok" } else { "FAILED" };
        println!("{:>6} s  {outcome:<6}  {}", stage.took.as_secs(), stage.name);
        count += stage.count;
    }
    let failed: Vec<&str> =
        stages.iter().filter(|stage| stage.result.is_err()).map(|stage| stage.name).collect();
    let outcome = if failed.is_empty() { "ok" } else { "FAILED" };
    println!("test result: {outcome}. {count}; all in {} s", start.elapsed().as_secs());
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}
