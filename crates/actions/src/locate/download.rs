//! Charts that have to be fetched.

use std::sync::Arc;

use chart::{Index, IndexEntry};
use diagnostic::{Diagnostic, Kind, Source, nearest};
use oci::{
    Credentials, Progress, Reference, Repositories, RepositoryClient, RepositoryEntry, Transport, join_url,
    version_of_tag,
};

use super::{ChartQuery, newest};
use crate::transfer::Transfers;
use crate::{Context, Failure, Result};

/// A chart's archive as it was fetched, its digest checked wherever one is known.
#[derive(Clone, Debug)]
pub struct Downloaded {
    /// The archive.
    pub archive: Vec<u8>,
    /// `NAME-VERSION.tgz`.
    pub file_name: String,
    /// The provenance file beside it, if it was asked for and is there.
    pub provenance: Option<Vec<u8>>,
    /// Where it came from, for messages.
    pub from: String,
    /// The reference with its tag, and the digest of the manifest, of a chart in an OCI registry.
    pub manifest: Option<(Reference, String)>,
}

/// Fetches the chart that is meant, with its provenance if `with_provenance` and there is one.
///
/// # Errors
/// When there is no such chart or version, when the server does not answer or refuses, or when what came is
/// not what was announced.
pub async fn download(cx: &Context, query: &ChartQuery, with_provenance: bool) -> Result<Downloaded> {
    let downloaded = fetch(cx, query, with_provenance || query.verify).await?;
    if query.verify {
        let provenance = downloaded.provenance.as_deref();
        crate::verify::verify_bytes(
            cx,
            &downloaded.file_name,
            &downloaded.archive,
            provenance,
            query.keyring.as_deref(),
        )?;
    }
    Ok(downloaded)
}

async fn fetch(cx: &Context, query: &ChartQuery, with_provenance: bool) -> Result<Downloaded> {
    let name = query.reference.trim();
    if name.starts_with("oci://") {
        return from_registry(cx, query, name).await;
    }
    if let Some(repo) = &query.repo {
        if repo.starts_with("oci://") {
            return from_registry(cx, query, &format!("{}/{name}", repo.trim_end_matches('/'))).await;
        }
        let entry = RepositoryEntry { url: repo.clone(), ..RepositoryEntry::default() };
        let place = Place::new(query, &entry)?;
        let text = place.client.index(repo, &Transfers(Arc::clone(&cx.events))).await?;
        let index = parse(cx, &format!("{repo}/index.yaml"), text)?;
        let asked =
            if query.range().is_empty() { String::new() } else { format!(" version {:?}", query.range()) };
        let picked = index.pick(name, query.range()).map_err(|missing| {
            Failure::from(missing.diagnostic())
                .context(format!("chart {name} in {repo}"))
                .in_helms_words(format!("chart {name:?}{asked} not found in {repo} repository"))
        })?;
        return place.fetch(cx, picked.entry, repo, with_provenance).await;
    }
    let repositories = Repositories::load(&cx.settings.paths.repository_config)?;
    if name.contains("://") {
        let entry = repositories.entries.iter().find(|entry| name.starts_with(&entry.url));
        let place = Place::new(
            query,
            entry.unwrap_or(&RepositoryEntry { url: name.to_owned(), ..Default::default() }),
        )?;
        return place.fetch_url(cx, name, "", with_provenance).await;
    }
    from_named_repository(cx, query, name, &repositories, with_provenance).await
}

