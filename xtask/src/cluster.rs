//! `cargo xtask cluster`: a control plane for a person to try things out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use testbed::ControlPlane;

/// A Kubernetes control plane with make-believe nodes, on 127.0.0.1.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Start it (the first time it is built: some minutes) and say how to reach it.
    Up,
    /// Stop it and forget what it held.
    Down,
    /// Say whether it runs.
    Status,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    match arguments.verb {
        Verb::Up => up(),
        Verb::Down => down(),
        Verb::Status => status(),
    }
}

fn up() -> Result<()> {
    if let Some(kubeconfig) = noted()? {
        if ControlPlane::at(&kubeconfig)?.answers()? {
            println!("It runs already.");
            return reach(&kubeconfig);
        }
        println!("The one that ran no longer answers; clearing it away.");
        ControlPlane::stop(&kubeconfig)?;
    }
    let plane = ControlPlane::up()?;
    let note = note();
    fs::write(&note, plane.kubeconfig().display().to_string())
        .with_context(|| format!("cannot write {}", note.display()))?;
    reach(plane.kubeconfig())
}

fn down() -> Result<()> {
    let Some(kubeconfig) = noted()? else {
        println!("None runs.");
        return Ok(());
    };
    ControlPlane::stop(&kubeconfig)?;
    fs::remove_file(note()).context("cannot forget it")?;
    println!("Stopped.");
    Ok(())
}

fn status() -> Result<()> {
    let Some(kubeconfig) = noted()? else {
        bail!("none runs; start one with: cargo xtask cluster up");
    };
    let plane = ControlPlane::at(&kubeconfig)?;
    if !plane.answers()? {
        bail!("it does not answer; start another with: cargo xtask cluster up");
    }
    plane.kubectl()?.args(["get", "nodes,namespaces"]).status()?;
    reach(&kubeconfig)
}

fn reach(kubeconfig: &Path) -> Result<()> {
    let kubectl = testbed::kubectl()?;
    let helm = testbed::helm()?;
    println!("export KUBECONFIG={}", kubeconfig.display());
    println!("# kubectl: {}", kubectl.display());
    println!("# helm:    {}", helm.display());
    Ok(())
}

/// The kubeconfig of the one that was started and not stopped; a restart of the machine may have ended it.
fn noted() -> Result<Option<PathBuf>> {
    let note = note();
    if !note.is_file() {
        return Ok(None);
    }
    let kubeconfig =
        PathBuf::from(fs::read_to_string(&note).with_context(|| format!("cannot read {}", note.display()))?);
    Ok(kubeconfig.is_file().then_some(kubeconfig))
}

/// Remembers which one runs.
fn note() -> PathBuf {
    testbed::cache_root().join("up")
}
