//! A chart on disk, loaded.

use std::path::Path;

use chart::Chart;

use crate::{Context, Result};

/// Loads a chart and tells what is worth knowing.
pub(crate) fn load(cx: &Context, path: &Path) -> Result<Chart> {
    Ok(load_whole(cx, path)?)
}

/// The same with the reason as data.
pub(crate) fn load_whole(cx: &Context, path: &Path) -> std::result::Result<Chart, chart::Error> {
    let mut warnings = vec![];
    let chart = Chart::load_reporting(path, &mut warnings)?;
    for warning in warnings {
        cx.events.warn(warning);
    }
    Ok(chart)
}
