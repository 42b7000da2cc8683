//! The classic repository: `index.yaml`, archives and signatures over the same store.

use std::sync::Arc;

use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, LAST_MODIFIED, VARY};
use http::{HeaderMap, Method};
use jiff::Timestamp;

use super::problem::Problem;
use super::serve::{Body, Head, Response};
use super::{blobs, range, reply};
use crate::reference::{Repository, Tag};
use crate::store::{ChartParts, Reference, blocking};
use crate::{Error, Registry};

/// `<namespace>/index.yaml`.
pub(super) async fn index(registry: &Registry, namespace: &str, head: &Head) -> Result<Response, Problem> {
    let document = registry.library().index(namespace).await?;
    let gzip = takes_gzip(&head.headers);
    // Other bytes have another entity tag.
    let etag = match (gzip, document.etag.strip_suffix('"')) {
        (true, Some(start)) => format!("{start}-gzip\""),
        _ => document.etag.clone(),
    };
    if range::is_unchanged(&head.headers, &etag) {
        return Ok(reply::unchanged(&etag));
    }
    let text = if gzip {
        let document = Arc::clone(&document);
        blocking(move || Ok(document.gzip())).await?
    } else {
        document.text.clone()
    };
    let length = text.len() as u64;
    let mut response =
        Response::new(if head.method == Method::HEAD { Body::empty() } else { Body::from(text) });
    reply::set_static(&mut response, CONTENT_TYPE, "application/yaml");
    reply::set(&mut response, ETAG, &etag);
    reply::set_static(&mut response, VARY, "accept-encoding");
    if gzip {
        reply::set_static(&mut response, CONTENT_ENCODING, "gzip");
    }
    let modified = Timestamp::from_millisecond(document.modified).unwrap_or_default();
    reply::set(&mut response, LAST_MODIFIED, &modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    reply::set_caching(&mut response, false);
    reply::set_length(&mut response, length);
    Ok(response)
}

/// `<namespace>/charts/<name>-<version>.tgz`, and the same with `.prov`.
pub(super) async fn file(
    registry: &Registry,
    namespace: &str,
    file: &str,
    head: &Head,
) -> Result<Response, Problem> {
    let unknown = || Error::ChartUnknown { what: format!("file `{file}` in this repository") };
    let (stem, signature) = match file.strip_suffix(".prov") {
        Some(archive) => (archive.strip_suffix(".tgz"), true),
        None => (file.strip_suffix(".tgz"), false),
    };
    let (repository, parts) = find(registry, namespace, stem.ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    let (digest, content_type) = match (signature, parts.provenance) {
        (false, _) => (parts.archive, "application/gzip"),
        (true, Some(provenance)) => (provenance, "application/pgp-signature"),
        (true, None) => return Err(unknown().into()),
    };
    let store = registry.store();
    let size = store.blob_size(&repository, &digest)?;
    let immutable = !signature && !registry.config().replace;
    let mut response = blobs::send(store, &digest, size, content_type, immutable, head).await?;
    let disposition = format!("attachment; filename=\"{file}\"");
    reply::set(&mut response, HeaderName::from_static("content-disposition"), &disposition);
    Ok(response)
}

/// The chart that a file name means. Both names and versions may hold dashes, so every dash may be the one
/// between them; the store knows which.
fn find(registry: &Registry, namespace: &str, stem: &str) -> Result<Option<(Repository, ChartParts)>, Error> {
    for (at, _) in stem.match_indices('-') {
        let (name, version) = (&stem[..at], &stem[at + 1..]);
        let name = if namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") };
        let (Ok(repository), Ok(tag)) = (Repository::parse(&name), Tag::of_version(version)) else {
            continue;
        };
        match registry.store().manifest(&repository, &Reference::Tag(tag)) {
            Ok(manifest) => {
                if let Some(parts) = manifest.record.chart {
                    return Ok(Some((repository, parts)));
                }
            }
            Err(Error::ManifestUnknown { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Whether the client takes gzip (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|item| {
        let (coding, weight) = item.split_once(';').unwrap_or((item, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse::<f32>() == Ok(0.0));
        matches!(coding.trim(), "gzip" | "*") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn who_takes_gzip() {
        for (value, expected) in [
            ("gzip", true),
            ("deflate, gzip;q=0.5", true),
            ("*", true),
            ("gzip;q=0", false),
            ("gzip; q=0.0", false),
            ("identity", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]);
            assert_eq!(takes_gzip(&headers), expected, "{value}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
