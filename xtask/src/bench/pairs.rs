//! Templates: what rendering costs, and what it may cost. The last row is the machine of Go templates alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use super::large_chart;
use super::measure::Cost;
use crate::workspace::{Build, cargo, rhumb, root, run as run_command};

/// What one chart may cost.
struct Wanted {
    /// At most this part of Helm's processor time.
    cpu: f64,
    /// At most this peak, in MiB.
    memory: f64,
}

/// A chart that both render.
struct Pair {
    name: &'static str,
    /// What rhumb renders, and what Helm does, which cannot render a native chart.
    charts: [PathBuf; 2],
    wanted: Wanted,
}

/// What the corpus as a whole may cost, as a part of Helm's processor time.
const CORPUS: f64 = 1.0 / 15.0;

/// How long the machine may take for its document of 200 services, in milliseconds.
const MACHINE: f64 = 0.4;

pub(super) fn run(runs: usize, corpus: Option<&Path>) -> Result<()> {
    let programs = [rhumb(Build::Release)?, testbed::helm()?];
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let mut create = Command::new(&programs[1]);
    create.args(["create", "small"]).current_dir(&folder).env("HOME", folder.path()).stdout(Stdio::null());
    run_command(&mut create)?;
    let (small, large) = (folder.path().join("small"), folder.path().join("large"));
    large_chart::write(&large)?;
    let jupyter = root().join("charts/jupyter");
    let pairs = [
        Pair {
            name: "small (helm create)",
            charts: [small.clone(), small.clone()],
            wanted: Wanted { cpu: 1.0 / 20.0, memory: 20.0 },
        },
        Pair { name: "jupyter / small", charts: [jupyter, small], wanted: Wanted { cpu: 0.1, memory: 20.0 } },
        Pair {
            name: "large",
            charts: [large.clone(), large],
            wanted: Wanted { cpu: 1.0 / 15.0, memory: 20.0 },
        },
    ];
    println!(
        "{:<22} {:>19} {:>19} {:>15} {:>17}",
        "", "CPU ms, Helm's", "wall ms, Helm's", "peak MiB", "part of CPU"
    );
    let mut missed = Vec::new();
    for pair in &pairs {
        let [ours, helms] = pair.costs(&programs, folder.path(), runs)?;
        let ratio = ours.cpu / helms.cpu;
        println!(
            "{:<22} {:>9.1} {:>9.1} {:>9.1} {:>9.1} {:>7.1} {:>7.1} {:>8.3} of {:.3}",
            pair.name,
            ours.cpu,
            helms.cpu,
            ours.wall,
            helms.wall,
            ours.memory,
            helms.memory,
            ratio,
            pair.wanted.cpu
        );
        if ratio > pair.wanted.cpu {
            missed.push(format!("{}: {:.1} times the processor time", pair.name, ratio / pair.wanted.cpu));
        }
        if ours.memory > pair.wanted.memory {
            missed.push(format!("{}: {:.1} MiB of {}", pair.name, ours.memory, pair.wanted.memory));
        }
    }
    if let Some(corpus) = corpus {
        let ratio = compare_corpus(corpus, &programs, folder.path())?;
        if ratio > CORPUS {
            missed.push(format!("corpus: {:.1} times the processor time", ratio / CORPUS));
        }
    }
    let machine = machine()?;
    println!("{:<22} {machine:>9.3} ms of {MACHINE}", "machine alone");
    if machine > MACHINE {
        missed.push(format!("machine alone: {machine:.3} ms of {MACHINE}"));
    }
    ensure!(missed.is_empty(), "rhumb costs more than it may:\n  {}", missed.join("\n  "));
    Ok(())
}

impl Pair {
    /// The middle costs of rhumb and Helm.
    fn costs(&self, programs: &[PathBuf; 2], folder: &Path, runs: usize) -> Result<[Cost; 2]> {
        let mut costs = [Vec::new(), Vec::new()];
        for _ in 0..runs.max(1) {
            for ((program, chart), costs) in programs.iter().zip(&self.charts).zip(&mut costs) {
                costs.push(template(program, chart, folder)?);
            }
        }
        Ok(costs.map(Cost::middle))
    }
}

fn template(program: &Path, chart: &Path, folder: &Path) -> Result<Cost> {
    Cost::of(program, &["template", "r", &chart.display().to_string()], folder, Path::new("/dev/null"))
}

/// Renders every chart of a folder with both, and returns what part of Helm's processor time rhumb needs. What Helm
/// refuses is left out.
fn compare_corpus(corpus: &Path, programs: &[PathBuf; 2], folder: &Path) -> Result<f64> {
    let mut charts: Vec<PathBuf> = std::fs::read_dir(corpus)
        .with_context(|| format!("cannot read {}", corpus.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    charts.retain(|chart| chart.join("Chart.yaml").is_file());
    charts.sort();
    let (mut ours, mut helms, mut count) = (0.0, 0.0, 0);
    let [rhumb, helm] = programs;
    for chart in &charts {
        let Ok(helm) = template(helm, chart, folder) else { continue };
        ours += template(rhumb, chart, folder)?.cpu;
        helms += helm.cpu;
        count += 1;
    }
    ensure!(count > 0, "Helm renders no chart of {}", corpus.display());
    let ratio = ours / helms;
    println!(
        "{:<22} {ours:>9.0} {helms:>9.0} {:>56} {ratio:>8.3} of {CORPUS:.3}",
        format!("corpus of {count}"),
        ""
    );
    Ok(ratio)
}

/// How long the machine takes for its document, as its own measurement prints it.
fn machine() -> Result<f64> {
    let output = cargo(&["bench", "--quiet", "--package", "gotemplate", "--bench", "services"])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot measure the machine")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let micros =
        text.split("execute ").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    match micros {
        Some(micros) => Ok(micros / 1000.0),
        None => bail!("the measurement of the machine printed {text:?}"),
    }
}
