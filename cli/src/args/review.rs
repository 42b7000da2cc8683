//! Looking at a plan before it is carried out.

use clap::Args;

/// Looking at a plan before it is carried out.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Plan")]
pub(crate) struct ReviewFlags {
    /// Show what will be done, and ask before it is done
    #[arg(long)]
    pub(crate) plan: bool,

    /// With --plan, do not ask
    #[arg(short, long, requires = "plan")]
    pub(crate) yes: bool,
}
