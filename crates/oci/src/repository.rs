//! Index files and archives over HTTP, and the cache of indexes.

use std::path::PathBuf;

use futures::StreamExt;

use crate::repositories::replace_file;
use crate::{Credentials, Error, Progress, Result, Transport};

/// No archive may be larger (pkg/chart/loader/archive, unpacked; an archive is never larger than what is in it).
const ARCHIVE_LIMIT: u64 = 100 << 20;
/// No index may be larger; the largest public ones have 140 MiB.
const INDEX_LIMIT: u64 = 512 << 20;

/// Reads index files and archives over HTTP.
pub struct RepositoryClient {
    http: reqwest::Client,
    credentials: Option<Credentials>,
    /// Scheme, host and port that credentials go to; every host if absent.
    only_to: Option<String>,
}

impl RepositoryClient {
    /// A client that sends `credentials` to the host of `base` only, or to every host with `pass_to_all`.
    ///
    /// # Errors
    /// When the TLS settings cannot be used.
    pub fn new(
        transport: &Transport,
        base: &str,
        credentials: Option<Credentials>,
        pass_to_all: bool,
    ) -> Result<Self> {
        let only_to = if pass_to_all { None } else { Some(origin(base)) };
        Ok(Self { http: transport.http_client()?, credentials, only_to })
    }

    /// The text of `index.yaml` below a base URL.
    ///
    /// # Errors
    /// When the server does not answer, or not with 200.
    pub async fn index(&self, base: &str, progress: &dyn Progress) -> Result<String> {
        let bytes = self.get(&join_url(base, "index.yaml"), INDEX_LIMIT, progress).await?;
        String::from_utf8(bytes).map_err(|_| Error::NotAChart {
            what: base.to_owned(),
            reason: "its index is no text".to_owned(),
        })
    }

    /// An archive, or any other small file.
    ///
    /// # Errors
    /// When the server does not answer, or not with 200, or the file is larger than 100 MiB.
    pub async fn archive(&self, url: &str, progress: &dyn Progress) -> Result<Vec<u8>> {
        self.get(url, ARCHIVE_LIMIT, progress).await
    }

    async fn get(&self, url: &str, limit: u64, progress: &dyn Progress) -> Result<Vec<u8>> {
        let mut request = self.http.get(url);
        let mut sent = false;
        if let Some(credentials) = &self.credentials
            && self.only_to.as_ref().is_none_or(|allowed| *allowed == origin(url))
        {
            request = request.basic_auth(&credentials.username, Some(&credentials.password));
            sent = true;
        }
        let response = request.send().await.map_err(|error| Error::request(url, &error))?;
        let status = response.status();
        if !status.is_success() {
            let reason = status.canonical_reason().unwrap_or("no reason").to_owned();
            return Err(Error::status(url, url, status.as_u16(), reason, sent));
        }
        let what = url.rsplit('/').next().unwrap_or(url);
        progress.started(what, response.content_length());
        let mut bytes = vec![];
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            bytes.extend_from_slice(&chunk.map_err(|error| Error::request(url, &error))?);
            if bytes.len() as u64 > limit {
                return Err(Error::TooLarge { what: url.to_owned(), limit });
            }
            progress.advanced(what, bytes.len() as u64);
        }
        progress.finished(what, bytes.len() as u64);
        Ok(bytes)
    }
}

/// Scheme, host and port of a URL.
fn origin(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return String::new() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{}://{}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase())
}

/// An absolute URL stays, a relative one starts from the base, whose query is kept (pkg/repo/v1/chartrepo.go).
pub fn join_url(base: &str, reference: &str) -> String {
    if reference.contains("://") {
        return reference.to_owned();
    }
    let (path, query) = base.split_once('?').map_or((base, None), |(path, query)| (path, Some(query)));
    let mut url = if reference.starts_with('/') {
        format!("{}{reference}", origin(path))
    } else {
        format!("{}/{reference}", path.trim_end_matches('/'))
    };
    if let Some(query) = query {
        url.push('?');
        url.push_str(query);
    }
    url
}

/// The folder of index files that `repo add` and `repo update` fill: `NAME-index.yaml` and `NAME-charts.txt`.
#[derive(Clone, Debug)]
pub struct IndexCache {
    /// The folder.
    pub folder: PathBuf,
}

impl IndexCache {
    /// Where the index of a repository is.
    pub fn index_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}-index.yaml"))
    }

    /// Keeps an index and the names of its charts, one a line, which completion scripts read.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn put<'a>(&self, name: &str, index: &str, charts: impl Iterator<Item = &'a str>) -> Result<()> {
        replace_file(&self.index_path(name), index.as_bytes())?;
        let names: String = charts.map(|chart| format!("{chart}\n")).collect();
        replace_file(&self.folder.join(format!("{name}-charts.txt")), names.as_bytes())
    }

    /// The text of a cached index, if it is there.
    ///
    /// # Errors
    /// When it is there but cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<String>> {
        let path = self.index_path(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::File { attempted: "read", path, source }),
        }
    }

    /// Forgets a repository.
    pub fn remove(&self, name: &str) {
        for path in [self.index_path(name), self.folder.join(format!("{name}-charts.txt"))] {
            // It may never have been there.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_urls_start_from_the_base() {
        for (base, reference, expected) in [
            ("http://h/charts", "a-1.tgz", "http://h/charts/a-1.tgz"),
            ("http://h/charts/?k=1", "a-1.tgz", "http://h/charts/a-1.tgz?k=1"),
            ("http://h:1/charts", "/a-1.tgz", "http://h:1/a-1.tgz"),
            ("http://h/charts", "https://other/a.tgz", "https://other/a.tgz"),
        ] {
            assert_eq!(join_url(base, reference), expected);
        }
    }

    #[test]
    fn an_origin_has_no_path_and_no_user() {
        assert_eq!(origin("HTTP://u:p@Host:1/x?y"), "http://host:1");
    }
}
