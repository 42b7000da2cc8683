//! A folder of charts, packed.

use std::path::Path;

use chart::{Chart, Times};

use crate::{Context, Failure, Result};

/// Packs every chart in a folder, in the order of their folders' names; gives the archives.
///
/// All times are SOURCE_DATE_EPOCH, or 1970 without it: the same files give the same bytes wherever they were
/// checked out, so that a registry sees that nothing changed.
///
/// # Errors
/// When the folder cannot be read, or a chart in it is malformed or lacks a dependency.
pub fn pack_folder(cx: &Context, folder: &Path) -> Result<Vec<Vec<u8>>> {
    let path = cx.settings.working_dir.join(folder);
    let failed = |error: &std::io::Error| Failure::io(format!("cannot read {}", folder.display()), error);
    let mut folders = vec![];
    for entry in std::fs::read_dir(&path).map_err(|error| failed(&error))? {
        let below = entry.map_err(|error| failed(&error))?.path();
        if below.join("Chart.yaml").is_file() {
            folders.push(below);
        }
    }
    folders.sort();
    let times = Times::Fixed(cx.settings.source_date_epoch.unwrap_or(0));
    folders
        .iter()
        .map(|folder| {
            let chart = Chart::load(folder)?;
            crate::package::check_dependencies(&chart)
                .map_err(|failure| failure.context(format!("cannot pack {}", folder.display())))?;
            Ok(chart.pack(times)?)
        })
        .collect()
}
