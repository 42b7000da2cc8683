//! Uploads: end-4, end-5, end-6, end-11, end-13, end-14.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::StatusCode;
use http::header::{CONTENT_LENGTH, HeaderName, LOCATION, RANGE};
use uuid::Uuid;

use super::problem::Problem;
use super::query::Query;
use super::serve::{Body, Head, Response};
use super::{range, reply};
use crate::Error;
use crate::reference::{Algorithm, Digest, Repository};
use crate::store::{ChunkRange, Incoming, Store};

/// Bytes of a refused body that are read and thrown away, so that the client gets to read why it was refused
/// instead of a reset connection.
const DRAIN: u64 = 1 << 30;
/// Longest silence of a client in the middle of a body.
const SILENCE: Duration = Duration::from_secs(60);

/// `POST`: begins an upload, takes a whole blob, or mounts one of another repository.
pub(super) async fn begin(
    store: &Store,
    repository: &Repository,
    head: &Head,
    body: Body,
) -> Result<Response, Problem> {
    let query = Query::parse(head.uri.query());
    if let Some(digest) = query.get("mount") {
        let digest = Digest::parse(digest)?;
        let from = query.get("from").filter(|from| !from.is_empty()).map(Repository::parse).transpose()?;
        if store.mount(repository, &digest, from.as_ref()).await? {
            return Ok(blob_created(repository, &digest));
        }
    } else if let Some(digest) = query.get("digest") {
        let digest = Digest::parse(digest)?;
        let mut body = pin!(incoming(body));
        let done = store.put_blob(repository, &digest, body.as_mut()).await;
        return match done {
            Ok(()) => Ok(blob_created(repository, &digest)),
            Err(error) => refuse(error, body.as_mut()).await,
        };
    }
    let algorithm = query.get("digest-algorithm").map(Algorithm::parse).transpose()?.unwrap_or_default();
    let id = store.begin_upload(repository, algorithm).await?;
    Ok(progress(StatusCode::ACCEPTED, repository, id, 0))
}

/// `GET`: how far the upload is.
pub(super) async fn status(store: &Store, repository: &Repository, id: Uuid) -> Result<Response, Problem> {
    let length = store.upload_length(repository, id).await?;
    Ok(progress(StatusCode::NO_CONTENT, repository, id, length))
}

/// `PATCH`: a chunk.
pub(super) async fn append(
    store: &Store,
    repository: &Repository,
    id: Uuid,
    head: &Head,
    body: Body,
) -> Result<Response, Problem> {
    let range = chunk_range(head)?;
    let mut body = pin!(incoming(body));
    match store.append(repository, id, range, body.as_mut()).await {
        Ok(length) => Ok(progress(StatusCode::ACCEPTED, repository, id, length)),
        Err(error) => refuse(error, body.as_mut()).await,
    }
}

/// `PUT`: the end, perhaps with a last chunk.
pub(super) async fn finish(
    store: &Store,
    repository: &Repository,
    id: Uuid,
    head: &Head,
    body: Body,
) -> Result<Response, Problem> {
    let query = Query::parse(head.uri.query());
    let digest =
        query.get("digest").ok_or_else(|| Problem::malformed("DIGEST_INVALID", "`?digest=` is missing"));
    let digest = Digest::parse(digest?)?;
    let range = chunk_range(head)?;
    let mut body = pin!(incoming(body));
    match store.finish_upload(repository, id, &digest, range, body.as_mut()).await {
        Ok(()) => Ok(blob_created(repository, &digest)),
        Err(error) => refuse(error, body.as_mut()).await,
    }
}

/// `DELETE`: the end, without a blob.
pub(super) async fn cancel(store: &Store, repository: &Repository, id: Uuid) -> Result<Response, Problem> {
    store.cancel_upload(repository, id).await?;
    Ok(reply::status(StatusCode::NO_CONTENT))
}

/// The range of a chunk, which must have the length of the body where both are given.
fn chunk_range(head: &Head) -> Result<Option<ChunkRange>, Problem> {
    let Some(range) = range::of_chunk(&head.headers)? else { return Ok(None) };
    let length = head.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length != range.end - range.start + 1) {
        let reason = "Content-Range and Content-Length differ".to_owned();
        return Err(Problem::malformed("SIZE_INVALID", reason));
    }
    Ok(Some(range))
}

/// The body of a request as the store takes it; it breaks off where the client falls silent.
pub(super) fn incoming(body: Body) -> impl Stream<Item = Result<Bytes, String>> + Send {
    stream::unfold(body.into_data_stream(), |mut body| async move {
        let piece = match tokio::time::timeout(SILENCE, body.next()).await {
            Ok(piece) => piece?.map_err(|error| error.to_string()),
            Err(_) => Err("the client fell silent".to_owned()),
        };
        Some((piece, body))
    })
    .fuse()
}

/// Reads the rest of a body that was refused, then answers.
pub(super) async fn refuse(error: Error, mut body: Incoming<'_>) -> Result<Response, Problem> {
    let mut read = 0;
    while let Ok(Some(Ok(piece))) = tokio::time::timeout(Duration::from_secs(10), body.next()).await {
        read += piece.len() as u64;
        if read > DRAIN {
            break;
        }
    }
    Err(error.into())
}

fn blob_created(repository: &Repository, digest: &Digest) -> Response {
    reply::created(&format!("/v2/{repository}/blobs/{digest}"), digest)
}

fn progress(status: StatusCode, repository: &Repository, id: Uuid, length: u64) -> Response {
    let mut response = reply::status(status);
    reply::set(&mut response, LOCATION, &format!("/v2/{repository}/blobs/uploads/{id}"));
    // There is no way to write an empty range: clients read `0-0` as nothing.
    reply::set(&mut response, RANGE, &format!("0-{}", length.saturating_sub(1)));
    reply::set(&mut response, HeaderName::from_static("docker-upload-uuid"), &id.to_string());
    response
}
