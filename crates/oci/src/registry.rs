//! Tags, pull, push and login at an OCI registry.
//!
//! Media types and the shape of a chart's manifest are Helm's (pkg/registry/constants.go, notes on `push`):
//! a config that is Chart.yaml as JSON, a layer with the archive, and one with its provenance if it is signed.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, LINK, LOCATION};
use http::{Method, StatusCode};
use oci_distribution::RegistryOperation::{Pull, Push};
use oci_distribution::manifest::{OCI_IMAGE_INDEX_MEDIA_TYPE, OCI_IMAGE_MEDIA_TYPE, OciDescriptor};
use oci_distribution::secrets::RegistryAuth;
use reqwest::{Response, Url};
use serde_json::{Map, Value, json};

use crate::content::{digest_like, hex_digest};
use crate::session::{Call, Session};
use crate::{CredentialStore, Credentials, Error, Progress, Reference, Result, Transport};

const CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
const CONTENT: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
/// What Helm 3.0 wrote.
const LEGACY_CONTENT: &str = "application/tar+gzip";
const PROVENANCE: &str = "application/vnd.cncf.helm.chart.provenance.v1.prov";
/// Tags that are asked for at once.
const PAGE: usize = 1000;
/// No layer of a chart may be larger.
const LAYER_LIMIT: u64 = 100 << 20;
/// How often a transfer that broke off is tried again.
const TRIES: u32 = 3;

/// A client of one OCI registry.
pub struct RegistryClient {
    session: Session,
}

/// A chart as it came from a registry, its digests checked.
#[derive(Clone, Debug)]
pub struct PulledChart {
    /// The archive.
    pub archive: Vec<u8>,
    /// `sha256:` of the archive.
    pub archive_digest: String,
    /// The provenance file, if the chart is signed.
    pub provenance: Option<Vec<u8>>,
    /// `sha256:` of the manifest.
    pub manifest_digest: String,
    /// Chart.yaml as JSON.
    pub config: Vec<u8>,
}

/// What to publish.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The archive.
    pub archive: Vec<u8>,
    /// The provenance file, if there is one.
    pub provenance: Option<Vec<u8>>,
    /// Chart.yaml as JSON.
    pub config: Vec<u8>,
    /// Annotations of the manifest.
    pub annotations: Vec<(String, String)>,
}

/// What was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// Where, with its tag.
    pub reference: Reference,
    /// `sha256:` of the manifest.
    pub digest: String,
}

impl RegistryClient {
    /// A client for the registry and repository of `place`, with `given` credentials or the stored ones.
    ///
    /// # Errors
    /// When TLS settings or stored logins cannot be used.
    pub async fn new(
        place: &Reference,
        transport: &Transport,
        store: &CredentialStore,
        given: Option<Credentials>,
    ) -> Result<Self> {
        let credentials = match given {
            Some(given) => Some(given),
            None => store.find(&place.host, &place.path).await?,
        };
        let auth = match credentials {
            None => RegistryAuth::Anonymous,
            Some(Credentials { username, password }) if username.is_empty() => RegistryAuth::Bearer(password),
            Some(Credentials { username, password }) => RegistryAuth::Basic(username, password),
        };
        Ok(Self { session: Session::new(&place.host, auth, transport)? })
    }

