//! What is asked for and what is there (pkg/action/dependency.go).

use std::path::{Path, PathBuf};

use chart::{Chart, Dependency};
use version::{Constraint, Version};

use crate::{Context, Failure, Result};

/// The dependencies of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependencyList {
    /// One row per dependency in Chart.yaml.
    pub rows: Vec<DependencyRow>,
    /// What lies in `charts/` and is no chart.
    pub not_charts: Vec<PathBuf>,
    /// Charts in `charts/` that Chart.yaml does not ask for.
    pub not_asked_for: Vec<PathBuf>,
}

/// One dependency.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DependencyRow {
    /// Its name.
    pub name: String,
    /// The range that is asked for.
    pub version: String,
    /// Where it comes from.
    pub repository: String,
    /// `ok`, `unpacked`, `missing`, `wrong version`, …
    pub status: &'static str,
}

/// Compares Chart.yaml with `charts/`.
///
/// # Errors
/// No chart there, or a broken one.
pub fn dependency_list(cx: &Context, path: &Path) -> Result<DependencyList> {
    let chart = crate::load::load(cx, &cx.settings.working_dir.join(path))?;
    let charts = path.join("charts");
    let entries = entries(&cx.settings.working_dir.join(&charts))?;
    let asked = &chart.metadata.dependencies;
    let row = |asked: &Dependency| DependencyRow {
        name: asked.name.clone(),
        version: asked.version.clone(),
        repository: asked.repository.clone(),
        status: status(asked, &chart, &entries),
    };
    let mut list =
        DependencyList { rows: asked.iter().map(row).collect(), not_charts: vec![], not_asked_for: vec![] };
    for entry in &entries {
        let is_archive = entry.extension().is_some_and(|extension| extension == "tgz");
        if !entry.is_dir() && !is_archive {
            continue;
        }
        let shown = charts.join(entry.file_name().unwrap_or_default());
        match Chart::load(entry) {
            Err(_) => list.not_charts.push(shown),
            Ok(found) if asked.iter().all(|it| it.name != found.name()) => list.not_asked_for.push(shown),
            Ok(_) => {}
        }
    }
    Ok(list)
}

/// What lies in a folder, by name; nothing if it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = match std::fs::read_dir(folder) {
        Ok(read) => read,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(Failure::io(format!("cannot read {}", folder.display()), &error)),
    };
    let mut entries: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    Ok(entries)
}

fn status(asked: &Dependency, parent: &Chart, entries: &[PathBuf]) -> &'static str {
    let prefix = format!("{}-", asked.name);
    let version_in_name = |path: &&PathBuf| {
        let name = path.file_name()?.to_str()?;
        Some(name.strip_prefix(&prefix)?.strip_suffix(".tgz")?.to_owned())
    };
    let mut archives: Vec<&PathBuf> = entries.iter().filter(|path| version_in_name(path).is_some()).collect();
    if archives.len() > 1 {
        // `redis-cluster-1.0.0.tgz` is not `redis`: what follows the name must be a version.
        archives
            .retain(|path| version_in_name(path).is_some_and(|text| Version::parse_strict(&text).is_ok()));
        if archives.len() > 1 {
            return "too many matches";
        }
    }
    if let [archive] = archives[..] {
        return match Chart::load(archive) {
            Err(_) => "corrupt",
            Ok(found) if found.name() != asked.name => "misnamed",
            Ok(found) => mismatch(asked, &found.metadata.version).unwrap_or("ok"),
        };
    }
    match parent.dependencies.iter().rev().find(|it| it.name() == asked.name) {
        None => "missing",
        Some(found) => mismatch(asked, &found.metadata.version).unwrap_or("unpacked"),
    }
}

/// What is wrong with a version that was found.
fn mismatch(asked: &Dependency, found: &str) -> Option<&'static str> {
    if asked.version == found {
        return None;
    }
    match (Constraint::parse(&asked.version), Version::parse(found)) {
        (Ok(constraint), Ok(version)) => (!constraint.check(&version)).then_some("wrong version"),
        _ => Some("invalid version"),
    }
}
