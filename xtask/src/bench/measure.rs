//! What one command costs.
//!
//! The system adds up the costs of a process's ended children, and keeps only the greatest of their memory
//! peaks. A process of its own that has one child therefore measures that child alone: xtask starts itself.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// Runs one command and prints its costs; for `bench` alone.
#[derive(Args)]
pub(crate) struct Measured {
    /// The program and its arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    command: Vec<String>,
}

/// What it cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Processor time of user and system, in milliseconds.
    pub(crate) cpu: f64,
    /// Time passed, in milliseconds.
    pub(crate) wall: f64,
    /// The peak of resident memory, in MiB; never below what xtask itself holds when it starts the child.
    pub(crate) memory: f64,
}

/// The middle of some numbers, of which there is one at least.
pub(super) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

impl Cost {
    /// The middle processor time and time, and the highest peak.
    pub(crate) fn middle(costs: Vec<Self>) -> Self {
        let middle = |of: fn(&Self) -> f64| median(costs.iter().map(of).collect());
        let (cpu, wall) = (middle(|cost| cost.cpu), middle(|cost| cost.wall));
        let memory = costs.iter().map(|cost| cost.memory).fold(0.0, f64::max);
        Self { cpu, wall, memory }
    }

    /// Runs the command in a measuring process.
    pub(crate) fn of(program: &Path, arguments: &[&str], folder: &Path, kubeconfig: &Path) -> Result<Self> {
        let xtask = std::env::current_exe().context("cannot find xtask itself")?;
        let mut measuring = Command::new(xtask);
        measuring.arg("measure").arg(program).args(arguments).current_dir(folder);
        // No cluster but the one that is meant, nor a person's settings may enter.
        measuring.env("KUBECONFIG", kubeconfig).env("HOME", folder);
        let output = measuring.output().context("cannot measure")?;
        if !output.status.success() {
            bail!("{} failed:\n{}", program.display(), String::from_utf8_lossy(&output.stderr));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match numbers[..] {
            [cpu, wall, memory] => Ok(Self { cpu, wall, memory }),
            _ => bail!("the measuring process printed {text:?}"),
        }
    }
}

/// The measuring process: runs the command with its output thrown away and prints three numbers.
pub(crate) fn measure(arguments: &Measured) -> Result<()> {
    let Some((program, rest)) = arguments.command.split_first() else { bail!("no command") };
    let start = Instant::now();
    let mut command = Command::new(program);
    let status = command.args(rest).stdin(Stdio::null()).stdout(Stdio::null()).status()?;
    let wall = start.elapsed().as_secs_f64() * 1000.0;
    if !status.success() {
        bail!("{status}");
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1000.0;
    // Linux counts KiB.
    let memory = usage.max_rss() as f64 / 1024.0;
    println!("{cpu} {wall} {memory}");
    Ok(())
}
