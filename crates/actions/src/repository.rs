//! `repo add`, `repo update`, `repo remove` and `repo list`.

use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, nearest};
use futures::StreamExt;
use oci::{Credentials, Repositories, RepositoryClient, RepositoryEntry, Transport};

use crate::locate;
use crate::transfer::Transfers;
use crate::{Context, Failure, Result};

/// How many indexes are fetched at once.
const AT_ONCE: usize = 8;

/// What [`repository_add`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new, or was replaced.
    Added,
    /// The same was there already.
    Unchanged,
}

/// Names a classic repository, after fetching its index to see that it is one.
///
/// # Errors
/// When the name is not allowed or taken, or there is no index.
pub async fn repository_add(cx: &Context, entry: RepositoryEntry, force_update: bool) -> Result<Added> {
    if entry.name.contains('/') {
        return Err(Failure::usage(format!("the repository's name `{}` holds a slash", entry.name))
            .hint("the slash stands between the names of a repository and a chart: choose another name")
            .in_helms_words(format!(
                "repository name ({}) contains '/', please specify a different name without '/'",
                entry.name
            )));
    }
    if entry.url.starts_with("oci://") {
        return Err(Failure::new(Kind::Unsupported, "an OCI registry needs no `repo add`")
            .hint(format!("name charts by their reference: rhumb install NAME {}/CHART", entry.url)));
    }
    let path = &cx.settings.paths.repository_config;
    let mut repositories = Repositories::load(path)?;
    if let Some(old) = repositories.get(&entry.name).filter(|_| !force_update) {
        if *old == entry {
            return Ok(Added::Unchanged);
        }
        return Err(Failure::usage(format!(
            "there is a repository named {} already, at {}",
            old.name, old.url
        ))
        .hint("choose another name, or replace it with --force-update")
        .in_helms_words(format!(
            "repository name ({}) already exists, please specify a different name",
            old.name
        )));
    }
    refresh(cx, &entry).await.map_err(|failure| {
        let helm = failure.helm_text();
        failure.context(format!("{} is no chart repository", entry.url)).in_helms_words(format!(
            "looks like {:?} is not a valid chart repository or cannot be reached: {helm}",
            entry.url
        ))
    })?;
    repositories.put(entry);
    repositories.save(path)?;
    Ok(Added::Added)
}

/// Fetches the indexes of all repositories, or of those named, several at once.
///
/// # Errors
/// When there is none, or none of a given name. That one could not be fetched is told in its own result.
pub async fn repository_update(cx: &Context, names: &[String]) -> Result<Vec<(RepositoryEntry, Result<()>)>> {
    let repositories = Repositories::load(&cx.settings.paths.repository_config)?;
    if repositories.entries.is_empty() {
        return Err(no_repositories("no repositories found. You must add one before updating"));
    }
    for name in names {
        if repositories.get(name).is_none() {
            return Err(unknown(&repositories, name).in_helms_words(format!(
                "no repositories found matching '{name}'.  Nothing will be updated"
            )));
        }
    }
    let wanted = repositories.entries.into_iter().filter(|it| names.is_empty() || names.contains(&it.name));
    let fetched = futures::stream::iter(wanted).map(|entry| async move {
        let result = refresh(cx, &entry).await;
        (entry, result)
    });
    Ok(fetched.buffered(AT_ONCE).collect().await)
}

/// Forgets repositories and their cached indexes.
///
/// # Errors
/// When there is none of that name.
pub fn repository_remove(cx: &Context, name: &str) -> Result<()> {
    let path = &cx.settings.paths.repository_config;
    let mut repositories = Repositories::load(path)?;
    if repositories.entries.is_empty() {
        return Err(no_repositories("no repositories configured"));
    }
    if !repositories.remove(name) {
        return Err(unknown(&repositories, name).in_helms_words(format!("no repo named {name:?} found")));
    }
    repositories.save(path)?;
    cx.settings.index_cache().remove(name);
    Ok(())
}

/// The named repositories.
///
/// # Errors
/// When repositories.yaml cannot be read.
pub fn repository_list(cx: &Context) -> Result<Vec<RepositoryEntry>> {
    Ok(Repositories::load(&cx.settings.paths.repository_config)?.entries)
}

/// Fetches and keeps the index of one repository.
async fn refresh(cx: &Context, entry: &RepositoryEntry) -> Result<()> {
    let credentials = (!entry.username.is_empty())
        .then(|| Credentials { username: entry.username.clone(), password: entry.password.clone() });
    let transport = locate::transport_of(&Transport::default(), entry);
    let client = RepositoryClient::new(&transport, &entry.url, credentials, entry.pass_credentials_all)?;
    let text = client.index(&entry.url, &Transfers(Arc::clone(&cx.events))).await?;
    let index = locate::parse_index(cx, &format!("{}/index.yaml", entry.url), text.clone())?;
    Ok(cx.settings.index_cache().put(&entry.name, &text, index.entries.keys().map(String::as_str))?)
}

pub(crate) fn no_repositories(helm: &str) -> Failure {
    Failure::new(Kind::NotFound, "no repositories are configured")
        .hint("add one: rhumb repo add NAME URL")
        .in_helms_words(helm)
}

fn unknown(repositories: &Repositories, name: &str) -> Failure {
    let diagnostic = Diagnostic::error(Kind::NotFound, format!("there is no repository named {name}"));
    match nearest(name, repositories.entries.iter().map(|entry| entry.name.as_str())) {
        Some(near) => diagnostic.hint(format!("did you mean {near}?")).into(),
        None => diagnostic.hint("`rhumb repo list` shows them").into(),
    }
}
