//! One request, bounded in time.

use std::time::Duration;

use http::{Method, Request, header};
use serde_json::Value;

use super::connect::Cluster;
use super::error::{ClusterError, Failure};
use crate::object::ObjectRef;

/// The longest that a single answer may take; the server itself gives up after 60 seconds.
const LIMIT: Duration = Duration::from_secs(70);

/// How often a request is repeated that the server was too busy for.
const ATTEMPTS: u32 = 6;

/// What is sent.
pub(super) struct Call<'a> {
    /// What it does, for error texts.
    pub(super) verb: &'a str,
    /// What it is about, for error texts.
    pub(super) object: Option<&'a ObjectRef>,
    /// The HTTP method.
    pub(super) method: Method,
    /// Path with query.
    pub(super) path: String,
    /// Type of the body.
    pub(super) content_type: &'a str,
    /// Type of the answer.
    pub(super) accept: &'a str,
    /// The body.
    pub(super) body: Vec<u8>,
}

impl<'a> Call<'a> {
    pub(super) fn new(verb: &'a str, object: Option<&'a ObjectRef>, method: Method, path: String) -> Self {
        let json = "application/json";
        Self { verb, object, method, path, content_type: json, accept: json, body: vec![] }
    }

    pub(super) fn body(mut self, content_type: &'a str, json: &Value) -> Self {
        self.content_type = content_type;
        self.body = json.to_string().into_bytes();
        self
    }

    pub(super) fn accept(mut self, accept: &'a str) -> Self {
        self.accept = accept;
        self
    }

    pub(super) fn request(&self) -> Result<Request<Vec<u8>>, ClusterError> {
        Request::builder()
            .method(&self.method)
            .uri(&self.path)
            .header(header::ACCEPT, self.accept)
            .header(header::CONTENT_TYPE, self.content_type)
            .body(self.body.clone())
            .map_err(|error| self.fail(kube::Error::HttpError(error)))
    }

    pub(super) fn fail(&self, error: kube::Error) -> ClusterError {
        ClusterError::from_kube(self.verb, self.object, error)
    }
}

impl Cluster {
    /// Sends a call and reads its answer as JSON.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<Value, ClusterError> {
        let text = self.send_text(&call).await?;
        serde_json::from_str(&text).map_err(|error| call.fail(kube::Error::SerdeError(error)))
    }

    /// Sends a call and reads its answer as text. A request that the server had no time for (429) is sent again, after
    /// the time that the server asks for; the server did nothing with it, so that any request may be repeated.
    pub(super) async fn send_text(&self, call: &Call<'_>) -> Result<String, ClusterError> {
        let client = self.client().await?;
        let mut attempt = 1;
        loop {
            let answer = tokio::time::timeout(LIMIT, client.request_text(call.request()?)).await;
            let error = match answer {
                Ok(Ok(text)) => return Ok(text),
                Ok(Err(error)) => error,
                Err(_) => {
                    return Err(ClusterError {
                        verb: call.verb.into(),
                        object: call.object.cloned().map(Box::new),
                        failure: Failure::Timeout,
                        message: format!("no answer within {} s", LIMIT.as_secs()),
                    });
                }
            };
            match pause(&error, call, attempt) {
                Some(pause) if attempt < ATTEMPTS => tokio::time::sleep(pause).await,
                _ => return Err(self.naming_the_server(call.fail(error))),
            }
            attempt += 1;
        }
    }
}

/// How long to wait before sending again; nothing where that is no use. Reads may be repeated whatever happened to
/// them, writes only when the server says that it did nothing.
fn pause(error: &kube::Error, call: &Call<'_>, attempt: u32) -> Option<Duration> {
    let backoff = Duration::from_millis(100 * u64::from(2u32.pow(attempt.min(6))));
    let read = call.method == Method::GET;
    match error {
        kube::Error::Api(status)
            if status.code == 429 || (read && matches!(status.code, 500 | 503 | 504)) =>
        {
            let asked = status.details.as_ref().map_or(0, |details| details.retry_after_seconds);
            Some(backoff.max(Duration::from_secs(asked.min(10).into())))
        }
        // A connection that broke while reading; one that never stood is not tried again.
        kube::Error::HyperError(_) if read => Some(backoff),
        kube::Error::Service(error) if read && !is_connect(&**error) => Some(backoff),
        _ => None,
    }
}

fn is_connect(error: &(dyn std::error::Error + 'static)) -> bool {
    let text = format!("{error:?}");
    text.contains("Connect") || text.contains("ConnectionRefused")
}
