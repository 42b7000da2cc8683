//! Choosing versions, Chart.lock (pkg/downloader/manager.go).

use std::fmt::Write;
use std::path::{Path, PathBuf};

use chart::{Chart, Dependency, Lock, Offer, Unresolved};
use diagnostic::Kind;
use oci::{Credentials, Transport};

use super::save::save;
use super::source::{Indexes, Source, fetch_index, offer, sources};
use crate::{Context, Failure, Result};

/// Options of [`dependency_update`] and [`dependency_build`].
#[derive(Clone, Debug, Default)]
pub struct DependencyUpdate {
    /// The chart's folder.
    pub path: PathBuf,
    /// Take the cached indexes of named repositories as they are.
    pub skip_refresh: bool,
    /// `--verify`: refuse archives that nobody known has signed.
    pub verify: bool,
    /// Public keys for that.
    pub keyring: Option<PathBuf>,
    /// How to reach repositories and registries.
    pub transport: Transport,
    /// Credentials for those that have none of their own.
    pub credentials: Option<Credentials>,
}

/// Chooses the newest versions that Chart.yaml allows, puts them into `charts/` and writes Chart.lock. Gives what
/// Helm prints meanwhile.
///
/// # Errors
/// No chart there, a repository or version that does not exist, a server that does not answer. Nothing on disk
/// has changed then.
pub async fn dependency_update(cx: &Context, options: &DependencyUpdate) -> Result<String> {
    let folder = cx.settings.working_dir.join(&options.path);
    let chart = load(cx, &folder)?;
    let mut lines = String::new();
    let mut asked = chart.metadata.dependencies.clone();
    if asked.is_empty() {
        return Ok(lines);
    }
    let sources = sources(cx, &folder, &mut asked)?;
    let indexes = indexes(cx, options, &asked, &sources, &mut lines).await?;
    let mut offers: Vec<Offer> = vec![];
    for (dependency, source) in asked.iter().zip(&sources) {
        offers.push(offer(cx, options, &indexes, dependency, source).await?);
    }
    let found = chart::resolve(asked.iter().zip(&offers)).map_err(|unresolved| failure(&unresolved))?;
    let locked: Vec<(Dependency, Source)> = found.iter().cloned().zip(sources).collect();
    save(cx, options, &indexes, &locked, &mut lines).await?;

    let lock = Lock::new(&asked, found, jiff::Zoned::now().timestamp().to_string());
    if chart.lock.as_ref().is_none_or(|old| old.digest != lock.digest) {
        write_lock(&folder, &lock, chart.metadata.api_version == "v1")?;
    }
    Ok(lines)
}

/// Puts the versions that Chart.lock names into `charts/`; without a lock it does as [`dependency_update`].
///
/// # Errors
/// As [`dependency_update`]; a lock that does not belong to Chart.yaml any more.
pub async fn dependency_build(cx: &Context, options: &DependencyUpdate) -> Result<String> {
    let folder = cx.settings.working_dir.join(&options.path);
    let chart = load(cx, &folder)?;
    let Some(lock) = &chart.lock else { return dependency_update(cx, options).await };
    let first_version = chart.metadata.api_version == "v1";
    // Helm 2 made its digest before names became URLs.
    let by_helm_2 = first_version && lock.digest == Lock::digest_of_helm_2(&chart.metadata.dependencies);
    let mut asked = chart.metadata.dependencies.clone();
    sources(cx, &folder, &mut asked)?;
    if !by_helm_2 && !lock.is_current(&asked, false) {
        let (lock, yaml) = if first_version {
            ("requirements.lock", "requirements.yaml")
        } else {
            ("Chart.lock", "Chart.yaml")
        };
        let mut helm = format!(
            "the lock file ({lock}) is out of sync with the dependencies file ({yaml}). Please update the dependencies"
        );
        if !first_version {
            helm.push_str(" with 'helm dependency update'");
        }
        return Err(Failure::new(Kind::Chart, format!("{lock} does not belong to {yaml} any more"))
            .hint("write it anew with `rhumb dependency update`")
            .in_helms_words(helm));
    }
    let mut locked = lock.dependencies.clone();
    let sources = super::source::sources(cx, &folder, &mut locked)?;
    let mut lines = String::new();
    let indexes = indexes(cx, options, &locked, &sources, &mut lines).await?;
    let locked: Vec<(Dependency, Source)> = locked.into_iter().zip(sources).collect();
    save(cx, options, &indexes, &locked, &mut lines).await?;
    Ok(lines)
}

