//! `package`: a chart's folder into a .tgz.

use std::path::PathBuf;
use std::time::SystemTime;

use chart::{Chart, Times};
use diagnostic::Kind;
use version::Version;

use crate::{Context, Failure, Result, load};

/// Options of [`package`].
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// The chart's folder.
    pub path: PathBuf,
    /// The folder that the archive goes to; it is made.
    pub destination: PathBuf,
    /// `--version`: another version of the chart.
    pub version: Option<String>,
    /// `--app-version`: another version of what it installs.
    pub app_version: Option<String>,
}

/// Packs a chart and gives the path of its archive. With SOURCE_DATE_EPOCH the same chart gives the same bytes.
///
/// # Errors
/// No chart there, a version that is none, missing dependencies, a folder that cannot be written.
pub fn package(cx: &Context, options: &Package) -> Result<PathBuf> {
    let folder = cx.settings.working_dir.join(&options.path);
    if !folder.is_dir() && folder.exists() {
        return Err(Failure::usage(format!(
            "{} is no folder, so there is nothing to pack",
            folder.display()
        )));
    }
    let mut chart = load::load(cx, &folder)?;
    if let Some(version) = &options.version {
        chart.metadata.version.clone_from(version);
    }
    Version::parse(&chart.metadata.version).map_err(|error| {
        Failure::usage(format!("`{}` is no version: {error}", chart.metadata.version))
            .hint("write a semantic version such as 1.2.3 or 1.2.3-rc.1")
            .in_helms_words(error.to_string())
    })?;
    if let Some(version) = &options.app_version {
        chart.metadata.app_version.clone_from(version);
    }
    check_dependencies(&chart)?;
    let archive = chart.pack(times(cx))?;
    let destination = cx.settings.working_dir.join(&options.destination);
    let path = destination.join(chart.archive_name());
    std::fs::create_dir_all(&destination)
        .and_then(|()| std::fs::write(&path, archive))
        .map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))?;
    Ok(path)
}

/// Refuses a chart some of whose dependencies are not in `charts/`.
pub(crate) fn check_dependencies(chart: &Chart) -> Result<()> {
    let missing = chart.missing_dependencies();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(", ");
    Err(Failure::new(
        Kind::Chart,
        format!("{} asks for charts that are not in its charts/ folder: {list}", chart.name()),
    )
    .hint("fetch them with `rhumb dependency build`, or `rhumb dependency update`")
    .in_helms_words(format!("found in Chart.yaml, but missing in charts/ directory: {list}")))
}

/// SOURCE_DATE_EPOCH if it is set, the files' own times otherwise.
pub(crate) fn times(cx: &Context) -> Times {
    cx.settings.source_date_epoch.map_or_else(|| Times::Kept { now: now() }, Times::Fixed)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}
