//! Blobs: end-2, end-10.

use http::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName};
use http::{Method, StatusCode};

use super::problem::Problem;
use super::range::{self, Wanted};
use super::reply;
use super::serve::{Body, Head, Response};
use crate::reference::{Digest, Repository};
use crate::store::{Content, Store};

/// `GET` and `HEAD` of a blob, whole or in part.
pub(super) async fn read(
    store: &Store,
    repository: &Repository,
    digest: &Digest,
    head: &Head,
) -> Result<Response, Problem> {
    let size = store.blob_size(repository, digest)?;
    if head.method == Method::HEAD {
        // Clients look before they push, and leave out what is there.
        store.touched().touch(digest);
    }
    send(store, digest, size, "application/octet-stream", true, head).await
}

/// Sends content of the store, to whoever asked and may have it.
pub(super) async fn send(
    store: &Store,
    digest: &Digest,
    size: u64,
    content_type: &str,
    immutable: bool,
    head: &Head,
) -> Result<Response, Problem> {
    let etag = range::etag(digest);
    if range::is_unchanged(&head.headers, &etag) {
        return Ok(reply::unchanged(&etag));
    }
    let wanted = range::wanted(&head.headers, &etag, size);
    let (status, start, length) = match wanted {
        Wanted::Whole => (StatusCode::OK, 0, size),
        Wanted::Part(first, last) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Wanted::Unsatisfiable => {
            let problem =
                Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "RANGE_INVALID", "there are no such bytes");
            let mut response = problem.into_response();
            reply::set(&mut response, CONTENT_RANGE, &format!("bytes */{size}"));
            return Ok(response);
        }
    };
    let body = if head.method == Method::HEAD {
        Body::empty()
    } else {
        match store.content(digest, size).await? {
            Content::Memory(bytes) => {
                // The content is as long as the index says: its digest was checked.
                let (start, end) =
                    (usize::try_from(start).unwrap_or(0), usize::try_from(start + length).unwrap_or(0));
                Body::from(bytes.slice(start.min(bytes.len())..end.min(bytes.len())))
            }
            Content::File(file) => reply::file(file, start, length),
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    reply::set(&mut response, CONTENT_TYPE, content_type);
    reply::set(&mut response, reply::CONTENT_DIGEST, digest.as_str());
    reply::set(&mut response, ETAG, &etag);
    reply::set_static(&mut response, ACCEPT_RANGES, "bytes");
    reply::set_static(&mut response, HeaderName::from_static("x-content-type-options"), "nosniff");
    reply::set_caching(&mut response, immutable);
    reply::set_length(&mut response, length);
    if let Wanted::Part(first, last) = wanted {
        reply::set(&mut response, CONTENT_RANGE, &format!("bytes {first}-{last}/{size}"));
    }
    Ok(response)
}

/// `DELETE` of a blob.
pub(super) async fn delete(
    store: &Store,
    repository: &Repository,
    digest: &Digest,
) -> Result<Response, Problem> {
    store.delete_blob(repository, digest).await?;
    Ok(reply::status(StatusCode::ACCEPTED))
}
