//! `rollback`.

use release::operation::RollbackOptions;
use release::plan::Operation;
use release::record::Release;

use super::connect::{Stop, alone, begin, releases};
use super::failure::at_step;
use crate::{Context, Result};

/// Rolls a release back to an earlier revision.
///
/// # Errors
/// When it cannot be rolled back.
pub async fn rollback(cx: &Context, name: &str, options: &RollbackOptions, stop: Stop) -> Result<Release> {
    begin(cx, Operation::Rollback, name);
    let releases = releases(cx, stop)?;
    let work = async {
        let release = releases.rollback(name, options).await;
        release.map_err(|error| at_step("prepareRollback", error))
    };
    alone(&releases, name, &options.options, work).await
}
