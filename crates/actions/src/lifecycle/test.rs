//! `test`.

use release::event::Task;
use release::operation::{TestOptions, Tested};

use super::connect::{Stop, begin, releases};
use super::failure::at_step;
use crate::{Context, Result};

/// Runs the test hooks of a release. How the tests went stands in the result.
///
/// # Errors
/// When there is no such release.
pub async fn test(cx: &Context, name: &str, options: &TestOptions, stop: Stop) -> Result<Tested> {
    begin(cx, Task::Test, name);
    releases(cx, stop)?.test(name, options).await.map_err(|error| at_step("releaseTest", error))
}
