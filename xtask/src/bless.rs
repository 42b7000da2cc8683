//! `cargo xtask bless`: goldens rewritten after a wanted change.

use anyhow::Result;
use clap::Args;

use crate::workspace::{cargo, run as run_command};

/// Rewrite goldens with what the code prints now; read the diff before you commit it.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The crates whose goldens change; all that need no real parts when none is named.
    packages: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut tests = cargo(&["test", "--no-fail-fast"]);
    // The test kit heeds it.
    tests.env("BLESS", "1");
    if arguments.packages.is_empty() {
        tests.args(["--workspace", "--exclude", "end-to-end", "--exclude", "testbed"]);
    }
    for package in &arguments.packages {
        tests.args(["--package", package]);
    }
    run_command(&mut tests)
}
