//! `/api/v1`: charts as JSON, for search and for user interfaces.

use http::Method;
use http::header::{CONTENT_TYPE, ETAG};
use serde_json::{Map, Value, json};

use super::problem::Problem;
use super::query::Query;
use super::serve::{Body, Head, Response};
use super::{range, reply};
use crate::charts::{ChartFile, ChartVersion};
use crate::reference::Repository;
use crate::{Error, Registry};

/// Charts in an answer when the client names no number, and the most that it can name.
const PAGE: usize = 100;
const LARGEST_PAGE: usize = 10_000;

/// `search?q=&n=`, and `charts?n=`, which finds everything.
pub(super) async fn search(registry: &Registry, head: &Head) -> Result<Response, Problem> {
    let query = Query::parse(head.uri.query());
    let limit = match query.get("n") {
        None => PAGE,
        Some(n) => n.parse::<usize>().map_err(|_| {
            Problem::malformed("PAGINATION_NUMBER_INVALID", format!("`n={n}` is not a number"))
        })?,
    };
    let found = registry.library().search(query.get("q").unwrap_or(""), limit.min(LARGEST_PAGE)).await?;
    Ok(reply::json(&found))
}

/// `charts/<repository>/versions`.
pub(super) async fn versions(registry: &Registry, repository: &Repository) -> Result<Response, Problem> {
    let versions = registry.library().versions(repository).await?;
    let versions: Vec<Value> = versions.iter().map(|version| describe(version)).collect();
    Ok(reply::json(&json!({"repository": repository.as_str(), "versions": versions})))
}

/// `charts/<repository>/versions/<version>`.
pub(super) async fn version(
    registry: &Registry,
    repository: &Repository,
    version: &str,
) -> Result<Response, Problem> {
    let version = registry.library().version(repository, version).await?;
    Ok(reply::json(&describe(&version)))
}

/// `charts/<repository>/versions/<version>/values`, `schema` and `readme`.
pub(super) async fn file(
    registry: &Registry,
    repository: &Repository,
    version: &str,
    file: ChartFile,
    head: &Head,
) -> Result<Response, Problem> {
    let version = registry.library().version(repository, version).await?;
    let (part, content_type) = match file {
        ChartFile::Values => ("values", "application/yaml"),
        ChartFile::Schema => ("schema", "application/schema+json"),
        ChartFile::Readme => ("readme", "text/markdown; charset=utf-8"),
    };
    // The same archive has the same files.
    let etag = format!("\"{part}-{}\"", version.parts.archive);
    if range::is_unchanged(&head.headers, &etag) {
        return Ok(reply::unchanged(&etag));
    }
    let bytes = registry.library().files(&version).await?.get(file).ok_or_else(|| Error::ChartUnknown {
        what: format!("{part} in version {} of the chart `{repository}`", version.version()),
    })?;
    let length = bytes.len() as u64;
    let mut response =
        Response::new(if head.method == Method::HEAD { Body::empty() } else { Body::from(bytes) });
    reply::set_static(&mut response, CONTENT_TYPE, content_type);
    reply::set(&mut response, ETAG, &etag);
    reply::set_caching(&mut response, false);
    reply::set_length(&mut response, length);
    Ok(response)
}

/// A version with Chart.yaml, where it is and what it is made of.
fn describe(version: &ChartVersion) -> Value {
    let mut table: Map<String, Value> = version.metadata.clone();
    let created = jiff::Timestamp::from_millisecond(version.created).unwrap_or_default().to_string();
    let own = json!({
        "repository": version.repository.as_str(),
        "tag": version.tag.as_str(),
        "created": created,
        "manifest": version.manifest,
        "archive": {"digest": version.parts.archive, "size": version.parts.size},
        "signed": version.parts.provenance.is_some(),
    });
    if let Value::Object(own) = own {
        table.extend(own);
    }
    Value::Object(table)
}
