//! `cargo xtask bench`: rhumb and Helm side by side, in one run, as ratios.
//!
//! | file | holds |
//! |---|---|
//! | `measure` | running one command and telling what it cost |
//! | `pairs` | templates: what rendering costs |
//! | `large_chart` | a chart of the size of the largest that people run |
//! | `releases` | releases: what changing a cluster costs |
//! | `floor` | how fast a bare client is that sends the same objects |
//! | `chart` | the chart of a hundred objects, and the records of many releases |

mod chart;
mod floor;
pub(crate) mod large_chart;
mod measure;
mod pairs;
mod releases;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

pub(crate) use measure::{Measured, measure};

/// Compare rhumb's cost with Helm's, side by side in one run: processor time, time, peak of memory.
#[derive(Args)]
pub(crate) struct Arguments {
    /// What is compared; everything where nothing is said.
    what: Option<What>,

    /// How often each command is run, in turns; the middle of the costs counts, and the highest peak.
    #[arg(long)]
    runs: Option<usize>,

    /// A folder of charts: all that Helm renders are rendered by both, once, and the sums compared.
    #[arg(long, env = "RHUMB_BENCH_CORPUS", value_name = "FOLDER")]
    corpus: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Rendering.
    Templates,
    /// Releases, on a control plane of their own.
    Releases,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.what != Some(What::Releases) {
        pairs::run(arguments.runs.unwrap_or(21), arguments.corpus.as_deref())?;
    }
    if arguments.what != Some(What::Templates) {
        releases::run(arguments.runs.unwrap_or(5))?;
    }
    Ok(())
}
