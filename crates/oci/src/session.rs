//! A conversation with one registry: addresses, credentials, refusals.
//!
//! Requests go out as they are; when the registry asks for credentials, what it asks for is got and the request
//! repeated, and later requests of the same scope carry it from the start (distribution-spec, and the token
//! protocol of docker/distribution, docs/spec/auth/token.md). The client of `oci-distribution` does the same, but
//! cannot present a client certificate.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::header::WWW_AUTHENTICATE;
use http::{Method, StatusCode};
use oci_distribution::RegistryOperation;
use oci_distribution::secrets::RegistryAuth;
use oci_distribution::token_cache::RegistryToken;
use reqwest::{RequestBuilder, Response, Url};
use serde_json::Value;

use crate::{Error, Result, TlsFault, Transport};

/// Bytes of an answer that is no blob: manifests, lists, tokens, errors.
const ANSWER_LIMIT: usize = 4 << 20;

/// A conversation with one registry.
pub(crate) struct Session {
    http: reqwest::Client,
    auth: RegistryAuth,
    host: String,
    base: Url,
    /// What the registry has asked for so far, by scope.
    granted: Mutex<HashMap<String, Grant>>,
}

/// What a request carries.
#[derive(Clone, PartialEq)]
enum Grant {
    Basic(String, String),
    Token(String),
}

/// A request, to be sent once or twice.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(http::HeaderName, &'static str)>,
    pub(crate) body: Option<Bytes>,
}

impl Call {
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: Vec::new(), body: None }
    }
}

impl Session {
    pub(crate) fn new(host: &str, auth: RegistryAuth, transport: &Transport) -> Result<Self> {
        let scheme = if transport.plain_http { "http" } else { "https" };
        let base = Url::parse(&format!("{scheme}://{host}/v2/"))
            .map_err(|error| Error::Reference { text: format!("oci://{host}"), reason: error.to_string() })?;
        let http = transport.http_client()?;
        Ok(Self { http, auth, host: host.to_owned(), base, granted: Mutex::default() })
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The address of something in a repository, such as `manifests/1.0.0`.
    pub(crate) fn url(&self, repository: &str, rest: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("/v2/{repository}/{rest}"));
        url
    }

    /// Sends a request of a scope, twice where the registry asks for credentials.
    ///
    /// An answer that tells of a failure is returned like any other.
    pub(crate) async fn send(
        &self,
        repository: &str,
        operation: RegistryOperation,
        call: &Call,
    ) -> Result<Response> {
        let scope = match operation {
            _ if repository.is_empty() => String::new(),
            RegistryOperation::Pull => format!("repository:{repository}:pull"),
            RegistryOperation::Push => format!("repository:{repository}:pull,push"),
        };
        let known = self.granted.lock().unwrap_or_else(PoisonError::into_inner).get(&scope).cloned();
        let response = self.attempt(call, known.as_ref()).await?;
        // A redirect may lead elsewhere, and whoever asks there gets nothing of what is the registry's.
        let ours = response.url().origin() == self.base.origin();
        if response.status() != StatusCode::UNAUTHORIZED || !ours {
            return Ok(response);
        }
        let Some(grant) = self.grant(&response, &scope).await?.filter(|grant| Some(grant) != known.as_ref())
        else {
            return Ok(response);
        };
        self.granted.lock().unwrap_or_else(PoisonError::into_inner).insert(scope, grant.clone());
        self.attempt(call, Some(&grant)).await
    }

    async fn attempt(&self, call: &Call, grant: Option<&Grant>) -> Result<Response> {
        // An upload may be sent elsewhere, too.
        let ours = call.url.origin() == self.base.origin();
        let mut request = self.http.request(call.method.clone(), call.url.clone());
        for (name, value) in &call.headers {
            request = request.header(name, *value);
        }
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        self.answer(match grant.filter(|_| ours) {
            None => request,
            Some(Grant::Basic(username, password)) => request.basic_auth(username, Some(password)),
            Some(Grant::Token(token)) => request.bearer_auth(token),
        })
        .await
    }

