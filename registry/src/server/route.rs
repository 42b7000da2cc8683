//! Paths and methods.

use http::Method;
use uuid::Uuid;

use super::problem::Problem;
use super::query;
use crate::Error;
use crate::reference::{Digest, Repository};
use crate::store::Reference;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// The repository that it is about, if it is about one.
    pub(super) repository: Option<Repository>,
    /// What is to be done.
    pub(super) action: Action,
}

/// What is to be done; the endpoints of the distribution specification, and `_catalog`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// end-1: is this a registry?
    Version,
    /// The repositories.
    Catalog,
    /// end-2.
    ReadBlob(Digest),
    /// end-10.
    DeleteBlob(Digest),
    /// end-4a, 4b, 4c, 11.
    BeginUpload,
    /// end-13.
    UploadStatus(Uuid),
    /// end-5.
    AppendUpload(Uuid),
    /// end-6.
    FinishUpload(Uuid),
    /// end-14.
    CancelUpload(Uuid),
    /// end-3.
    ReadManifest(Reference),
    /// end-7.
    PutManifest(Reference),
    /// end-9.
    DeleteManifest(Reference),
    /// end-8.
    Tags,
    /// end-12.
    Referrers(Digest),
}

impl Route {
    /// Reads a path from its end, because every word that marks an endpoint may also be part of a name.
    ///
    /// The path is decoded once and then only taken apart, and each piece must fit its grammar.
    pub(super) fn parse(method: &Method, path: &str) -> Result<Self, Problem> {
        let path = query::decode(path);
        let rest = path.strip_prefix("/v2").ok_or_else(Problem::no_such_page)?;
        let Some(rest) = rest.strip_prefix('/') else {
            return if rest.is_empty() {
                Self::fixed(method, Action::Version)
            } else {
                Err(Problem::no_such_page())
            };
        };
        match rest {
            "" => return Self::fixed(method, Action::Version),
            "_catalog" => return Self::fixed(method, Action::Catalog),
            _ => {}
        }
        let parts: Vec<&str> = rest.split('/').collect();
        let (name, action) = match parts.as_slice() {
            [name @ .., "blobs", "uploads"] | [name @ .., "blobs", "uploads", ""] => {
                (name, one(method, &[(Method::POST, Action::BeginUpload)])?)
            }
            [name @ .., "blobs", "uploads", id] => (name, upload(method, id)?),
            [name @ .., "blobs", digest] => (name, blob(method, Digest::parse(digest)?)?),
            [name @ .., "manifests", reference] => (name, manifest(method, Reference::parse(reference)?)?),
            [name @ .., "tags", "list"] => (name, one(method, &[(Method::GET, Action::Tags)])?),
            [name @ .., "referrers", digest] => {
                (name, one(method, &[(Method::GET, Action::Referrers(Digest::parse(digest)?))])?)
            }
            _ => return Err(Problem::no_such_page()),
        };
        let repository = Repository::parse(&name.join("/"))?;
        Ok(Self { repository: Some(repository), action })
    }

    fn fixed(method: &Method, action: Action) -> Result<Self, Problem> {
        Ok(Self { repository: None, action: one(method, &[(Method::GET, action)])? })
    }
}

fn blob(method: &Method, digest: Digest) -> Result<Action, Problem> {
    one(
        method,
        &[(Method::GET, Action::ReadBlob(digest.clone())), (Method::DELETE, Action::DeleteBlob(digest))],
    )
}

fn manifest(method: &Method, reference: Reference) -> Result<Action, Problem> {
    one(
        method,
        &[
            (Method::GET, Action::ReadManifest(reference.clone())),
            (Method::PUT, Action::PutManifest(reference.clone())),
            (Method::DELETE, Action::DeleteManifest(reference)),
        ],
    )
}

fn upload(method: &Method, id: &str) -> Result<Action, Problem> {
    let id = Uuid::try_parse(id).map_err(|_| Error::UploadUnknown { id: id.to_owned() })?;
    one(
        method,
        &[
            (Method::GET, Action::UploadStatus(id)),
            (Method::PATCH, Action::AppendUpload(id)),
            (Method::PUT, Action::FinishUpload(id)),
            (Method::DELETE, Action::CancelUpload(id)),
        ],
    )
}

/// The action of a method; `HEAD` is `GET` without a body.
fn one(method: &Method, actions: &[(Method, Action)]) -> Result<Action, Problem> {
    let wanted = if *method == Method::HEAD { &Method::GET } else { method };
    let found = actions.iter().find(|(method, _)| method == wanted);
    found.map(|(_, action)| action.clone()).ok_or_else(|| {
        let allowed: Vec<&str> = actions.iter().map(|(method, _)| method.as_str()).collect();
        Problem::method_not_allowed(&allowed.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn name_of(method: Method, path: &str) -> Option<String> {
        Route::parse(&method, path).unwrap().repository.map(|r| r.to_string())
    }

    #[test]
    fn names_may_hold_the_words_that_mark_endpoints() {
        for (path, name) in [
            (format!("/v2/a/b/blobs/{DIGEST}"), "a/b"),
            (format!("/v2/blobs/blobs/{DIGEST}"), "blobs"),
            ("/v2/manifests/manifests/latest".to_owned(), "manifests"),
            ("/v2/tags/list/tags/list".to_owned(), "tags/list"),
            ("/v2/a/blobs/uploads/manifests/v1".to_owned(), "a/blobs/uploads"),
            (format!("/v2/a%2Fb/blobs/{}", DIGEST.replace(':', "%3A")), "a/b"),
        ] {
            assert_eq!(name_of(Method::GET, &path).as_deref(), Some(name), "{path}");
        }
        assert_eq!(name_of(Method::POST, "/v2/a/blobs/uploads/").as_deref(), Some("a"));
        assert_eq!(name_of(Method::POST, "/v2/a/blobs/uploads").as_deref(), Some("a"));
        assert_eq!(name_of(Method::GET, "/v2/"), None);
        assert_eq!(name_of(Method::GET, "/v2"), None);
    }

    #[test]
    fn tricks_and_nonsense_have_a_status() {
        for (method, path, status) in [
            (Method::GET, "/v2/../../etc/manifests/passwd", 400),
            (Method::GET, "/v2/%2e%2e/blobs/sha256:..%2f..%2fetc", 404),
            (Method::GET, "/v2/A/manifests/latest", 400),
            (Method::GET, "/v2//manifests/latest", 400),
            (Method::GET, "/v2/manifests/latest", 400),
            (Method::GET, "/v2/a/manifests/.bad", 400),
            (Method::GET, "/v2/a/manifests/sha256:baddigest", 400),
            (Method::GET, "/v2/a/blobs/uploads/not-an-upload", 404),
            (Method::GET, "/v2/a/unknown", 404),
            (Method::GET, "/v3/", 404),
            (Method::GET, "/v22", 404),
            (Method::POST, "/v2/a/manifests/latest", 405),
            (Method::PUT, "/v2/a/tags/list", 405),
        ] {
            let problem = Route::parse(&method, path).unwrap_err();
            assert_eq!(problem.status().as_u16(), status, "{method} {path}");
        }
    }
}
