//! Templates: what rendering costs.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::measure::Cost;
use crate::workspace::{Build, rhumb, root, run as run_command};

/// What is asked of the Jupyter chart: at most this part of Helm's processor time for its scaffold, in at most
/// this memory.
const CPU_RATIO: f64 = 0.1;
const MEMORY_MIB: f64 = 20.0;

pub(super) fn run(runs: usize) -> Result<()> {
    let rhumb = rhumb(Build::Release)?;
    let helm = testbed::helm()?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let mut create = Command::new(&helm);
    create
        .args(["create", "scaffold"])
        .current_dir(&folder)
        .env("HOME", folder.path())
        .stdout(std::process::Stdio::null());
    run_command(&mut create)?;
    let scaffold = folder.path().join("scaffold").display().to_string();
    let jupyter = root().join("charts/jupyter").display().to_string();

    println!(
        "{:<28} {:>10} {:>10} {:>10} {:>9}",
        "median of runs, in turns", "CPU ms", "wall ms", "peak MiB", "of Helm"
    );
    let commands: [(&str, &Path, Vec<&str>); 4] = [
        ("helm version", &helm, vec!["version"]),
        ("helm template scaffold", &helm, vec!["template", "r", &scaffold]),
        ("rhumb template scaffold", &rhumb, vec!["template", "r", &scaffold]),
        ("rhumb template jupyter", &rhumb, vec!["template", "r", &jupyter]),
    ];
    let mut costs = vec![Vec::new(); commands.len()];
    for _ in 0..runs.max(1) {
        for ((_, program, words), costs) in commands.iter().zip(&mut costs) {
            costs.push(Cost::of(program, words, folder.path(), Path::new("/dev/null"))?);
        }
    }
    let costs: Vec<Cost> = costs.into_iter().map(Cost::middle).collect();
    let oracle = costs[1];
    for ((name, ..), cost) in commands.iter().zip(&costs) {
        let ratio = cost.cpu / oracle.cpu;
        println!("{name:<28} {:>10.1} {:>10.1} {:>10.1} {ratio:>9.3}", cost.cpu, cost.wall, cost.memory);
    }
    let jupyter = costs[3];
    let ratio = jupyter.cpu / oracle.cpu;
    println!(
        "rhumb template jupyter / helm template scaffold: CPU {ratio:.3} (at most {CPU_RATIO}), peak {:.1} MiB (at most {MEMORY_MIB})",
        jupyter.memory
    );
    ensure!(ratio <= CPU_RATIO && jupyter.memory <= MEMORY_MIB, "rhumb costs more than it may");
    Ok(())
}