async fn from_named_repository(
    cx: &Context,
    query: &ChartQuery,
    name: &str,
    repositories: &Repositories,
    with_provenance: bool,
) -> Result<Downloaded> {
    let Some((repository, chart)) = name.split_once('/') else {
        return Err(Failure::new(Kind::NotFound, format!("there is no chart at `{name}`"))
            .hint("name a folder or an archive, oci://HOST/PATH, a URL, REPOSITORY/CHART, or add --repo URL")
            .in_helms_words(format!(
                "non-absolute URLs should be in form of repo_name/path_to_chart, got: {name}"
            )));
    };
    let Some(entry) = repositories.get(repository) else {
        let mut diagnostic = Diagnostic::error(
            Kind::NotFound,
            format!("there is no chart at `{name}` and no repository named `{repository}`"),
        );
        let known = repositories.entries.iter().map(|entry| entry.name.as_str());
        diagnostic = match (nearest(repository, known), beside(cx, name)) {
            (_, Some(near)) => diagnostic.hint(format!("did you mean the folder {near}?")),
            (Some(near), None) => diagnostic.hint(format!("did you mean {near}/{chart}?")),
            (None, None) => diagnostic.hint(format!("add it: rhumb repo add {repository} URL")),
        };
        return Err(Failure::from(diagnostic).in_helms_words(format!("repo {repository} not found")));
    };
    let Some(text) = cx.settings.index_cache().get(repository)? else {
        return Err(Failure::new(
            Kind::NotFound,
            format!("the index of repository {repository} is not here yet"),
        )
        .hint("fetch it: rhumb repo update"));
    };
    let index = parse(cx, &cx.settings.index_cache().index_path(repository).to_string_lossy(), text)?;
    let picked = index.pick(chart, query.range()).map_err(|missing| {
        Failure::from(missing.diagnostic()).hint("the index may be old: rhumb repo update").in_helms_words(format!(
            "chart {chart:?} matching {} not found in {repository} index. (try 'helm repo update'): {missing}",
            query.range()
        ))
    })?;
    Place::new(query, entry)?.fetch(cx, picked.entry, &entry.url, with_provenance).await
}

/// A folder or archive on disk whose name is near to that of a path which is not there.
fn beside(cx: &Context, name: &str) -> Option<String> {
    let (parent, wanted) = name.trim_end_matches('/').rsplit_once('/')?;
    let entries = std::fs::read_dir(cx.settings.working_dir.join(parent)).ok()?;
    let names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    nearest(wanted, names.iter().map(String::as_str)).map(|near| format!("{parent}/{near}"))
}

/// Reads an index; entries that it leaves out are told.
pub(crate) fn parse(cx: &Context, name: &str, text: String) -> Result<Index> {
    let mut warnings = vec![];
    let index = Index::parse(&Source::file(name, text), &mut warnings)?;
    for warning in warnings {
        cx.events.warn(warning);
    }
    Ok(index)
}

/// How to speak to a repository.
struct Place {
    client: RepositoryClient,
}

impl Place {
    fn new(query: &ChartQuery, entry: &RepositoryEntry) -> Result<Self> {
        let given = query.credentials.clone();
        let stored = (!entry.username.is_empty())
            .then(|| Credentials { username: entry.username.clone(), password: entry.password.clone() });
        let pass = query.pass_credentials || entry.pass_credentials_all;
        let transport = transport_of(&query.transport, entry);
        Ok(Self { client: RepositoryClient::new(&transport, &entry.url, given.or(stored), pass)? })
    }

    async fn fetch(
        &self,
        cx: &Context,
        entry: &IndexEntry,
        base: &str,
        with_provenance: bool,
    ) -> Result<Downloaded> {
        let Some(url) = entry.urls.first() else {
            return Err(Failure::new(
                Kind::Chart,
                format!("{} {} has no URL in its index", entry.metadata.name, entry.metadata.version),
            ));
        };
        self.fetch_url(cx, &join_url(base, url), &entry.digest, with_provenance).await
    }

    async fn fetch_url(
        &self,
        cx: &Context,
        url: &str,
        digest: &str,
        with_provenance: bool,
    ) -> Result<Downloaded> {
        let transfers = Transfers(Arc::clone(&cx.events));
        let cache = cx.settings.content_cache();
        let archive = match cache.get(digest) {
            Some(archive) => archive,
            None => {
                let archive = self.client.archive(url, &transfers).await?;
                check_digest(url, digest, &archive)?;
                cache.put(&archive);
                archive
            }
        };
        let provenance = if with_provenance { self.provenance(url, &transfers).await } else { None };
        let file_name = url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or(url);
        Ok(Downloaded {
            archive,
            file_name: file_name.to_owned(),
            provenance,
            from: url.to_owned(),
            manifest: None,
        })
    }

