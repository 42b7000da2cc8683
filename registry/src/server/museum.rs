//! Pushing as ChartMuseum takes it: `POST /api/charts`, so that its clients go on working.

use std::pin::pin;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::problem::Problem;
use super::query::Query;
use super::serve::{Body, Head, Response};
use super::{manifests, reply, uploads};
use crate::charts::Publication;
use crate::{Error, Registry};

/// Largest archive that is taken this way, in bytes; there is no limit for those pushed as OCI blobs.
const LARGEST: usize = 32 << 20;

/// `POST /api/charts` and `POST /api/<namespace>/charts`: a .tgz as the body, or as the field `chart` of a
/// form, perhaps with its signature as `prov`. `?force` replaces a published version where that is allowed.
pub(super) async fn publish(
    registry: &Registry,
    namespace: &str,
    head: &Head,
    body: Body,
) -> Result<Response, Problem> {
    let mut body = pin!(uploads::incoming(body));
    let bytes = match manifests::collect("chart", LARGEST, &head.headers, body.as_mut()).await {
        Ok(bytes) => bytes,
        Err(error) => return uploads::refuse(error, body.as_mut()).await,
    };
    let (archive, provenance) = match boundary(&head.headers) {
        None => (bytes, None),
        Some(boundary) => {
            let field = |name: &str| field(&bytes, &boundary, name);
            let missing = || Error::ChartInvalid { reason: "the form has no field `chart`".to_owned() };
            (field("chart").ok_or_else(missing)?, field("prov"))
        }
    };
    let replace = registry.config().replace && Query::parse(head.uri.query()).get("force").is_some();
    let namespace = namespace.to_owned();
    let publication = Publication { namespace, archive, provenance, created: None, replace };
    registry.library().publish(publication).await?;
    let mut response = reply::json(&json!({"saved": true}));
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// The boundary of `multipart/form-data` (RFC 7578).
fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let (kind, parameters) = kind.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("boundary="))?;
    Some(boundary.trim_matches('"').to_owned())
}

/// The content of a field of a form; the first of that name.
fn field(form: &Bytes, boundary: &str, name: &str) -> Option<Bytes> {
    let delimiter = format!("--{boundary}");
    let mut at = find(form, delimiter.as_bytes(), 0)? + delimiter.len();
    loop {
        let head = at + 2;
        let content = find(form, b"\r\n\r\n", head)? + 4;
        // The line break before a delimiter is part of it.
        let end = find(form, format!("\r\n{delimiter}").as_bytes(), content)?;
        let headers = String::from_utf8_lossy(form.get(head..content)?).into_owned();
        if headers.contains(&format!(" name=\"{name}\"")) {
            return Some(form.slice(content..end));
        }
        at = end + 2 + delimiter.len();
    }
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|at| at + from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_form() {
        let form = Bytes::from_static(
            b"--x\r\nContent-Disposition: form-data; name=\"chart\"; filename=\"a.tgz\"\r\n\
              Content-Type: application/gzip\r\n\r\n\x1f\x8b\r\n--\r\n\r\n--x\r\n\
              Content-Disposition: form-data; name=\"prov\"\r\n\r\nsigned\r\n--x--\r\n",
        );
        assert_eq!(field(&form, "x", "chart").as_deref(), Some(&b"\x1f\x8b\r\n--\r\n"[..]));
        assert_eq!(field(&form, "x", "prov").as_deref(), Some(&b"signed"[..]));
        assert_eq!(field(&form, "x", "other"), None);
        assert_eq!(field(&form, "y", "chart"), None);
        assert_eq!(field(&Bytes::from_static(b"--x"), "x", "chart"), None);
        let headers = HeaderMap::from_iter([(
            CONTENT_TYPE,
            http::HeaderValue::from_static("multipart/form-data; charset=utf-8; boundary=\"a b\""),
        )]);
        assert_eq!(boundary(&headers).as_deref(), Some("a b"));
        assert_eq!(boundary(&HeaderMap::new()), None);
    }
}
