//! The floor under releases: a bare client that sends the same objects and does nothing else.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use testbed::Namespace;

use super::measure::median;
use crate::workspace::{Build, floor};

/// What a round of the bare client took, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// To create all objects.
    pub(super) create: f64,
    /// To change all of them.
    pub(super) update: f64,
    /// To let the server try a change of all of them.
    pub(super) dry_run: f64,
}

impl Times {
    /// The middle of each.
    pub(super) fn middle(times: &[Self]) -> Self {
        let middle = |of: fn(&Self) -> f64| median(times.iter().map(of).collect());
        Self {
            create: middle(|times| times.create),
            update: middle(|times| times.update),
            dry_run: middle(|times| times.dry_run),
        }
    }
}

/// The bare client in a namespace of its own.
pub(super) struct Floor<'a> {
    client: PathBuf,
    helm: &'a Path,
    charts: &'a Path,
    namespace: Namespace<'a>,
}

impl<'a> Floor<'a> {
    /// `charts` is the folder with the chart that is measured, `helm` what renders it.
    pub(super) fn new(helm: &'a Path, charts: &'a Path, namespace: Namespace<'a>) -> Result<Self> {
        Ok(Self { client: floor(Build::Release)?, helm, charts, namespace })
    }

    /// Creates all objects, changes all of them, tries another change, and deletes them.
    pub(super) fn round(&self, round: usize) -> Result<Times> {
        let manifests: Vec<String> =
            (0..3).map(|step| self.manifest(3 * round + step)).collect::<Result<_>>()?;
        let times = Times {
            create: self.send("write", &manifests[0])?,
            update: self.send("write", &manifests[1])?,
            dry_run: self.send("dry-run", &manifests[2])?,
        };
        self.namespace.run(&["delete", "--wait=true", "--filename", "-"], &manifests[0])?;
        self.namespace.run(&["wait", "--for=delete", "pods", "--all", "--timeout=120s"], "")?;
        Ok(times)
    }

    /// What the chart renders to with that number in each of its objects.
    fn manifest(&self, number: usize) -> Result<String> {
        let mut helm = Command::new(self.helm);
        helm.args(["template", "r", "hundred", "--set", &format!("round={number}")]).current_dir(self.charts);
        let output = helm.env("HOME", self.charts).output().context("cannot render the chart")?;
        ensure!(output.status.success(), "Helm cannot render the chart");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Has a manifest sent; gives the milliseconds that the client printed.
    fn send(&self, how: &str, manifest: &str) -> Result<f64> {
        let mut file = tempfile::tempfile().context("no temporary file")?;
        std::io::Write::write_all(&mut file, manifest.as_bytes())?;
        std::io::Seek::rewind(&mut file)?;
        let mut client = Command::new(&self.client);
        client.arg(how).arg(self.namespace.plane().kubeconfig()).arg(self.namespace.name());
        let output = client.stdin(Stdio::from(file)).output().context("cannot start the bare client")?;
        let error = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the bare client failed:\n{error}");
        Ok(String::from_utf8_lossy(&output.stdout).trim().parse()?)
    }
}
