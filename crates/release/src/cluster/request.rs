//! One request, bounded in time.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, header};
use kube::client::Body;
use kube::core::Status;
use serde_json::Value;

use super::connect::Cluster;
use super::error::{ClusterError, Failure};
use super::fence::permission;
use crate::object::ObjectRef;

/// The longest that a single answer may take; the server itself gives up after 60 seconds.
pub(super) const LIMIT: Duration = Duration::from_secs(70);

/// How often a request is sent that the server has no time for.
const ATTEMPTS: u32 = 6;

/// How often a request is sent of which nobody knows whether it was carried out: 500 may be the server's last word.
pub(super) const ATTEMPTS_IN_DOUBT: u32 = 4;

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
    /// Whether it is bound to a version of the object.
    versioned: bool,
}

impl<'a> Call<'a> {
    pub(super) fn new(verb: &'a str, object: Option<&'a ObjectRef>, method: Method, path: String) -> Self {
        let json = "application/json";
        Self { verb, object, method, path, content_type: json, accept: json, body: vec![], versioned: false }
    }

    /// A body that may be bound to a version of the object.
    pub(super) fn body_of_version(self, content_type: &'a str, json: &Value) -> Self {
        let versioned = !json["metadata"]["resourceVersion"].is_null();
        Self { versioned, ..self.body(content_type, json) }
    }

    /// Whether doing it twice does what doing it once does: a change of a version is refused the second time.
    fn is_repeatable(&self) -> bool {
        self.method != Method::POST && !self.versioned
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
        let answer = self.send_raw(&call).await?;
        serde_json::from_slice(&answer).map_err(|error| call.fail(kube::Error::SerdeError(error)))
    }

    /// Sends a call and gives its answer as it came, again where that may help: after an answer that says that nothing was
    /// done (429, after the time that the server asks for; 401, with fresh credentials; 409, where the server lost a race with
    /// somebody else), and after one that does not say it where doing the same twice does no harm.
    pub(super) async fn send_raw(&self, call: &Call<'_>) -> Result<Bytes, ClusterError> {
        let mut attempt = 1;
        let mut renewed = false;
        loop {
            let connection = self.connection().await?;
            self.paced().await;
            if call.method != Method::GET {
                permission().await;
            }
            // Nobody has to wait once that is closed.
            let goes_ahead = connection.first.acquire().await;
            let answer = tokio::time::timeout(LIMIT, exchange(&connection.client, call.request()?)).await;
            if goes_ahead.is_ok() {
                connection.first.close();
            }
            let refusal = match answer {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(refusal)) => refusal,
                Err(_) => {
                    return Err(ClusterError {
                        verb: call.verb.into(),
                        object: call.object.cloned().map(Box::new),
                        failure: Failure::Timeout,
                        message: format!("no answer within {} s", LIMIT.as_secs()),
                    });
                }
            };
            if !renewed && is_unauthorized(&refusal.error) {
                renewed = true;
                self.renew(&connection).await;
                continue;
            }
            match pause(&refusal, call, attempt) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(self.naming_the_server(call.fail(refusal.error)).await),
            }
            attempt += 1;
        }
    }
}

/// An answer that is none, and how long the server asks to wait.
struct Refusal {
    error: kube::Error,
    retry_after: Option<Duration>,
}

impl From<kube::Error> for Refusal {
    fn from(error: kube::Error) -> Self {
        Self { error, retry_after: None }
    }
}

/// Sends a request once. As the client's own way, which does not show the headers.
async fn exchange(client: &kube::Client, request: Request<Vec<u8>>) -> Result<Bytes, Refusal> {
    let (parts, body) = client.send(request.map(Body::from)).await?.into_parts();
    let body = body.collect_bytes().await?;
    if !parts.status.is_client_error() && !parts.status.is_server_error() {
        return Ok(body);
    }
    let status = serde_json::from_slice::<Status>(&body).unwrap_or_else(|_| {
        // Proxies and the server's own filters answer in plain text.
        let text = String::from_utf8_lossy(&body);
        Status::failure(text.trim(), "Unknown").with_code(parts.status.as_u16())
    });
    let asked =
        parts.headers.get(header::RETRY_AFTER).and_then(|seconds| seconds.to_str().ok()?.parse().ok());
    Err(Refusal { error: kube::Error::Api(status.boxed()), retry_after: asked.map(Duration::from_secs) })
}

/// Whether credentials are not, or no longer, valid.
pub(super) fn is_unauthorized(error: &kube::Error) -> bool {
    matches!(error, kube::Error::Api(status) if status.code == 401)
}

/// How long to wait after an attempt, the first one being 1.
pub(super) fn backoff(attempt: u32) -> Duration {
    Duration::from_millis(100 * u64::from(2u32.pow(attempt.min(6))))
}

/// How long to wait before sending again; nothing where that is no use.
fn pause(refusal: &Refusal, call: &Call<'_>, attempt: u32) -> Option<Duration> {
    let backoff = backoff(attempt);
    match &refusal.error {
        kube::Error::Api(status) if status.code == 429 && attempt < ATTEMPTS => {
            let asked = status.details.as_ref().map_or(0, |details| details.retry_after_seconds);
            let asked = refusal.retry_after.unwrap_or(Duration::from_secs(asked.into()));
            Some(backoff.max(asked.min(Duration::from_secs(30))))
        }
        kube::Error::Api(status) if lost_a_race(status, call) && attempt < ATTEMPTS => Some(backoff),
        _ if !call.is_repeatable() || attempt >= ATTEMPTS_IN_DOUBT => None,
        kube::Error::Api(status) if matches!(status.code, 500 | 502 | 503 | 504) => Some(backoff),
        // A connection that broke; one that never stood is not tried again.
        kube::Error::HyperError(_) => Some(backoff),
        kube::Error::Service(error) if !is_connect(&**error) => Some(backoff),
        _ => None,
    }
}

/// Whether the server could not write since somebody else wrote at the same time: to the object, or to the quota of its
/// namespace, which many creations at once run into. Who names a version, or deletes a very object, has to look anew.
fn lost_a_race(status: &Status, call: &Call<'_>) -> bool {
    status.code == 409
        && status.reason == "Conflict"
        && status.details.as_ref().is_none_or(|details| details.causes.is_empty())
        && !call.versioned
        && !status.message.contains("Precondition failed")
}

fn is_connect(error: &(dyn std::error::Error + 'static)) -> bool {
    let text = format!("{error:?}");
    text.contains("Connect") || text.contains("ConnectionRefused")
}
