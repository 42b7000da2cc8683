//! What an upgrade takes over of the release's values.

use clap::Args;
use values::Reuse;

/// What an upgrade takes over of the release's values. Of several, the first of the order below counts, as in Helm.
#[derive(Args, Clone, Copy, Debug, Default)]
#[command(next_help_heading = "Values")]
pub(crate) struct ReuseFlags {
    /// Take over no values
    #[arg(long)]
    reset_values: bool,

    /// Take over the values of the deployed revision, its chart's defaults included
    #[arg(long)]
    reuse_values: bool,

    /// Take over the user's values of the deployed revision, over the new chart's defaults
    #[arg(long)]
    reset_then_reuse_values: bool,
}

impl ReuseFlags {
    /// What is taken over (`reuseValues` of pkg/action/upgrade.go).
    pub(crate) fn reuse(self) -> Reuse {
        if self.reset_values {
            Reuse::Reset
        } else if self.reuse_values {
            Reuse::Keep
        } else if self.reset_then_reuse_values {
            Reuse::ResetThenKeep
        } else {
            Reuse::WhenNoneGiven
        }
    }
}
