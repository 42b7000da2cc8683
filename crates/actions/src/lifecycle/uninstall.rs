//! `uninstall`.

use release::operation::{UninstallOptions, Uninstalled};
use release::plan::Operation;

use super::connect::{Stop, begin, releases};
use super::failure::at_step;
use crate::{Context, Failure, Result};

/// Uninstalls a release; nothing where there is none and that is fine.
///
/// # Errors
/// When it cannot be uninstalled.
pub async fn uninstall(
    cx: &Context,
    name: &str,
    options: &UninstallOptions,
    ignore_not_found: bool,
    stop: Stop,
) -> Result<Option<Uninstalled>> {
    begin(cx, Operation::Uninstall, name);
    match releases(cx, stop)?.uninstall(name, options).await {
        Ok(done) => Ok(Some(done)),
        Err(release::Error::NotFound { .. }) if ignore_not_found => Ok(None),
        Err(error @ release::Error::NotFound { .. }) => {
            let words = format!("uninstall: Release not loaded: {name}: release: not found");
            Err(Failure::from(error).in_helms_words(words))
        }
        Err(error) => Err(at_step("uninstall", error)),
    }
}
