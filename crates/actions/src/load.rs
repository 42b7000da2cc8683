//! A chart on disk, loaded.

use std::path::Path;

use chart::Chart;

use crate::{Context, Result};

/// Loads a chart and tells what is worth knowing.
pub(crate) fn load(cx: &Context, path: &Path) -> Result<Chart> {
    let mut warnings = vec![];
    let chart = Chart::load_reporting(path, &mut warnings)?;
    for warning in warnings {
        cx.events.warn(warning);
    }
    Ok(chart)
}
