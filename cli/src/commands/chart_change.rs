//! What install and upgrade share: a chart, values, and how they become objects.

use actions::lifecycle::Rendering;
use actions::{Failure, Result};
use chart::Chart;
use clap::Args;
use release::operation::Options;
use values::UserValues;

use crate::args::{ChangeFlags, SourceFlags, ValueFlags};
use crate::session::Session;

/// The flags that install and upgrade share.
#[derive(Args)]
pub(super) struct ChartChangeFlags {
    #[command(flatten)]
    pub(super) change: ChangeFlags,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,
}

/// What these flags mean.
pub(super) struct ChartChange {
    pub(super) chart: Chart,
    pub(super) values: UserValues,
    pub(super) rendering: Rendering,
    pub(super) options: Options,
}

impl ChartChangeFlags {
    /// Reads the values and fetches the chart, its dependencies first where that is asked for; `failed` says what failed.
    pub(super) fn resolve(
        &self,
        session: &Session,
        reference: &str,
        failed: impl Fn(Failure) -> Failure,
    ) -> Result<ChartChange> {
        let values = self.values.collect(session).map_err(&failed)?;
        if self.change.dependency_update {
            super::dependency::update_if_missing(session, reference, &self.source.transport)
                .map_err(&failed)?;
        }
        Ok(ChartChange {
            chart: session.chart(&self.source, reference).map_err(&failed)?,
            values,
            rendering: self.change.rendering(session.settings())?,
            options: self.change.options()?,
        })
    }
}
