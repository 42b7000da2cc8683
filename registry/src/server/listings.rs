//! Lists: tags (end-8), referrers (end-12) and the catalogue.

use http::header::{CONTENT_TYPE, HeaderName, LINK};
use serde_json::json;

use super::problem::Problem;
use super::query::{self, Query};
use super::reply;
use super::serve::{Head, Response};
use crate::reference::{Digest, Repository};
use crate::store::{Store, media_type};

/// Entries on a page when the client names no number; also the most that it can name.
const PAGE: usize = 10_000;

/// What `?n=&last=` ask for.
struct Page {
    limit: usize,
    after: String,
}

impl Page {
    fn parse(query: &Query) -> Result<Self, Problem> {
        let limit = match query.get("n") {
            None => PAGE,
            Some(n) => n
                .parse::<usize>()
                .map_err(|_| {
                    Problem::malformed("PAGINATION_NUMBER_INVALID", format!("`n={n}` is not a number"))
                })?
                .min(PAGE),
        };
        Ok(Self { limit, after: query.get("last").unwrap_or("").to_owned() })
    }

    /// The entries to ask the store for: one more than wanted shows whether there is a next page.
    fn probe(&self) -> usize {
        if self.limit == 0 { 0 } else { self.limit + 1 }
    }

    /// Cuts a list to the page; the `Link` to the next one, if there is one.
    fn cut(&self, list: &mut Vec<String>, path: &str) -> Option<String> {
        if list.len() <= self.limit {
            return None;
        }
        list.truncate(self.limit);
        let last = query::encode(list.last()?);
        Some(format!("<{path}?n={}&last={last}>; rel=\"next\"", self.limit))
    }
}

/// The tags of a repository.
pub(super) fn tags(store: &Store, repository: &Repository, head: &Head) -> Result<Response, Problem> {
    let page = Page::parse(&Query::parse(head.uri.query()))?;
    let tags = store.tags(repository, &page.after, page.probe())?;
    let mut tags: Vec<String> = tags.into_iter().map(|(tag, _)| tag.to_string()).collect();
    let link = page.cut(&mut tags, &format!("/v2/{repository}/tags/list"));
    Ok(paged(&json!({"name": repository.as_str(), "tags": tags}), link))
}

/// The repositories.
pub(super) fn catalog(store: &Store, head: &Head) -> Result<Response, Problem> {
    let page = Page::parse(&Query::parse(head.uri.query()))?;
    let mut names: Vec<String> =
        store.repositories(&page.after, page.probe())?.iter().map(ToString::to_string).collect();
    let link = page.cut(&mut names, "/v2/_catalog");
    Ok(paged(&json!({"repositories": names}), link))
}

fn paged(value: &serde_json::Value, link: Option<String>) -> Response {
    let mut response = reply::json(value);
    if let Some(link) = link {
        reply::set(&mut response, LINK, &link);
    }
    response
}

/// What refers to a manifest: always an index, also for a repository or subject that does not exist.
pub(super) fn referrers(
    store: &Store,
    repository: &Repository,
    subject: &Digest,
    head: &Head,
) -> Result<Response, Problem> {
    let query = Query::parse(head.uri.query());
    let wanted = query.get("artifactType").filter(|kind| !kind.is_empty());
    let mut list = store.referrers(repository, subject)?;
    if let Some(wanted) = wanted {
        list.retain(|referrer| referrer.artifact_type.as_deref() == Some(wanted));
    }
    let index = json!({"schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": list});
    let mut response = reply::json(&index);
    reply::set_static(&mut response, CONTENT_TYPE, media_type::INDEX);
    if wanted.is_some() {
        reply::set_static(&mut response, HeaderName::from_static("oci-filters-applied"), "artifactType");
    }
    Ok(response)
}
