//! `cargo xtask parity record`: what the real Helm answers to the cases of `tests/parity`.

use anyhow::Result;
use clap::{Args, Subcommand};
use end_to_end::{Case, Desk};

/// The cases of parity with Helm.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Run every case with the real Helm and keep its answers.
    Record,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    match arguments.verb {
        Verb::Record => record(),
    }
}

/// Records each case; one that Helm answers differently at the second try (random values, dates) is refused.
fn record() -> Result<()> {
    let helm = testbed::helm()?;
    let desk = Desk::new();
    let cases = Case::all()?;
    let (mut news, mut unsteady) = (0, Vec::new());
    for case in &cases {
        let (first, second) = (case.run(&desk, &helm)?, case.run(&desk, &helm)?);
        if first.stdout() != second.stdout() || first.stderr() != second.stderr() {
            unsteady.push(case.name());
        } else if case.record(&first)? {
            news += 1;
            println!("recorded {}", case.name());
        }
    }
    println!("{} cases, {news} new or changed", cases.len());
    anyhow::ensure!(unsteady.is_empty(), "Helm answers differently each time to {}", unsteady.join(", "));
    Ok(())
}
