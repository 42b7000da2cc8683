//! Building responses; streaming files.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderName, LOCATION};
use http::{HeaderValue, StatusCode};

use super::serve::{Body, Response};
use crate::reference::Digest;
use crate::store::blocking;

/// The digest of what is sent.
pub(super) const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

/// Bytes that are read from a file at once.
const PIECE: u64 = 256 << 10;

/// A response with nothing but a status.
pub(super) fn status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Response {
    // Values that are made here have string keys, so they can be written.
    let text = serde_json::to_vec(value).unwrap_or_default();
    let mut response = Response::new(Body::from(text));
    set_static(&mut response, CONTENT_TYPE, "application/json");
    response
}

/// The answer to end-1.
pub(super) fn version() -> Response {
    let mut response = json(&serde_json::json!({}));
    set_static(&mut response, HeaderName::from_static("docker-distribution-api-version"), "registry/2.0");
    response
}

/// Something was made.
pub(super) fn created(location: &str, digest: &Digest) -> Response {
    let mut response = status(StatusCode::CREATED);
    set(&mut response, LOCATION, location);
    set(&mut response, CONTENT_DIGEST, digest.as_str());
    response
}

/// The client has it already.
pub(super) fn unchanged(etag: &str) -> Response {
    let mut response = status(StatusCode::NOT_MODIFIED);
    set(&mut response, ETAG, etag);
    response
}

/// Sets a header; a value that cannot be one is left out.
pub(super) fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Sets a header to a constant.
pub(super) fn set_static(response: &mut Response, name: HeaderName, value: &'static str) {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
}

/// Says how long the content is, also where the body is left out.
pub(super) fn set_length(response: &mut Response, length: u64) {
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
}

/// Says for how long the response may be kept: for ever when it is named by its digest, else not unasked.
/// Nothing is said to be public, because reading may need credentials.
pub(super) fn set_caching(response: &mut Response, immutable: bool) {
    let value = if immutable { "private, max-age=31536000, immutable" } else { "no-cache" };
    set_static(response, CACHE_CONTROL, value);
}

/// Bytes of a file as a body, read piece by piece while the client takes them.
pub(super) fn file(file: File, start: u64, length: u64) -> Body {
    let file = Arc::new(file);
    let pieces = stream::try_unfold((start, length), move |(at, left)| {
        let file = Arc::clone(&file);
        async move {
            if left == 0 {
                return Ok::<_, crate::Error>(None);
            }
            let size = left.min(PIECE);
            let piece = blocking(move || {
                let mut buffer = vec![0; usize::try_from(size).unwrap_or(0)];
                file.read_exact_at(&mut buffer, at).map_err(crate::Error::io("read", "a blob".as_ref()))?;
                Ok(Bytes::from(buffer))
            })
            .await?;
            Ok(Some((piece, (at + size, left - size))))
        }
    });
    Body::from_stream(pieces)
}
