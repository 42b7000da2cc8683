//! Manifests: end-3, end-7, end-9.

use std::pin::pin;

use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderName};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::problem::Problem;
use super::query::Query;
use super::serve::{Body, Head, Response};
use super::uploads::{incoming, refuse};
use super::{range, reply};
use crate::Error;
use crate::reference::{Repository, Tag};
use crate::store::{Incoming, LARGEST, NewManifest, Reference, Store};

/// `GET` and `HEAD`.
pub(super) async fn read(
    store: &Store,
    repository: &Repository,
    reference: &Reference,
    head: &Head,
) -> Result<Response, Problem> {
    let manifest = store.manifest(repository, reference)?;
    let etag = range::etag(&manifest.digest);
    if range::is_unchanged(&head.headers, &etag) {
        return Ok(reply::unchanged(&etag));
    }
    let body = match head.method {
        Method::HEAD => Body::empty(),
        _ => Body::from(store.manifest_bytes(&manifest).await?),
    };
    let mut response = Response::new(body);
    reply::set(&mut response, CONTENT_TYPE, &manifest.record.media_type);
    reply::set(&mut response, reply::CONTENT_DIGEST, manifest.digest.as_str());
    reply::set(&mut response, ETAG, &etag);
    reply::set_caching(&mut response, matches!(reference, Reference::Digest(_)));
    reply::set_length(&mut response, manifest.record.size);
    Ok(response)
}

/// `PUT`, under a tag, or under its digest with any number of `?tag=`.
pub(super) async fn put(
    store: &Store,
    repository: &Repository,
    reference: &Reference,
    head: &Head,
    body: Body,
) -> Result<Response, Problem> {
    let query = Query::parse(head.uri.query());
    let (digest, tags) = match reference {
        Reference::Tag(tag) => (None, vec![tag.clone()]),
        Reference::Digest(digest) => {
            (Some(digest.clone()), query.all("tag").map(Tag::parse).collect::<Result<_, _>>()?)
        }
    };
    let expectation = range::expectation(&head.headers)?;
    let content_type =
        head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut body = pin!(incoming(body));
    let bytes = match collect("manifest", LARGEST, &head.headers, body.as_mut()).await {
        Ok(bytes) => bytes,
        Err(error) => return refuse(error, body.as_mut()).await,
    };
    let new = NewManifest { bytes, content_type, digest, tags: tags.clone(), expectation, replace: false };
    let added = store.add_manifest(repository, new).await?;
    let mut response = reply::created(&format!("/v2/{repository}/manifests/{reference}"), &added.digest);
    if let Some(subject) = &added.subject {
        reply::set(&mut response, HeaderName::from_static("oci-subject"), subject.as_str());
    }
    if matches!(reference, Reference::Digest(_)) {
        for tag in &tags {
            if let Ok(value) = HeaderValue::from_str(tag.as_str()) {
                response.headers_mut().append(HeaderName::from_static("oci-tag"), value);
            }
        }
    }
    Ok(response)
}

/// `DELETE`, of a tag or of the manifest with all its tags.
pub(super) async fn delete(
    store: &Store,
    repository: &Repository,
    reference: &Reference,
) -> Result<Response, Problem> {
    match reference {
        Reference::Tag(tag) => store.delete_tag(repository, tag).await?,
        Reference::Digest(digest) => drop(store.delete_manifest(repository, digest).await?),
    }
    Ok(reply::status(StatusCode::ACCEPTED))
}

/// A whole body of up to `limit` bytes.
pub(super) async fn collect(
    what: &'static str,
    limit: usize,
    headers: &HeaderMap,
    mut body: Incoming<'_>,
) -> Result<Bytes, Error> {
    let too_large = || Error::TooLarge { what, limit };
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut bytes = BytesMut::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|reason| Error::BodyBroken { reason })?;
        if bytes.len() + piece.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}