    /// What a refused request has to carry; nothing where we have nothing to give.
    async fn grant(&self, refused: &Response, scope: &str) -> Result<Option<Grant>> {
        if let RegistryAuth::Bearer(token) = &self.auth {
            return Ok(Some(Grant::Token(token.clone())));
        }
        let mut basic = false;
        for header in refused.headers().get_all(WWW_AUTHENTICATE) {
            for challenge in
                http_auth::parse_challenges(header.to_str().unwrap_or_default()).unwrap_or_default()
            {
                let parameter = |name: &str| {
                    let found = challenge.params.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                    found.map(|(_, value)| value.to_unescaped())
                };
                if challenge.scheme.eq_ignore_ascii_case("bearer")
                    && let Some(realm) = parameter("realm")
                {
                    return self.token(&realm, parameter("service"), scope).await.map(Some);
                }
                basic |= challenge.scheme.eq_ignore_ascii_case("basic");
            }
        }
        match &self.auth {
            RegistryAuth::Basic(username, password) if basic => {
                Ok(Some(Grant::Basic(username.clone(), password.clone())))
            }
            _ => Ok(None),
        }
    }

    /// A token for a scope from the server that the registry names.
    async fn token(&self, realm: &str, service: Option<String>, scope: &str) -> Result<Grant> {
        let broken = |reason: String| Error::Server { server: self.host.clone(), status: 401, reason };
        let url = Url::parse(realm).map_err(|error| broken(format!("it sends us to `{realm}`: {error}")))?;
        let mut request = self.http.get(url);
        if let Some(service) = service {
            request = request.query(&[("service", service)]);
        }
        if !scope.is_empty() {
            request = request.query(&[("scope", scope)]);
        }
        if let RegistryAuth::Basic(username, password) = &self.auth {
            request = request.basic_auth(username, Some(password));
        }
        let response = self.answer(request).await?;
        if !response.status().is_success() {
            return Err(self.refused(realm, response).await);
        }
        let bytes = self.bytes(realm, response).await?;
        let token: RegistryToken =
            serde_json::from_slice(&bytes).map_err(|_| broken(format!("{realm} answers without a token")))?;
        Ok(Grant::Token(token.token().to_owned()))
    }

    /// Asks the registry whether it takes the credentials.
    ///
    /// A registry that everybody may read asks for none, so they are sent to it unasked.
    pub(crate) async fn check_login(&self) -> Result<()> {
        let call = Call::new(Method::GET, self.base.clone());
        let mut response = self.send("", RegistryOperation::Pull, &call).await?;
        let asked = !self.granted.lock().unwrap_or_else(PoisonError::into_inner).is_empty();
        if let (false, true, RegistryAuth::Basic(username, password)) =
            (asked, response.status().is_success(), &self.auth)
        {
            let grant = Grant::Basic(username.clone(), password.clone());
            response = self.attempt(&call, Some(&grant)).await?;
        }
        if response.status().is_success() {
            return Ok(());
        }
        Err(self.refused(self.base.as_str(), response).await)
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Response> {
        request.send().await.map_err(|error| Error::request(&self.host, &error))
    }

    /// The answer to a request about `what`, if it is a good one.
    pub(crate) async fn good(&self, what: &str, response: Response) -> Result<Response> {
        if response.status().is_success() { Ok(response) } else { Err(self.refused(what, response).await) }
    }

    /// All bytes of an answer that is no blob.
    pub(crate) async fn bytes(&self, what: &str, mut response: Response) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| Error::request(&self.host, &error))? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > ANSWER_LIMIT {
                return Err(Error::TooLarge { what: what.to_owned(), limit: ANSWER_LIMIT as u64 });
            }
        }
        Ok(bytes)
    }

    /// What a refusal says: its status, and the first of the errors in its body (distribution-spec, error codes).
    async fn refused(&self, what: &str, response: Response) -> Error {
        let status = response.status();
        let body = self.bytes(what, response).await.unwrap_or_default();
        if status == StatusCode::BAD_REQUEST && wants_tls(&body) {
            let (server, reason) = (self.host.clone(), "it answers to TLS only".to_owned());
            return Error::Unreachable { server, reason, tls: TlsFault::Unasked };
        }
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let first = |key: &str| {
            let text = body["errors"][0][key].as_str().unwrap_or_default();
            Some(text.to_owned()).filter(|text| !text.is_empty())
        };
        let reason = first("message")
            .or_else(|| first("code"))
            .or_else(|| status.canonical_reason().map(str::to_owned))
            .unwrap_or_else(|| "no reason".to_owned());
        let sent = self.auth != RegistryAuth::Anonymous;
        Error::status(&self.host, what, status.as_u16(), reason, sent)
    }
}