    /// Every tag of a repository, in the registry's order.
    ///
    /// # Errors
    /// When the registry does not answer, refuses, or knows no such repository.
    pub async fn tags(&self, repository: &Reference) -> Result<Vec<String>> {
        let what = repository.to_string();
        let mut url = self.session.url(&repository.path, "tags/list");
        url.query_pairs_mut().append_pair("n", &PAGE.to_string());
        let mut tags: Vec<String> = vec![];
        loop {
            let call = Call::new(Method::GET, url.clone());
            let response = self.session.send(&repository.path, Pull, &call).await?;
            let response = self.session.good(&what, response).await?;
            let next = next_page(&url, &response);
            let bytes = self.session.bytes(&what, response).await?;
            let page: Value = serde_json::from_slice(&bytes).map_err(|error| Error::NotAChart {
                what: what.clone(),
                reason: format!("its list of tags is no JSON: {error}"),
            })?;
            let page = page["tags"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let before = tags.len();
            for tag in page {
                tags.push(tag.to_owned());
            }
            match next {
                // A registry that sends the same page again would do so for ever.
                Some(next) if tags.len() > before && !tags[..before].contains(&tags[before]) => url = next,
                _ => return Ok(tags),
            }
        }
    }

    /// The chart that a reference with a tag or a digest names.
    ///
    /// # Errors
    /// When the registry does not answer or refuses, when there is no such chart, when what is there is no
    /// chart, or when bytes do not have their digest.
    pub async fn pull(&self, reference: &Reference, progress: &dyn Progress) -> Result<PulledChart> {
        let what = reference.to_string();
        let (manifest, digest) = self.manifest(reference).await?;
        let no_chart = |reason: &str| Error::NotAChart { what: what.clone(), reason: reason.to_owned() };
        let layers =
            manifest.get("layers").and_then(Value::as_array).ok_or_else(|| no_chart("it has no layers"))?;
        let layer = |types: &[&str]| {
            layers.iter().find(|layer| {
                layer.get("mediaType").and_then(Value::as_str).is_some_and(|found| types.contains(&found))
            })
        };
        let content = layer(&[CONTENT, LEGACY_CONTENT])
            .ok_or_else(|| no_chart(&format!("no layer has the media type {CONTENT}")))?;
        let config = manifest.get("config").ok_or_else(|| no_chart("it has no config"))?;
        let (archive, archive_digest) = self.blob(reference, content, progress).await?;
        let (config, _) = self.blob(reference, config, progress).await?;
        let provenance = match layer(&[PROVENANCE]) {
            Some(layer) => Some(self.blob(reference, layer, progress).await?.0),
            None => None,
        };
        Ok(PulledChart { archive, archive_digest, provenance, manifest_digest: digest, config })
    }

    /// The manifest of a chart; of an index, that of its first entry.
    async fn manifest(&self, reference: &Reference) -> Result<(Value, String)> {
        let what = reference.to_string();
        let mut name = reference.digest.clone().or_else(|| reference.tag.clone());
        let mut first = None;
        loop {
            let rest = format!("manifests/{}", name.as_deref().unwrap_or("latest"));
            let mut call = Call::new(Method::GET, self.session.url(&reference.path, &rest));
            call.headers = vec![(ACCEPT, OCI_IMAGE_MEDIA_TYPE), (ACCEPT, OCI_IMAGE_INDEX_MEDIA_TYPE)];
            let response = self.session.send(&reference.path, Pull, &call).await?;
            let bytes = self.session.bytes(&what, self.session.good(&what, response).await?).await?;
            // The digest is ours: a registry may say what it likes in its headers.
            let asked = name.as_deref().filter(|name| name.contains(':'));
            let digest = match asked {
                Some(asked) => checked(&what, asked, &bytes)?,
                None => format!("sha256:{}", hex_digest(&bytes)),
            };
            let first_digest = first.get_or_insert(digest).clone();
            let manifest: Value = serde_json::from_slice(&bytes).map_err(|error| Error::NotAChart {
                what: what.clone(),
                reason: format!("its manifest is no JSON: {error}"),
            })?;
            let entry =
                manifest.get("manifests").and_then(Value::as_array).and_then(|entries| entries.first());
            match entry.and_then(|entry| entry.get("digest")).and_then(Value::as_str) {
                Some(digest) if asked != Some(digest) => name = Some(digest.to_owned()),
                _ => return Ok((manifest, first_digest)),
            }
        }
    }

    async fn blob(
        &self,
        reference: &Reference,
        descriptor: &Value,
        progress: &dyn Progress,
    ) -> Result<(Vec<u8>, String)> {
        let what = reference.to_string();
        let descriptor: OciDescriptor = serde_json::from_value(descriptor.clone()).map_err(|error| {
            Error::NotAChart { what: what.clone(), reason: format!("its manifest is malformed: {error}") }
        })?;
        if descriptor.size as u64 > LAYER_LIMIT {
            return Err(Error::TooLarge { what, limit: LAYER_LIMIT });
        }
        let mut tries = 0;
        loop {
            tries += 1;
            match self.blob_once(reference, &descriptor.digest, progress).await {
                Ok(bytes) => return Ok((bytes, descriptor.digest)),
                Err(Error::Unreachable { .. }) if tries < TRIES => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn blob_once(
        &self,
        reference: &Reference,
        digest: &str,
        progress: &dyn Progress,
    ) -> Result<Vec<u8>> {
        let what = reference.to_string();
        let url = self.session.url(&reference.path, &format!("blobs/{digest}"));
        let response = self.session.send(&reference.path, Pull, &Call::new(Method::GET, url)).await?;
        let mut response = self.session.good(&what, response).await?;
        progress.started(&what, response.content_length());
        let mut bytes: Vec<u8> = vec![];
        let broken = |error| Error::request(self.session.host(), &error);
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > LAYER_LIMIT {
                return Err(Error::TooLarge { what, limit: LAYER_LIMIT });
            }
            progress.advanced(&what, bytes.len() as u64);
        }
        progress.finished(&what, bytes.len() as u64);
        checked(&what, digest, &bytes)?;
        Ok(bytes)
    }

    /// Publishes a chart under the reference's tag. Blobs that are there already are not sent again.
    ///
    /// # Errors
    /// When the registry does not answer or refuses.
    pub async fn push(
        &self,
        reference: &Reference,
        upload: Upload,
        progress: &dyn Progress,
    ) -> Result<Pushed> {
        let what = reference.to_string();
        let mut layers = vec![];
        let total = upload.archive.len() as u64;
        progress.started(&what, Some(total));
        let config = self.push_blob(reference, CONFIG, upload.config).await?;
        layers.push(self.push_blob(reference, CONTENT, upload.archive).await?);
        if let Some(provenance) = upload.provenance {
            layers.push(self.push_blob(reference, PROVENANCE, provenance).await?);
        }
        layers.sort_by(|a, b| a["digest"].as_str().cmp(&b["digest"].as_str()));
        let annotations: Map<String, Value> =
            upload.annotations.into_iter().map(|(key, value)| (key, Value::String(value))).collect();
        let mut manifest = json!({ "schemaVersion": 2, "config": config, "layers": layers });
        if !annotations.is_empty() {
            manifest["annotations"] = Value::Object(annotations);
        }
        let bytes = manifest.to_string().into_bytes();
        let digest = format!("sha256:{}", hex_digest(&bytes));
        let tag = reference.tag.as_deref().unwrap_or("latest");
        let url = self.session.url(&reference.path, &format!("manifests/{tag}"));
        let mut call = Call::new(Method::PUT, url);
        call.headers.push((CONTENT_TYPE, OCI_IMAGE_MEDIA_TYPE));
        call.body = Some(bytes.into());
        let response = self.session.send(&reference.path, Push, &call).await?;
        self.session.good(&what, response).await?;
        progress.finished(&what, total);
        Ok(Pushed { reference: reference.clone(), digest })
    }

    async fn push_blob(&self, reference: &Reference, media_type: &str, bytes: Vec<u8>) -> Result<Value> {
        let digest = format!("sha256:{}", hex_digest(&bytes));
        let descriptor = json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() });
        let there = self.session.url(&reference.path, &format!("blobs/{digest}"));
        let call = Call::new(Method::HEAD, there);
        let response = self.session.send(&reference.path, Push, &call).await?;
        if response.status() == StatusCode::OK {
            return Ok(descriptor);
        }
        let bytes = Bytes::from(bytes);
        let mut tries = 0;
        loop {
            tries += 1;
            match self.push_blob_once(reference, &bytes, &digest).await {
                Ok(()) => return Ok(descriptor),
                Err(Error::Unreachable { .. }) if tries < TRIES => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// `POST` and `PUT`: the way that every registry takes (distribution-spec, pushing a blob monolithically).
    async fn push_blob_once(&self, reference: &Reference, bytes: &Bytes, digest: &str) -> Result<()> {
        let what = reference.to_string();
        let begin = Call::new(Method::POST, self.session.url(&reference.path, "blobs/uploads/"));
        let response = self.session.send(&reference.path, Push, &begin).await?;
        let response = self.session.good(&what, response).await?;
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let mut url = location.and_then(|location| begin.url.join(location).ok()).ok_or_else(|| {
            let (server, status) = (self.session.host().to_owned(), response.status().as_u16());
            Error::Server { server, status, reason: "it does not say where to send the content".to_owned() }
        })?;
        url.query_pairs_mut().append_pair("digest", digest);
        let mut finish = Call::new(Method::PUT, url);
        finish.headers.push((CONTENT_TYPE, "application/octet-stream"));
        finish.body = Some(bytes.clone());
        let response = self.session.send(&reference.path, Push, &finish).await?;
        self.session.good(&what, response).await.map(drop)
    }

    /// Asks the registry whether it takes the credentials.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] when it does not.
    pub async fn check_login(&self) -> Result<()> {
        self.session.check_login().await
    }
}

/// The digest that bytes were asked for with, if they have it.
fn checked(what: &str, expected: &str, bytes: &[u8]) -> Result<String> {
    let actual = digest_like(expected, bytes).ok_or_else(|| Error::NotAChart {
        what: what.to_owned(),
        reason: format!("nobody can check the digest {expected}"),
    })?;
    if actual == expected {
        return Ok(actual);
    }
    Err(Error::Digest { what: what.to_owned(), expected: expected.to_owned(), actual })
}

/// Where the `Link` of a list leads (RFC 8288, as the distribution specification uses it).
fn next_page(url: &Url, response: &Response) -> Option<Url> {
    let link = response.headers().get(LINK)?.to_str().ok()?;
    let (target, parameters) = link.trim_start().strip_prefix('<')?.split_once('>')?;
    parameters.contains("next").then(|| url.join(target).ok())?
}
