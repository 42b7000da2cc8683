//! One stage: named, timed, its output passed on.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::count::Count;
use crate::children::Running;
use crate::workspace::shown;

/// What came of a stage.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) took: Duration,
    pub(crate) count: Count,
    pub(crate) result: Result<()>,
}

impl Stage {
    /// Runs `work`, says its name before and its time after.
    pub(crate) fn run(name: &'static str, work: impl FnOnce(&mut Count) -> Result<()>) -> Self {
        println!("\n== {name}");
        let start = Instant::now();
        let mut count = Count::default();
        let result = work(&mut count);
        let took = start.elapsed();
        match &result {
            Ok(()) => println!("== {name}: ok, {} s", took.as_secs()),
            Err(error) => println!("== {name}: FAILED, {} s: {error:#}", took.as_secs()),
        }
        Self { name, took, count, result }
    }
}

/// Runs cargo's tests, passing their output on and adding up what they count.
pub(crate) fn counted(command: &mut Command, count: &mut Count) -> Result<()> {
    let shown = shown(command);
    let mut tests = Running::start(command.stdout(Stdio::piped()))?;
    if let Some(stdout) = tests.stdout() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            *count += Count::of_line(&line);
            println!("{line}");
        }
    }
    let status = tests.wait()?;
    if !status.success() {
        bail!("{shown} failed ({status})");
    }
    Ok(())
}
