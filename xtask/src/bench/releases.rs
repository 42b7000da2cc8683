//! Releases: what changing a cluster costs.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use testbed::ControlPlane;

use super::chart::{self, RELEASES, REVISIONS};
use super::floor::{Floor, Times};
use super::measure::Cost;
use crate::workspace::{Build, rhumb};

/// What is compared: a row, its words, and the part of Helm's time that rhumb may take.
struct Row {
    name: &'static str,
    words: fn(round: usize) -> Vec<String>,
    ratio: f64,
    /// MiB.
    memory: f64,
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

const INSTALL: &str = "install";

/// How much longer than the bare client rhumb may take to install, in milliseconds.
const ABOVE_FLOOR: f64 = 200.0;

const ROWS: [Row; 5] = [
    Row { name: INSTALL, words: |_| words("install r hundred"), ratio: 0.8, memory: f64::MAX },
    Row {
        name: "upgrade of every object",
        words: |round| words(&format!("upgrade r hundred --set round={}", 2 * round + 1)),
        ratio: 0.25,
        memory: f64::MAX,
    },
    Row {
        name: "upgrade --wait",
        words: |round| words(&format!("upgrade r hundred --set round={} --wait", 2 * round + 2)),
        ratio: 0.125,
        memory: f64::MAX,
    },
    Row { name: "uninstall", words: |_| words("uninstall r"), ratio: 1.0, memory: f64::MAX },
    Row { name: "list -A", words: |_| words("list -A"), ratio: 0.2, memory: 30.0 },
];

pub(super) fn run(runs: usize) -> Result<()> {
    let programs = [testbed::helm()?, rhumb(Build::Release)?];
    let plane = ControlPlane::own()?;
    let namespaces = [plane.namespace("helm")?, plane.namespace("rhumb")?];
    let folder = tempfile::tempdir().context("no temporary folder")?;
    chart::write(folder.path())?;
    let cost = |program: usize, words: &[String], namespace: &str| {
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.extend(["--namespace", namespace]);
        Cost::of(Path::new(&programs[program]), &words, folder.path(), plane.kubeconfig())
    };
    let many = plane.namespace("many")?;
    cost(0, &words("install model hundred"), many.name())?;
    let model = many.get("secret/sh.helm.release.v1.model.v1")?.context("Helm wrote no record")?;
    let records = chart::records(&serde_json::from_str(&model)?)?.to_string();
    many.run(&["create", "--filename", "-"], &records)?;

    let floor = Floor::new(&programs[0], folder.path(), plane.namespace("floor")?)?;
    let mut floors = vec![];
    let mut costs: Vec<[Vec<Cost>; 2]> = ROWS.iter().map(|_| [vec![], vec![]]).collect();
    for round in 0..runs.max(1) {
        for program in 0..programs.len() {
            for (row, costs) in ROWS.iter().zip(&mut costs) {
                costs[program].push(cost(program, &(row.words)(round), namespaces[program].name())?);
                // What the controllers still do for one command must not slow the next one down, least of all for whoever
                // left them less time.
                namespaces[program].run(&["rollout", "status", "deployments", "--timeout=120s"], "")?;
            }
            let gone = ["wait", "--for=delete", "pods", "--all", "--timeout=120s"];
            namespaces[program].run(&gone, "")?;
        }
        floors.push(floor.round(round)?);
    }
    println!(
        "{:<26} {:>10} {:>10} {:>10} {:>10} {:>9} {:>9}",
        "median of runs, in turns", "Helm ms", "rhumb ms", "Helm MiB", "rhumb MiB", "of Helm", "at most"
    );
    let mut missed = vec![];
    let mut installed = 0.0;
    for (row, [helm, rhumb]) in ROWS.iter().zip(costs) {
        let (helm, rhumb) = (Cost::middle(helm), Cost::middle(rhumb));
        let ratio = rhumb.wall / helm.wall;
        if row.name == INSTALL {
            installed = rhumb.wall;
        }
        println!(
            "{:<26} {:>10.0} {:>10.0} {:>10.1} {:>10.1} {ratio:>9.3} {:>9.3}",
            row.name, helm.wall, rhumb.wall, helm.memory, rhumb.memory, row.ratio
        );
        if ratio > row.ratio || rhumb.memory > row.memory {
            missed.push(row.name);
        }
    }
    println!("list -A: {RELEASES} releases of {REVISIONS} revisions, rhumb in at most 30 MiB");
    let Times { create, update, dry_run } = Times::middle(&floors);
    let above = installed - create;
    println!(
        "a bare client: {create:.0} ms to create the objects, {update:.0} ms to change them, {dry_run:.0} ms to try that; \
         install is {above:.0} ms above, at most {ABOVE_FLOOR:.0}"
    );
    if above > ABOVE_FLOOR {
        missed.push("install above the bare client");
    }
    ensure!(missed.is_empty(), "rhumb costs more than it may: {}", missed.join(", "));
    Ok(())
}
