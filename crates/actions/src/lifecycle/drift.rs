//! `drift`.

use release::drift::{Drift, Ignored};
use release::event::Task;

use super::connect::{Stop, begin, releases};
use crate::{Context, Result};

/// What has become of the objects of a release since it was applied.
///
/// # Errors
/// When there is no such release, or its objects cannot be read.
pub async fn drift(cx: &Context, name: &str, ignored: &Ignored, stop: Stop) -> Result<Drift> {
    Ok(releases(cx, stop)?.drift(name, ignored).await?)
}

/// Reverts what has become of them, and tells what it was.
///
/// # Errors
/// As [`drift`]; when objects cannot be written.
pub async fn fix_drift(cx: &Context, name: &str, ignored: &Ignored, stop: Stop) -> Result<Drift> {
    begin(cx, Task::Fix, name);
    Ok(releases(cx, stop)?.fix(name, ignored).await?)
}
