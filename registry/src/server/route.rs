//! Paths and methods.

use http::Method;
use uuid::Uuid;

use super::problem::Problem;
use super::query;
use crate::Error;
use crate::charts::ChartFile;
use crate::reference::{Digest, Repository};
use crate::store::Reference;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// end-1: is this a registry?
    Version,
    /// The repositories.
    Catalog,
    /// An endpoint of the distribution specification that is about a repository.
    Oci(Repository, Action),
    /// `index.yaml` of a namespace, which may be empty.
    Index(String),
    /// An archive or signature in a namespace.
    File(String, String),
    /// Search.
    Search,
    /// The versions of a chart.
    Versions(Repository),
    /// One of them.
    ChartVersion(Repository, String),
    /// A file of one of them.
    ChartFile(Repository, String, ChartFile),
    /// A chart for a namespace, as ChartMuseum takes it.
    Publish(String),
}

/// What is to be done with a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
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
        let parts: Vec<&str> = path.strip_prefix('/').ok_or_else(Problem::no_such_page)?.split('/').collect();
        match parts.as_slice() {
            ["v2"] | ["v2", ""] => one(method, &[(Method::GET, Self::Version)]),
            ["v2", "_catalog"] => one(method, &[(Method::GET, Self::Catalog)]),
            ["v2", rest @ ..] => oci(method, rest),
            ["api", "v1", rest @ ..] => api(method, rest),
            ["api", namespace @ .., "charts"] => {
                one(method, &[(Method::POST, Self::Publish(namespace_of(namespace)?))])
            }
            [namespace @ .., "index.yaml"] => {
                one(method, &[(Method::GET, Self::Index(namespace_of(namespace)?))])
            }
            [namespace @ .., "charts", file] => {
                one(method, &[(Method::GET, Self::File(namespace_of(namespace)?, (*file).to_owned()))])
            }
            _ => Err(Problem::no_such_page()),
        }
    }
}

/// What follows `/v2/`.
fn oci(method: &Method, parts: &[&str]) -> Result<Route, Problem> {
    let (name, action) = match parts {
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
    Ok(Route::Oci(Repository::parse(&name.join("/"))?, action))
}

/// What follows `/api/v1/`.
fn api(method: &Method, parts: &[&str]) -> Result<Route, Problem> {
    let repository = |name: &[&str]| Repository::parse(&name.join("/"));
    let route = match parts {
        ["search"] | ["charts"] => Route::Search,
        ["charts", name @ .., "versions"] => Route::Versions(repository(name)?),
        ["charts", name @ .., "versions", version] => {
            Route::ChartVersion(repository(name)?, (*version).to_owned())
        }
        ["charts", name @ .., "versions", version, file] => {
            let file = match *file {
                "values" => ChartFile::Values,
                "schema" => ChartFile::Schema,
                "readme" => ChartFile::Readme,
                _ => return Err(Problem::no_such_page()),
            };
            Route::ChartFile(repository(name)?, (*version).to_owned(), file)
        }
        _ => return Err(Problem::no_such_page()),
    };
    one(method, &[(Method::GET, route)])
}

/// A namespace, which is empty or fits the grammar of a repository.
fn namespace_of(parts: &[&str]) -> Result<String, Problem> {
    if parts.is_empty() {
        return Ok(String::new());
    }
    Ok(Repository::parse(&parts.join("/"))?.to_string())
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
fn one<T: Clone>(method: &Method, actions: &[(Method, T)]) -> Result<T, Problem> {
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

    fn name_of(method: Method, path: &str) -> String {
        match Route::parse(&method, path).unwrap() {
            Route::Oci(repository, _) => repository.to_string(),
            other => panic!("{other:?}"),
        }
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
            assert_eq!(name_of(Method::GET, &path), name, "{path}");
        }
        assert_eq!(name_of(Method::POST, "/v2/a/blobs/uploads/"), "a");
        assert_eq!(name_of(Method::POST, "/v2/a/blobs/uploads"), "a");
    }

    #[test]
    fn every_other_path() {
        let repository = || Repository::parse("a/b").unwrap();
        let (version, empty) = ("1.0".to_owned(), String::new());
        for (method, path, route) in [
            (Method::GET, "/v2", Route::Version),
            (Method::HEAD, "/v2/", Route::Version),
            (Method::GET, "/v2/_catalog", Route::Catalog),
            (Method::GET, "/index.yaml", Route::Index(empty.clone())),
            (Method::GET, "/a/b/index.yaml", Route::Index("a/b".to_owned())),
            (Method::GET, "/charts/x-1.tgz", Route::File(empty.clone(), "x-1.tgz".to_owned())),
            (Method::GET, "/charts/charts/x-1.tgz", Route::File("charts".to_owned(), "x-1.tgz".to_owned())),
            (Method::GET, "/api/v1/search", Route::Search),
            (Method::GET, "/api/v1/charts", Route::Search),
            (Method::GET, "/api/v1/charts/a/b/versions", Route::Versions(repository())),
            (
                Method::GET,
                "/api/v1/charts/a/b/versions/1.0",
                Route::ChartVersion(repository(), version.clone()),
            ),
            (
                Method::GET,
                "/api/v1/charts/a/b/versions/1.0/schema",
                Route::ChartFile(repository(), version, ChartFile::Schema),
            ),
            (Method::POST, "/api/charts", Route::Publish(empty)),
            (Method::POST, "/api/a/b/charts", Route::Publish("a/b".to_owned())),
        ] {
            assert_eq!(Route::parse(&method, path).unwrap(), route, "{method} {path}");
        }
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
            (Method::GET, "/../index.yaml", 400),
            (Method::GET, "/%2e%2e/charts/x-1.tgz", 400),
            (Method::GET, "/api/v1/charts/a/versions/1/secrets", 404),
            (Method::GET, "/api/charts", 405),
            (Method::POST, "/v2/a/manifests/latest", 405),
            (Method::PUT, "/v2/a/tags/list", 405),
        ] {
            let problem = Route::parse(&method, path).unwrap_err();
            assert_eq!(problem.status().as_u16(), status, "{method} {path}");
        }
    }

    proptest::proptest! {
        /// Whatever is accepted names nothing outside of the store.
        #[test]
        fn no_path_leads_out(path in "/(v2|api|a|charts)?(/[a-z0-9.%:_/-]{0,12}){0,4}(/blobs|/manifests|/index.yaml)?(/[a-z0-9.%:-]{0,8})?") {
            let accepted = Route::parse(&Method::GET, &path);
            if let Ok(Route::Oci(repository, _) | Route::Versions(repository)) = &accepted {
                assert!(!repository.as_str().split('/').any(|part| part.is_empty() || part.starts_with('.')));
            }
            if let Ok(Route::Index(namespace) | Route::File(namespace, _)) = accepted {
                assert!(!namespace.contains("..") && !namespace.starts_with('/'));
            }
        }
    }
}
