//! `package`: a chart's folder into a .tgz.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use chart::{Chart, Times};
use diagnostic::Kind;
use version::Version;

use crate::keyring::Signing;
use crate::{Context, Failure, Result, load};

/// Options of [`package`].
#[derive(Clone, Default)]
pub struct Package {
    /// The chart's folder.
    pub path: PathBuf,
    /// The folder that the archive goes to; it is made.
    pub destination: PathBuf,
    /// `--version`: another version of the chart.
    pub version: Option<String>,
    /// `--app-version`: another version of what it installs.
    pub app_version: Option<String>,
    /// `--sign`: the key that a provenance file beside the archive is made with.
    pub signing: Option<Arc<Signing>>,
}

/// Packs a chart and gives the path of its archive. With SOURCE_DATE_EPOCH the same chart gives the same bytes.
///
/// # Errors
/// No chart there, a version that is none, missing dependencies, a folder that cannot be written, a key that does
/// not open.
pub fn package(cx: &Context, options: &Package) -> Result<PathBuf> {
    let folder = cx.settings.working_dir.join(&options.path);
    if !folder.is_dir() && folder.exists() {
        return Err(Failure::usage(format!(
            "{} is no folder, so there is nothing to pack",
            folder.display()
        )));
    }
    let mut chart = load::load_whole(cx, &folder).map_err(|error| Failure::of_chart(error, &folder))?;
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
    let name = chart.archive_name();
    // Before anything is written: an archive without the signature that was asked for helps nobody.
    let provenance = match &options.signing {
        Some(signing) => Some(provenance(cx, &chart, &name, &archive, signing)?),
        None => None,
    };
    let destination = cx.settings.working_dir.join(&options.destination);
    let path = destination.join(&name);
    std::fs::create_dir_all(&destination)
        .map_err(|error| Failure::io(format!("cannot create {}", destination.display()), &error))?;
    if let Some(provenance) = provenance {
        write(&destination.join(format!("{name}.prov")), provenance.as_bytes())?;
    }
    write(&path, &archive)?;
    Ok(path)
}

fn provenance(cx: &Context, chart: &Chart, name: &str, archive: &[u8], signing: &Signing) -> Result<String> {
    let now = cx.settings.source_date_epoch.unwrap_or_else(now);
    let signed = signing.key.sign(&chart_yaml(chart), name, archive, &signing.passphrase, now);
    Ok(signed.map_err(|error| error.diagnostic())?)
}

/// Chart.yaml as Helm prints it.
pub(crate) fn chart_yaml(chart: &Chart) -> String {
    // There are no numbers in it, so that it always prints.
    yaml::to_yaml(&chart.metadata.to_node()).unwrap_or_default()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes)
        .map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))
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
