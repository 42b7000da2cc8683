//! Where a dependency comes from, and what there is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chart::{Chart, Dependency, Index, Offer};
use diagnostic::{Diagnostic, Kind, nearest};
use oci::{Reference, RegistryClient, Repositories, RepositoryClient, version_of_tag};
use version::Version;

use super::DependencyUpdate;
use crate::locate;
use crate::transfer::Transfers;
use crate::{Context, Failure, Result};

/// Where a dependency comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// It lies in `charts/` already.
    InCharts,
    /// A folder on disk.
    Folder(PathBuf),
    /// An OCI registry.
    Registry,
    /// A repository that the user has named.
    Named(String),
    /// A repository that only Chart.yaml names.
    Unnamed,
}

/// The indexes of the repositories that dependencies come from.
#[derive(Default)]
pub(super) struct Indexes {
    /// By the name that the user gave the repository.
    pub(super) named: HashMap<String, Index>,
    /// By URL.
    pub(super) unnamed: HashMap<String, Index>,
}

/// Finds out where each dependency comes from; `@name` and `alias:name` become the repository's URL, which is
/// what the lock's digest is made of (`resolveRepoNames` of pkg/downloader/manager.go).
pub(super) fn sources(cx: &Context, folder: &Path, asked: &mut [Dependency]) -> Result<Vec<Source>> {
    let known = Repositories::load(&cx.settings.paths.repository_config)?;
    asked.iter_mut().map(|dependency| source(folder, &known, dependency)).collect()
}

fn source(folder: &Path, known: &Repositories, dependency: &mut Dependency) -> Result<Source> {
    let repository = dependency.repository.as_str();
    if repository.is_empty() {
        let path = folder.join("charts").join(&dependency.name);
        return if path.exists() { Ok(Source::InCharts) } else { Err(no_folder(&path, dependency)) };
    }
    if let Some(path) = repository.strip_prefix("file://") {
        let path = folder.join(path);
        return if path.exists() { Ok(Source::Folder(path)) } else { Err(no_folder(&path, dependency)) };
    }
    if repository.starts_with("oci://") {
        return Ok(Source::Registry);
    }
    let alias = repository.strip_prefix('@').or_else(|| repository.strip_prefix("alias:"));
    let same = |url: &str| url.trim_end_matches('/') == repository.trim_end_matches('/');
    let entry = known.entries.iter().find(|entry| match alias {
        Some(name) => entry.name == name,
        None => same(&entry.url),
    });
    match entry {
        Some(entry) => {
            if alias.is_some() {
                dependency.repository.clone_from(&entry.url);
            }
            Ok(Source::Named(entry.name.clone()))
        }
        None if alias.is_none() && repository.contains("://") => Ok(Source::Unnamed),
        None => Err(unknown(known, repository, alias)),
    }
}

fn no_folder(path: &Path, dependency: &Dependency) -> Failure {
    let name = &dependency.name;
    Failure::new(Kind::NotFound, format!("the dependency {name} is not at {}", path.display()))
        .hint("mend its `repository` in Chart.yaml")
        .in_helms_words(format!("directory {} not found", path.display()))
}

fn unknown(known: &Repositories, repository: &str, alias: Option<&str>) -> Failure {
    let message = format!("no repository is called {repository}");
    let near = alias.and_then(|name| nearest(name, known.entries.iter().map(|entry| entry.name.as_str())));
    let diagnostic = Diagnostic::error(Kind::NotFound, message);
    let diagnostic = match near {
        Some(near) => diagnostic.hint(format!("did you mean @{near}?")),
        None => diagnostic.hint("write its URL, or name it with `rhumb repo add` and write @NAME"),
    };
    Failure::from(diagnostic).in_helms_words(format!(
        "no repository definition for {repository}. Please add them via 'helm repo add'"
    ))
}

/// Fetches the index of a repository that has no name.
pub(super) async fn fetch_index(cx: &Context, options: &DependencyUpdate, url: &str) -> Result<Index> {
    let client = RepositoryClient::new(&options.transport, url, options.credentials.clone(), false)?;
    let text = client.index(url, &Transfers(Arc::clone(&cx.events))).await?;
    locate::parse_index(cx, &format!("{url}/index.yaml"), text)
}

/// What there is for a dependency.
pub(super) async fn offer(
    cx: &Context,
    options: &DependencyUpdate,
    indexes: &Indexes,
    dependency: &Dependency,
    source: &Source,
) -> Result<Offer> {
    let index = match source {
        Source::InCharts => return Ok(Offer::InCharts),
        Source::Folder(path) => return Ok(Offer::Folder { version: Chart::load(path)?.metadata.version }),
        Source::Registry if Version::parse(&dependency.version).is_ok() => {
            return Ok(Offer::Versions(vec![dependency.version.clone()]));
        }
        Source::Registry => return tags(cx, options, dependency).await,
        Source::Named(name) => indexes.named.get(name),
        Source::Unnamed => indexes.unnamed.get(&dependency.repository),
    };
    let index = index.ok_or_else(|| {
        let message = format!("there is no index of {}", dependency.repository);
        Failure::new(Kind::NotFound, message).hint("fetch it with `rhumb repo update`")
    })?;
    Ok(match index.entries.get(&dependency.name) {
        Some(entries) => {
            let usable = entries.iter().filter(|entry| !entry.urls.is_empty());
            Offer::Versions(usable.map(|entry| entry.metadata.version.clone()).collect())
        }
        None => Offer::NoSuchChart { names: index.entries.keys().cloned().collect() },
    })
}

async fn tags(cx: &Context, options: &DependencyUpdate, dependency: &Dependency) -> Result<Offer> {
    let place = format!("{}/{}", dependency.repository.trim_end_matches('/'), dependency.name);
    let reference = Reference::parse(&place)?;
    let store = cx.settings.credential_store();
    let client =
        RegistryClient::new(&reference, &options.transport, &store, options.credentials.clone()).await?;
    let tags = client.tags(&reference).await?;
    let mut versions: Vec<Version> =
        tags.iter().filter_map(|tag| Version::parse_strict(&version_of_tag(tag)).ok()).collect();
    versions.sort_by(|a, b| b.cmp(a));
    Ok(Offer::Versions(versions.into_iter().map(|version| version.original().to_owned()).collect()))
}
