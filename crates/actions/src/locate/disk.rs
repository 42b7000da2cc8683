//! What lies on disk.

use std::path::PathBuf;

use diagnostic::Kind;

use super::ChartQuery;
use crate::{Failure, Result, Settings};

/// The folder or archive that is meant, or nothing if the chart has to be downloaded.
///
/// # Errors
/// When the argument can only be a path and nothing lies there.
pub fn on_disk(settings: &Settings, query: &ChartQuery) -> Result<Option<PathBuf>> {
    let name = query.reference.trim();
    if name.is_empty() {
        return Err(Failure::usage("the chart's name is empty"));
    }
    let path = settings.working_dir.join(name);
    if path.exists() {
        // Relative, as it was typed, so that messages name it as the user does.
        return Ok(Some(if settings.working_dir.as_os_str().is_empty() {
            PathBuf::from(name)
        } else {
            path
        }));
    }
    if name.starts_with('/') || name.starts_with('.') {
        return Err(Failure::new(Kind::NotFound, format!("there is no chart at {name}"))
            .in_helms_words(format!("path {name:?} not found")));
    }
    Ok(None)
}