    /// A chart that is not signed has none.
    async fn provenance(&self, url: &str, progress: &dyn Progress) -> Option<Vec<u8>> {
        self.client.archive(&format!("{url}.prov"), progress).await.ok()
    }
}

/// The flags, and what repositories.yaml says where they say nothing.
pub(crate) fn transport_of(flags: &Transport, entry: &RepositoryEntry) -> Transport {
    let file = |flag: &Option<std::path::PathBuf>, stored: &str| {
        flag.clone().or_else(|| (!stored.is_empty()).then(|| stored.into()))
    };
    Transport {
        ca_file: file(&flags.ca_file, &entry.ca_file),
        cert_file: file(&flags.cert_file, &entry.cert_file),
        key_file: file(&flags.key_file, &entry.key_file),
        insecure_skip_tls_verify: flags.insecure_skip_tls_verify || entry.insecure_skip_tls_verify,
        plain_http: flags.plain_http,
    }
}

/// Helm takes whatever the server sends; an index that names a digest is held to it here.
fn check_digest(what: &str, expected: &str, archive: &[u8]) -> Result<()> {
    use sha2::{Digest, Sha256};
    let expected = expected.strip_prefix("sha256:").unwrap_or(expected);
    if expected.is_empty() {
        return Ok(());
    }
    let actual: String = Sha256::digest(archive).iter().map(|byte| format!("{byte:02x}")).collect();
    if actual.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    let error = oci::Error::Digest { what: what.to_owned(), expected: expected.to_owned(), actual };
    Err(error.into())
}

async fn from_registry(cx: &Context, query: &ChartQuery, name: &str) -> Result<Downloaded> {
    let mut reference = Reference::parse(name)?;
    let store = cx.settings.credential_store();
    let client =
        oci::RegistryClient::new(&reference, &query.transport, &store, query.credentials.clone()).await?;
    let range = query.range();
    if let Some(tag) = &reference.tag
        && !range.is_empty()
        && version_of_tag(tag) != range
    {
        return Err(Failure::usage(format!(
            "the reference says {} and --version says {range}",
            version_of_tag(tag)
        ))
        .hint("leave one of them out"));
    }
    if reference.digest.is_none() && reference.tag.is_none() {
        let exact = version::Version::parse_strict(range).is_ok();
        let version = if exact { range.to_owned() } else { version_at(&client, &reference, range).await? };
        reference = reference.with_version(&version);
    }
    let transfers = Transfers(Arc::clone(&cx.events));
    let pulled = client.pull(&reference, &transfers).await?;
    let version = match &reference.tag {
        Some(tag) => version_of_tag(tag),
        None => config_version(&pulled.config),
    };
    Ok(Downloaded {
        archive: pulled.archive,
        file_name: format!("{}-{version}.tgz", reference.name()),
        provenance: pulled.provenance,
        from: format!("oci://{reference}"),
        manifest: Some((reference, pulled.manifest_digest)),
    })
}

/// The newest version in a range that a registry has.
async fn version_at(client: &oci::RegistryClient, reference: &Reference, range: &str) -> Result<String> {
    let tags = client.tags(reference).await?;
    let versions: Vec<String> = tags.iter().map(|tag| version_of_tag(tag)).collect();
    let found = newest(versions.iter().map(String::as_str), range)?;
    found.map(str::to_owned).ok_or_else(|| {
        let mut failure = Failure::new(Kind::NotFound, format!("oci://{reference} has no version {range}"))
            .in_helms_words(format!("could not locate a version matching provided version string {range}"));
        let mut known: Vec<_> =
            versions.iter().filter_map(|text| version::Version::parse_strict(text).ok()).collect();
        known.sort();
        let shown: Vec<&str> = known.iter().rev().take(3).map(version::Version::original).collect();
        if !shown.is_empty() {
            failure = failure.hint(format!("the newest are {}", shown.join(", ")));
        }
        failure
    })
}

/// The version that a chart's configuration names.
fn config_version(config: &[u8]) -> String {
    let value: serde_json::Value = serde_json::from_slice(config).unwrap_or_default();
    value.get("version").and_then(serde_json::Value::as_str).unwrap_or("unknown").to_owned()
}
