//! `history`.

use release::record::Summary;

use super::connect::{Stop, releases};
use crate::{Context, Result};

/// The newest `max` revisions of a release, the oldest first.
///
/// # Errors
/// When there is no such release.
pub async fn history(cx: &Context, name: &str, max: usize, stop: Stop) -> Result<Vec<Summary>> {
    let releases = releases(cx, stop)?;
    releases.cluster().reachable().await.map_err(release::Error::from)?;
    Ok(releases.revisions(name, max).await?)
}
