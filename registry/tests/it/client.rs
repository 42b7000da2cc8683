//! A client that pushes and pulls as plainly as possible.

use std::sync::Once;

use registry::reference::Digest;
use registry::store::media_type;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::json;

/// Requests to one registry.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    base: String,
}

impl Client {
    pub(crate) fn new(address: &str) -> Self {
        install_provider();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, base: format!("http://{address}") }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// Status and body of a request.
    pub(crate) async fn ask(&self, method: Method, path: &str) -> (u16, String) {
        let response = self.request(method, path).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Begins an upload; its path.
    pub(crate) async fn begin(&self, repository: &str) -> Result<String, reqwest::Error> {
        let response = self.post_upload(repository).await?;
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        Ok(header(&response, LOCATION.as_str()))
    }

    async fn post_upload(&self, repository: &str) -> Result<Response, reqwest::Error> {
        self.request(Method::POST, &format!("/v2/{repository}/blobs/uploads/")).send().await
    }

    /// Pushes a blob with `POST` and `PUT`; the status of the last that was sent. A disk that is full to the last block takes
    /// not even the beginning.
    pub(crate) async fn push_blob(
        &self,
        repository: &str,
        blob: &[u8],
    ) -> Result<StatusCode, reqwest::Error> {
        let begun = self.post_upload(repository).await?;
        if begun.status() == StatusCode::INSUFFICIENT_STORAGE {
            return Ok(begun.status());
        }
        assert_eq!(begun.status(), StatusCode::ACCEPTED);
        let path = format!("{}?digest={}", header(&begun, LOCATION.as_str()), Digest::of(blob));
        Ok(self.request(Method::PUT, &path).body(blob.to_vec()).send().await?.status())
    }

    /// Pushes a manifest.
    pub(crate) async fn push_manifest(
        &self,
        repository: &str,
        reference: &str,
        manifest: &str,
    ) -> Result<Response, reqwest::Error> {
        self.request(Method::PUT, &format!("/v2/{repository}/manifests/{reference}"))
            .header(CONTENT_TYPE, media_type::IMAGE)
            .body(manifest.to_owned())
            .send()
            .await
    }

    /// Pushes the blobs of an image with one layer and its manifest under a tag; the manifest.
    pub(crate) async fn push_image(&self, repository: &str, tag: &str, layer: &[u8]) -> String {
        assert_eq!(self.push_blob(repository, b"{}").await.unwrap(), StatusCode::CREATED);
        assert_eq!(self.push_blob(repository, layer).await.unwrap(), StatusCode::CREATED);
        let manifest = image(layer);
        let response = self.push_manifest(repository, tag, &manifest).await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        manifest
    }
}

/// reqwest wants one provider of TLS per process.
pub(crate) fn install_provider() {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
}

/// The manifest of an image with the config `{}` and one layer.
pub(crate) fn image(layer: &[u8]) -> String {
    json!({
        "schemaVersion": 2,
        "mediaType": media_type::IMAGE,
        "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": Digest::of(b"{}"), "size": 2},
        "layers": [{"mediaType": "application/octet-stream", "digest": Digest::of(layer), "size": layer.len()}],
    })
    .to_string()
}

/// A header as text, empty where it is missing.
pub(crate) fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
}
