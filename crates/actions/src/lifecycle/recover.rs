//! `recover`.

use release::operation::{RecoverOptions, Stuck};

use super::connect::{Stop, releases};
use crate::{Context, Result};

/// The revisions whose operations have not ended.
///
/// # Errors
/// When records cannot be listed.
pub async fn stuck(cx: &Context, all_namespaces: bool, stop: Stop) -> Result<Vec<Stuck>> {
    Ok(releases(cx, stop)?.stuck(all_namespaces).await?)
}

/// Closes what is pending of a release; gives what was closed.
///
/// # Errors
/// When there is no such release, or somebody is or may be at work on it.
pub async fn recover(cx: &Context, name: &str, options: RecoverOptions, stop: Stop) -> Result<Vec<Stuck>> {
    Ok(releases(cx, stop)?.recover(name, options).await?)
}