fn load(cx: &Context, folder: &Path) -> Result<Chart> {
    if folder.is_file() {
        return Err(Failure::usage(format!(
            "{} is an archive; only a folder can be updated",
            folder.display()
        ))
        .in_helms_words("only unpacked charts can be updated"));
    }
    crate::load::load(cx, folder)
}

/// The indexes that are needed, fetched unless they may be old.
async fn indexes(
    cx: &Context,
    options: &DependencyUpdate,
    dependencies: &[Dependency],
    sources: &[Source],
    lines: &mut String,
) -> Result<Indexes> {
    let mut indexes = Indexes::default();
    for (dependency, source) in dependencies.iter().zip(sources) {
        let url = &dependency.repository;
        if !matches!(source, Source::Unnamed) || indexes.unnamed.contains_key(url) {
            continue;
        }
        if indexes.unnamed.is_empty() {
            lines.push_str("Getting updates for unmanaged Helm repositories...\n");
        }
        let index = fetch_index(cx, options, url).await?;
        let _ = writeln!(lines, "...Successfully got an update from the {url:?} chart repository");
        indexes.unnamed.insert(url.clone(), index);
    }
    if !options.skip_refresh && !crate::repository_list(cx)?.is_empty() {
        lines.push_str("Hang tight while we grab the latest from your chart repositories...\n");
        for (entry, result) in crate::repository_update(cx, &[]).await? {
            let name = &entry.name;
            let _ = match result {
                Ok(()) => writeln!(lines, "...Successfully got an update from the {name:?} chart repository"),
                Err(failure) => writeln!(
                    lines,
                    "...Unable to get an update from the {name:?} chart repository ({}):\n\t{failure}",
                    entry.url
                ),
            };
        }
        lines.push_str("Update Complete. ⎈Happy Helming!⎈\n");
    }
    let cache = cx.settings.index_cache();
    for source in sources {
        if let Source::Named(name) = source
            && !indexes.named.contains_key(name)
            && let Some(text) = cache.get(name)?
        {
            let path = cache.index_path(name).display().to_string();
            indexes.named.insert(name.clone(), crate::locate::parse_index(cx, &path, text)?);
        }
    }
    Ok(indexes)
}

fn failure(unresolved: &[Unresolved]) -> Failure {
    let list: Vec<String> = unresolved
        .iter()
        .map(|Unresolved { dependency, .. }| {
            let chart::Dependency { name, repository, version, .. } = dependency;
            format!("{name:?} (repository {repository:?}, version {version:?})")
        })
        .collect();
    let helm = format!(
        "can't get a valid version for {} subchart(s): {}. Make sure a matching chart version exists in the repo, \
         or change the version constraint in Chart.yaml",
        unresolved.len(),
        list.join(", ")
    );
    Failure {
        diagnostics: unresolved.iter().map(Unresolved::diagnostic).collect(),
        helm: Some(helm),
        printed: None,
    }
}

fn write_lock(folder: &Path, lock: &Lock, first_version: bool) -> Result<()> {
    let path = folder.join(if first_version { "requirements.lock" } else { "Chart.lock" });
    if path.is_symlink() {
        // Writing through it could change a file anywhere.
        return Err(Failure::new(
            Kind::Io,
            format!("{} is a symbolic link, and is not written", path.display()),
        ));
    }
    // There are no numbers in it, so that it always prints.
    let text = yaml::to_yaml(&lock.to_node()).unwrap_or_default();
    std::fs::write(&path, text)
        .map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))
}
