//! Errors as the specification words them.

use http::header::{ALLOW, CONTENT_TYPE, HeaderName, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::json;

use super::serve::{Body, Response};
use crate::Error;

/// An answer that is an error: a status, and a code and message in the specification's JSON.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// Any problem.
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), header: None }
    }

    /// Nothing is served under this path.
    pub(super) fn no_such_page() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing under this path")
    }

    /// The path is served, but not with this method.
    pub(super) fn method_not_allowed(allowed: &str) -> Self {
        let mut problem =
            Self::new(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", format!("this path takes {allowed}"));
        problem.header = HeaderValue::from_str(allowed).ok().map(|allowed| (ALLOW, allowed));
        problem
    }

    /// Credentials are missing or wrong.
    pub(super) fn unauthorized(message: &str) -> Self {
        let mut problem = Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message);
        problem.header =
            Some((WWW_AUTHENTICATE, HeaderValue::from_static(r#"Basic realm="rhumb", charset="UTF-8""#)));
        problem
    }

    /// A header, or a part of the query, cannot be read.
    pub(super) fn malformed(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// The status.
    #[cfg(test)]
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer.
    pub(super) fn into_response(self) -> Response {
        let body = json!({"errors": [{"code": self.code, "message": self.message}]});
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (status, code) = match &error {
            Error::NameInvalid { .. } => (400, "NAME_INVALID"),
            Error::TagInvalid { .. } => (400, "TAG_INVALID"),
            Error::DigestInvalid { .. } | Error::DigestMismatch { .. } => (400, "DIGEST_INVALID"),
            Error::NameUnknown { .. } => (404, "NAME_UNKNOWN"),
            Error::BlobUnknown { .. } => (404, "BLOB_UNKNOWN"),
            Error::ManifestUnknown { .. } => (404, "MANIFEST_UNKNOWN"),
            Error::ReferenceUnknown { .. } => (400, "MANIFEST_BLOB_UNKNOWN"),
            Error::ManifestInvalid { .. } => (400, "MANIFEST_INVALID"),
            Error::TooLarge { .. } => (413, "SIZE_INVALID"),
            Error::UploadUnknown { .. } => (404, "BLOB_UPLOAD_UNKNOWN"),
            Error::UploadRange { .. } => (416, "BLOB_UPLOAD_INVALID"),
            Error::UploadInvalid { .. } | Error::BodyBroken { .. } => (400, "BLOB_UPLOAD_INVALID"),
            Error::TagImmutable { .. } => (409, "DENIED"),
            Error::Changed { .. } => (412, "DENIED"),
            Error::DeleteDisabled => (405, "UNSUPPORTED"),
            Error::ChartInvalid { .. } => (400, "CHART_INVALID"),
            Error::ChartUnknown { .. } => (404, "NOT_FOUND"),
            Error::StorageFull { .. } => (507, "STORAGE_FULL"),
            Error::Closed => (503, "UNAVAILABLE"),
            Error::Io { .. }
            | Error::InUse { .. }
            | Error::NotOurs { .. }
            | Error::Index { .. }
            | Error::Damaged { .. }
            | Error::Setting { .. } => (500, "UNKNOWN"),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Paths of the server are nothing to its clients.
        let mut message = match &error {
            Error::StorageFull { .. } => "the registry's disk is full".to_owned(),
            Error::Damaged { .. } => error.to_string(),
            _ if status == StatusCode::INTERNAL_SERVER_ERROR => {
                "the registry failed; its log says why".to_owned()
            }
            _ => error.to_string(),
        };
        if status.is_server_error() {
            tracing::error!(%error, "a request failed");
        }
        if let Some(hint) = error.hint().filter(|_| status != StatusCode::INTERNAL_SERVER_ERROR) {
            message = format!("{message}: {hint}");
        }
        Self::new(status, code, message)
    }
}
