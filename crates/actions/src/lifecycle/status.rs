//! `status`.

use release::operation::ResourceTable;
use release::record::Release;

use super::connect::{Stop, releases};
use super::get::get_release;
use crate::{Context, Result};

/// A release with what is live of it.
#[derive(Clone, Debug)]
pub struct Status {
    /// The revision.
    pub release: Release,
    /// Its objects as the cluster shows them, by kind.
    pub resources: Vec<ResourceTable>,
}

/// A revision of a release with its live objects, the newest one where none is named.
///
/// # Errors
/// When there is no such release or revision.
pub async fn status(cx: &Context, name: &str, revision: Option<u32>, stop: Stop) -> Result<Status> {
    let release = get_release(cx, name, revision, stop.clone()).await?;
    let resources = releases(cx, stop)?.resources(&release).await?;
    Ok(Status { release, resources })
}
