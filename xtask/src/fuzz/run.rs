//! Rounds of batches, and what is told of a disagreement.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::compare::{Disagreement, Programs, chart};
use super::{grammar, values};
use crate::workspace::{Build, rhumb, root};

/// Give random templates and values to rhumb and to the real Helm, and compare what they answer.
///
/// The first disagreement is made as small as it gets and ends the run.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Where chance begins; the same number makes the same templates. Each round counts one up.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// How many batches of templates.
    #[arg(long, default_value_t = 200)]
    rounds: u64,

    /// End after this many seconds, whatever is left.
    #[arg(long, value_name = "SECONDS")]
    time: Option<u64>,

    /// The binary of rhumb; built as it is given to people if none is named.
    #[arg(long, env = "RHUMB_BINARY", value_name = "FILE")]
    binary: Option<PathBuf>,

    /// Keep a disagreement as a case of parity of this name, for `cargo xtask parity record`.
    #[arg(long, value_name = "NAME")]
    keep: Option<String>,

    /// Go on after a disagreement.
    #[arg(long)]
    go_on: bool,
}

/// The run that every change has to pass.
pub(crate) const SHORT: Arguments =
    Arguments { seed: 1, rounds: 20, time: Some(25), binary: None, keep: None, go_on: false };

/// Templates in a batch, and how many of its errors are compared.
const BATCH: usize = 25;
const ERRORS: usize = 6;

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let binary = match &arguments.binary {
        Some(binary) => std::path::absolute(binary)?,
        None => rhumb(Build::Release)?,
    };
    let programs = Programs::new(&binary)?;
    let (start, mut found) = (Instant::now(), 0);
    let enough =
        |start: Instant| arguments.time.is_some_and(|time| start.elapsed() >= Duration::from_secs(time));
    let mut done = 0;
    while done < arguments.rounds && !enough(start) {
        let mut random = StdRng::seed_from_u64(arguments.seed + done);
        let values = values::values(&mut random);
        let templates: Vec<_> = (0..BATCH).map(|_| grammar::template(&mut random)).collect();
        if let Some(disagreement) = programs.disagreement(&values, &templates, ERRORS)? {
            found += 1;
            let disagreement = minimised(disagreement, &programs)?;
            println!("seed {}:\n{}", arguments.seed + done, told(&disagreement));
            if let Some(name) = &arguments.keep {
                keep(name, &disagreement)?;
            }
            if !arguments.go_on {
                bail!("rhumb and Helm disagree");
            }
        }
        done += 1;
    }
    println!("{done} batches of {BATCH} templates in {} s", start.elapsed().as_secs());
    if found > 0 { bail!("rhumb and Helm disagree over {found} of them") } else { Ok(()) }
}

/// The smallest template, and then the fewest lines of values, over which they still disagree.
fn minimised(disagreement: Disagreement, programs: &Programs) -> Result<Disagreement> {
    let Disagreement { mut values, template, .. } = disagreement;
    let differ =
        |values: &str, template: &_| programs.both(values, template).is_ok_and(|[helm, rhumb]| helm != rhumb);
    let template = template.minimised(|template| differ(&values, template));
    let mut lines: Vec<&str> = values.split_inclusive('\n').collect();
    let mut at = 0;
    while at < lines.len() {
        let mut fewer = lines.clone();
        fewer.remove(at);
        if differ(&fewer.concat(), &template) { lines = fewer } else { at += 1 }
    }
    values = lines.concat();
    let [helm, rhumb] = programs.both(&values, &template)?;
    Ok(Disagreement { values, template, helm, rhumb })
}

fn told(disagreement: &Disagreement) -> String {
    let Disagreement { values, template, helm, rhumb } = disagreement;
    format!(
        "--- values\n{values}--- template\n{}\n--- Helm\n{}\n--- rhumb\n{}\n",
        template.shown(),
        helm.text,
        rhumb.text
    )
}

/// Writes a disagreement as a case of parity.
fn keep(name: &str, disagreement: &Disagreement) -> Result<()> {
    let parity = root().join("tests/parity");
    for (file, text) in chart(&disagreement.values, std::slice::from_ref(&disagreement.template)) {
        write(&parity.join("charts").join(format!("fuzz-{name}")).join(file), &text)?;
    }
    write(&parity.join("cases/fuzz").join(format!("{name}.args")), &format!("template\nr\nfuzz-{name}\n"))
}

fn write(path: &std::path::Path, text: &str) -> Result<()> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder
        .and_then(|()| std::fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}
