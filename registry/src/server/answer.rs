//! One request: route, access, handler.

use http::Method;
use http::header::AUTHORIZATION;

use super::problem::Problem;
use super::route::{Action, Route};
use super::serve::{Body, Head, Request, Response};
use super::{blobs, catalogue, classic, listings, manifests, museum, reply, uploads};
use crate::Registry;
use crate::access::Refusal;
use crate::reference::Repository;

/// Answers a request; whatever goes wrong is an answer too.
pub(super) async fn answer(registry: &Registry, request: Request) -> Response {
    match dispatch(registry, request).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn dispatch(registry: &Registry, request: Request) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let route = Route::parse(&head.method, head.uri.path())?;
    let writes = !matches!(head.method, Method::GET | Method::HEAD);
    let authorization = head.headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    registry.config().access.check(authorization, writes).await.map_err(|refusal| match refusal {
        Refusal::Missing => Problem::unauthorized("this needs credentials"),
        Refusal::Wrong => Problem::unauthorized("the credentials are wrong"),
    })?;
    let store = registry.store();
    match route {
        Route::Version => Ok(reply::version()),
        Route::Catalog => listings::catalog(store, &head),
        Route::Oci(repository, action) => oci(registry, &repository, action, &head, body).await,
        Route::Index(namespace) => classic::index(registry, &namespace, &head).await,
        Route::File(namespace, file) => classic::file(registry, &namespace, &file, &head).await,
        Route::Search => catalogue::search(registry, &head).await,
        Route::Versions(repository) => catalogue::versions(registry, &repository).await,
        Route::ChartVersion(repository, version) => catalogue::version(registry, &repository, &version).await,
        Route::ChartFile(repository, version, file) => {
            catalogue::file(registry, &repository, &version, file, &head).await
        }
        Route::Publish(namespace) => museum::publish(registry, &namespace, &head, body).await,
    }
}

async fn oci(
    registry: &Registry,
    repository: &Repository,
    action: Action,
    head: &Head,
    body: Body,
) -> Result<Response, Problem> {
    let store = registry.store();
    // Tags as well as content: a switch that only knew digests was CVE-2026-41888.
    if matches!(action, Action::DeleteBlob(_) | Action::DeleteManifest(_)) && !registry.config().deletes {
        return Err(crate::Error::DeleteDisabled.into());
    }
    match action {
        Action::ReadBlob(digest) => blobs::read(store, repository, &digest, head).await,
        Action::DeleteBlob(digest) => blobs::delete(store, repository, &digest).await,
        Action::BeginUpload => uploads::begin(store, repository, head, body).await,
        Action::UploadStatus(id) => uploads::status(store, repository, id).await,
        Action::AppendUpload(id) => uploads::append(store, repository, id, head, body).await,
        Action::FinishUpload(id) => uploads::finish(store, repository, id, head, body).await,
        Action::CancelUpload(id) => uploads::cancel(store, repository, id).await,
        Action::ReadManifest(reference) => manifests::read(store, repository, &reference, head).await,
        Action::PutManifest(reference) => manifests::put(store, repository, &reference, head, body).await,
        Action::DeleteManifest(reference) => manifests::delete(store, repository, &reference).await,
        Action::Tags => listings::tags(store, repository, head),
        Action::Referrers(digest) => listings::referrers(store, repository, &digest, head),
    }
}
