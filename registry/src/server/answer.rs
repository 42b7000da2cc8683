//! One request: route, access, handler.

use http::Method;
use http::header::AUTHORIZATION;

use super::problem::Problem;
use super::route::{Action, Route};
use super::serve::{Request, Response};
use super::{blobs, listings, manifests, reply, uploads};
use crate::Registry;
use crate::access::Refusal;

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
    let Route { repository, action } = route;
    if head.method == Method::DELETE
        && !registry.config().deletes
        && !matches!(action, Action::CancelUpload(_))
    {
        return Err(crate::Error::DeleteDisabled.into());
    }
    let Some(repository) = repository else {
        return match action {
            Action::Catalog => listings::catalog(store, &head),
            _ => Ok(reply::version()),
        };
    };
    match action {
        Action::Version | Action::Catalog => Ok(reply::version()),
        Action::ReadBlob(digest) => blobs::read(store, &repository, &digest, &head).await,
        Action::DeleteBlob(digest) => blobs::delete(store, &repository, &digest).await,
        Action::BeginUpload => uploads::begin(store, &repository, &head, body).await,
        Action::UploadStatus(id) => uploads::status(store, &repository, id).await,
        Action::AppendUpload(id) => uploads::append(store, &repository, id, &head, body).await,
        Action::FinishUpload(id) => uploads::finish(store, &repository, id, &head, body).await,
        Action::CancelUpload(id) => uploads::cancel(store, &repository, id).await,
        Action::ReadManifest(reference) => manifests::read(store, &repository, &reference, &head).await,
        Action::PutManifest(reference) => manifests::put(store, &repository, &reference, &head, body).await,
        Action::DeleteManifest(reference) => manifests::delete(store, &repository, &reference).await,
        Action::Tags => listings::tags(store, &repository, &head),
        Action::Referrers(digest) => listings::referrers(store, &repository, &digest, &head),
    }
}
