//! Fetching archives into `charts/`.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use chart::{Chart, Dependency};
use diagnostic::Kind;
use futures::StreamExt;
use oci::join_url;
use sha2::{Digest, Sha256};
use version::{Constraint, Version};

use super::DependencyUpdate;
use super::source::{Indexes, Source};
use crate::locate::{self, ChartQuery};
use crate::{Context, Failure, Result};

/// How many archives are fetched at once.
const AT_ONCE: usize = 4;

/// An archive for `charts/`.
struct Archive {
    file_name: String,
    bytes: Vec<u8>,
}

/// Fetches every dependency, then puts the archives into `charts/` and removes those that are out of date.
/// Nothing on disk changes before all of them are there. What Helm prints goes to `lines`.
pub(super) async fn save(
    cx: &Context,
    options: &DependencyUpdate,
    indexes: &Indexes,
    locked: &[(Dependency, Source)],
    lines: &mut String,
) -> Result<()> {
    let folder = cx.settings.working_dir.join(&options.path);
    let charts = folder.join("charts");
    let _ = writeln!(lines, "Saving {} charts", locked.len());
    let mut seen = HashSet::new();
    let mut wanted = vec![];
    for (dependency, source) in locked {
        let Dependency { name, version, repository, .. } = dependency;
        match source {
            Source::InCharts => {
                let _ = writeln!(
                    lines,
                    "Dependency {name} did not declare a repository. Assuming it exists in the charts directory"
                );
                check_in_charts(&charts.join(name), dependency)?;
                continue;
            }
            Source::Folder(_) => {}
            _ if seen.insert((name, version, repository)) => {
                let _ = writeln!(lines, "Downloading {name} from repo {repository}");
            }
            _ => {
                let _ = writeln!(lines, "Already downloaded {name} from repo {repository}");
                continue;
            }
        }
        wanted.push((dependency, source));
    }
    let fetched: Vec<Result<Archive>> = futures::stream::iter(wanted)
        .map(|(dependency, source)| fetch(cx, options, indexes, dependency, source))
        .buffered(AT_ONCE)
        .collect()
        .await;
    let archives: Vec<Archive> = fetched.into_iter().collect::<Result<_>>()?;

    std::fs::create_dir_all(&charts)
        .map_err(|error| Failure::io(format!("cannot make {}", charts.display()), &error))?;
    for archive in &archives {
        let path = charts.join(&archive.file_name);
        let part = charts.join(format!(".{}.part", archive.file_name));
        std::fs::write(&part, &archive.bytes)
            .and_then(|()| std::fs::rename(&part, &path))
            .map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))?;
    }
    lines.push_str("Deleting outdated charts\n");
    let kept: HashSet<&str> = archives.iter().map(|archive| archive.file_name.as_str()).collect();
    let local: HashSet<&str> = locked
        .iter()
        .filter(|(_, source)| matches!(source, Source::InCharts))
        .map(|(dependency, _)| dependency.name.as_str())
        .collect();
    delete_outdated(&charts, &kept, &local, lines)
}

/// A chart that lies in `charts/` must have a version that is asked for.
fn check_in_charts(path: &Path, dependency: &Dependency) -> Result<()> {
    let found = Chart::load(path)?.metadata.version;
    let fits = match (Constraint::parse(&dependency.version), Version::parse(&found)) {
        (Ok(constraint), Ok(version)) => constraint.check(&version),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let message = format!(
        "dependency {} at version {found} does not satisfy the constraint {}",
        dependency.name, dependency.version
    );
    Err(Failure::new(Kind::Chart, message).hint("change the range in Chart.yaml, or the chart in charts/"))
}

async fn fetch(
    cx: &Context,
    options: &DependencyUpdate,
    indexes: &Indexes,
    dependency: &Dependency,
    source: &Source,
) -> Result<Archive> {
    let Dependency { name, version, repository, .. } = dependency;
    let mut digest = String::new();
    let reference = match source {
        Source::InCharts => return Err(Failure::new(Kind::Internal, "nothing to fetch")),
        Source::Folder(path) => {
            let chart = Chart::load(path)?;
            let bytes = chart.pack(crate::package::times(cx))?;
            return Ok(Archive { file_name: chart.archive_name(), bytes });
        }
        Source::Registry => format!("{}/{name}", repository.trim_end_matches('/')),
        Source::Named(named) => format!("{named}/{name}"),
        Source::Unnamed => {
            let index = indexes
                .unnamed
                .get(repository)
                .ok_or_else(|| Failure::new(Kind::NotFound, format!("there is no index of {repository}")))?;
            let picked = index.pick(name, version).map_err(|missing| missing.diagnostic())?;
            digest.clone_from(&picked.entry.digest);
            join_url(repository, picked.entry.urls.first().map_or("", String::as_str))
        }
    };
    let in_url = matches!(source, Source::Unnamed);
    let query = ChartQuery {
        reference,
        version: (!in_url).then(|| version.clone()),
        transport: options.transport.clone(),
        credentials: options.credentials.clone(),
        verify: options.verify,
        keyring: options.keyring.clone(),
        ..ChartQuery::default()
    };
    let downloaded = locate::download(cx, &query, false).await?;
    check_digest(&downloaded.from, &digest, &downloaded.archive)?;
    // What came must be a chart before it replaces one.
    let chart = Chart::from_archive(&downloaded.file_name, &downloaded.archive)?;
    Ok(Archive { file_name: chart.archive_name(), bytes: downloaded.archive })
}

fn check_digest(what: &str, expected: &str, archive: &[u8]) -> Result<()> {
    let expected = expected.strip_prefix("sha256:").unwrap_or(expected);
    let actual: String = Sha256::digest(archive).iter().map(|byte| format!("{byte:02x}")).collect();
    if expected.is_empty() || actual.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    let error = oci::Error::Digest { what: what.to_owned(), expected: expected.to_owned(), actual };
    Err(error.into())
}

fn delete_outdated(
    charts: &Path,
    kept: &HashSet<&str>,
    local: &HashSet<&str>,
    lines: &mut String,
) -> Result<()> {
    let entries = std::fs::read_dir(charts)
        .map_err(|error| Failure::io(format!("cannot read {}", charts.display()), &error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() || entry.file_name().to_str().is_some_and(|name| kept.contains(name)) {
            continue;
        }
        match Chart::load(&path) {
            Err(error) => {
                let _ =
                    writeln!(lines, "Could not verify {} for deletion: {error} (Skipping)", path.display());
            }
            Ok(chart) if local.contains(chart.name()) => {}
            Ok(_) => std::fs::remove_file(&path)
                .map_err(|error| Failure::io(format!("cannot remove {}", path.display()), &error))?,
        }
    }
    Ok(())
}