/// What Go's server and nginx say to a request in clear where they expect TLS.
fn wants_tls(body: &[u8]) -> bool {
    let body = String::from_utf8_lossy(body);
    body.contains("HTTP request to an HTTPS server")
        || body.contains("plain HTTP request was sent to HTTPS port")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::TcpListener;

    use super::*;

    /// What a server was asked: the request line, and the credentials after it.
    type Asked = Arc<Mutex<Vec<String>>>;

    /// A server that answers each request as `answer` says: status, header, body.
    async fn server(
        answer: impl Fn(&str) -> (u16, String, &'static str) + Send + Sync + 'static,
    ) -> (String, Asked) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, asked) = (listener.local_addr().unwrap().to_string(), Asked::default());
        let noted = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut lines = BufReader::new(&mut stream).lines();
                let mut request = lines.next_line().await.unwrap().unwrap_or_default();
                while let Some(line) = lines.next_line().await.unwrap().filter(|line| !line.is_empty()) {
                    if let Some(credentials) = line.strip_prefix("authorization: ") {
                        request = format!("{request} {credentials}");
                    }
                }
                let request = request.replace(" HTTP/1.1", "");
                let (status, header, body) = answer(&request);
                noted.lock().unwrap().push(request);
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {status} -\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                stream.write_all(text.as_bytes()).await.unwrap();
            }
        });
        (address, asked)
    }

    fn session(address: &str) -> Session {
        let transport = Transport { plain_http: true, ..Transport::default() };
        Session::new(address, RegistryAuth::Basic("ada".into(), "engine".into()), &transport).unwrap()
    }

    const ADA: &str = "Basic YWRhOmVuZ2luZQ==";

    #[tokio::test]
    async fn a_token_is_got_once_for_each_scope() {
        let (tokens, asked_for_tokens) = server(|request| match request.contains(ADA) {
            true => (200, "x: y".into(), r#"{"token":"t"}"#),
            false => (401, "x: y".into(), ""),
        })
        .await;
        let realm =
            format!("www-authenticate: Bearer realm=\"http://{tokens}/token\",service=\"the, registry\"");
        let (address, asked) = server(move |request| match request.ends_with("Bearer t") {
            true => (200, "x: y".into(), "blob"),
            false => (401, realm.clone(), ""),
        })
        .await;
        let session = session(&address);
        for operation in [RegistryOperation::Pull, RegistryOperation::Pull, RegistryOperation::Push] {
            let call = Call::new(Method::GET, session.url("a/b", "blobs/x"));
            let response = session.send("a/b", operation, &call).await.unwrap();
            assert_eq!(session.bytes("b", response).await.unwrap(), b"blob");
        }
        session.check_login().await.unwrap();
        let blob = "GET /v2/a/b/blobs/x";
        let granted = format!("{blob} Bearer t");
        let expected = [blob, &granted, &granted, blob, &granted, "GET /v2/", "GET /v2/ Bearer t"];
        assert_eq!(*asked.lock().unwrap(), expected);
        let token = "GET /token?service=the%2C+registry";
        let expected = ["&scope=repository%3Aa%2Fb%3Apull", "&scope=repository%3Aa%2Fb%3Apull%2Cpush", ""]
            .map(|scope| format!("{token}{scope} {ADA}"));
        assert_eq!(*asked_for_tokens.lock().unwrap(), expected);
    }

    #[tokio::test]
    async fn who_is_redirected_to_learns_no_credentials() {
        let (elsewhere, asked) =
            server(|_| (401, "www-authenticate: Bearer realm=\"/token\", Basic realm=\"x\"".into(), ""))
                .await;
        let (address, _) = server(move |request| match request.ends_with(ADA) {
            true => (307, format!("location: http://{elsewhere}/blob"), ""),
            false => (401, "www-authenticate: Basic realm=\"x\"".into(), ""),
        })
        .await;
        let session = session(&address);
        let call = Call::new(Method::GET, session.url("a", "blobs/x"));
        let response = session.send("a", RegistryOperation::Pull, &call).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(*asked.lock().unwrap(), ["GET /blob"]);
    }
}
