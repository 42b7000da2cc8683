//! Tags, pull, push and login at an OCI registry.
//!
//! Media types and the shape of a chart's manifest are Helm's (pkg/registry/constants.go, notes on `push`):
//! a config that is Chart.yaml as JSON, a layer with the archive, and one with its provenance if it is signed.

use bytes::Bytes;
use futures::StreamExt;
use oci_distribution::errors::OciDistributionError;
use oci_distribution::manifest::OciDescriptor;
use oci_distribution::secrets::RegistryAuth;
use serde_json::{Map, Value, json};

use crate::content::hex_digest;
use crate::{CredentialStore, Credentials, Error, Progress, Reference, Result, Transport};

const CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
const CONTENT: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
/// What Helm 3.0 wrote.
const LEGACY_CONTENT: &str = "application/tar+gzip";
const PROVENANCE: &str = "application/vnd.cncf.helm.chart.provenance.v1.prov";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// No layer of a chart may be larger.
const LAYER_LIMIT: u64 = 100 << 20;
/// How often a transfer that broke off is tried again.
const TRIES: u32 = 3;

/// A client of one OCI registry.
pub struct RegistryClient {
    client: oci_distribution::Client,
    auth: RegistryAuth,
    host: String,
    http: reqwest::Client,
    plain_http: bool,
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
        Ok(Self {
            client: transport.oci_client()?,
            http: transport.http_client()?,
            auth,
            host: place.host.clone(),
            plain_http: transport.plain_http,
        })
    }

    /// Every tag of a repository, in the registry's order.
    ///
    /// # Errors
    /// When the registry does not answer, refuses, or knows no such repository.
    pub async fn tags(&self, repository: &Reference) -> Result<Vec<String>> {
        let image = repository.to_oci();
        let mut tags: Vec<String> = vec![];
        loop {
            let page = self
                .client
                .list_tags(&image, &self.auth, Some(1000), tags.last().map(String::as_str))
                .await
                .map_err(|error| self.failed(repository, error))?;
            let full = page.tags.len() >= 1000;
            // A registry that ignores `last` would send the first page for ever.
            let new = page.tags.first().is_some_and(|first| !tags.contains(first));
            if new {
                tags.extend(page.tags);
            }
            if !full || !new {
                return Ok(tags);
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
        if let Some(asked) = &reference.digest
            && *asked != digest
        {
            return Err(Error::Digest { what, expected: asked.clone(), actual: digest });
        }
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
        let mut image = reference.to_oci();
        let mut first = None;
        loop {
            let (bytes, _) = self
                .client
                .pull_manifest_raw(&image, &self.auth, &[MANIFEST, INDEX])
                .await
                .map_err(|error| self.failed(reference, error))?;
            // The digest is ours: a registry may say what it likes in its headers.
            let digest = format!("sha256:{}", hex_digest(&bytes));
            let first_digest = first.get_or_insert(digest).clone();
            let manifest: Value = serde_json::from_slice(&bytes).map_err(|error| Error::NotAChart {
                what: reference.to_string(),
                reason: format!("its manifest is no JSON: {error}"),
            })?;
            let entry =
                manifest.get("manifests").and_then(Value::as_array).and_then(|entries| entries.first());
            match entry.and_then(|entry| entry.get("digest")).and_then(Value::as_str) {
                Some(digest) if image.digest() != Some(digest) => {
                    let (host, path) = (reference.host.clone(), reference.path.clone());
                    image = oci_distribution::Reference::with_digest(host, path, digest.to_owned());
                }
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
        let text = |key: &str| descriptor.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (digest, size) = (text("digest"), descriptor.get("size").and_then(Value::as_i64).unwrap_or(0));
        if size as u64 > LAYER_LIMIT {
            return Err(Error::TooLarge { what, limit: LAYER_LIMIT });
        }
        let descriptor = OciDescriptor {
            digest: digest.clone(),
            size,
            media_type: text("mediaType"),
            ..OciDescriptor::default()
        };
        let mut tries = 0;
        loop {
            tries += 1;
            match self.blob_once(reference, &descriptor, progress).await {
                Ok(bytes) => return Ok((bytes, digest)),
                Err(Error::Unreachable { .. }) if tries < TRIES => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn blob_once(
        &self,
        reference: &Reference,
        descriptor: &OciDescriptor,
        progress: &dyn Progress,
    ) -> Result<Vec<u8>> {
        let what = reference.to_string();
        let mut stream = self
            .client
            .pull_blob_stream(&reference.to_oci(), descriptor)
            .await
            .map_err(|error| self.failed(reference, error))?;
        progress.started(&what, stream.content_length);
        let mut bytes: Vec<u8> = vec![];
        while let Some(chunk) = stream.next().await {
            // The stream speaks of I/O errors even where the digest is wrong.
            let chunk = chunk.map_err(|error| self.broken(&what, descriptor, &bytes, &error))?;
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > LAYER_LIMIT {
                return Err(Error::TooLarge { what, limit: LAYER_LIMIT });
            }
            progress.advanced(&what, bytes.len() as u64);
        }
        progress.finished(&what, bytes.len() as u64);
        let actual = format!("sha256:{}", hex_digest(&bytes));
        if descriptor.digest.starts_with("sha256:") && actual != descriptor.digest {
            return Err(Error::Digest { what, expected: descriptor.digest.clone(), actual });
        }
        Ok(bytes)
    }

    fn broken(&self, what: &str, descriptor: &OciDescriptor, bytes: &[u8], error: &std::io::Error) -> Error {
        if error.to_string().contains("digest") {
            let actual = format!("sha256:{}", hex_digest(bytes));
            return Error::Digest { what: what.to_owned(), expected: descriptor.digest.clone(), actual };
        }
        Error::Unreachable { server: self.host.clone(), reason: error.to_string(), plain: false }
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
        self.client
            .push_manifest_raw(&reference.to_oci(), bytes, http::HeaderValue::from_static(MANIFEST))
            .await
            .map_err(|error| self.failed(reference, error))?;
        progress.finished(&what, total);
        Ok(Pushed { reference: reference.clone(), digest })
    }

    async fn push_blob(&self, reference: &Reference, media_type: &str, bytes: Vec<u8>) -> Result<Value> {
        let image = reference.to_oci();
        let digest = format!("sha256:{}", hex_digest(&bytes));
        let descriptor = json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() });
        self.client
            .auth(&image, &self.auth, oci_distribution::RegistryOperation::Push)
            .await
            .map_err(|error| self.failed(reference, error))?;
        if self.client.blob_exists(&image, &digest).await.unwrap_or(false) {
            return Ok(descriptor);
        }
        let bytes = Bytes::from(bytes);
        let mut tries = 0;
        loop {
            tries += 1;
            match self.client.push_blob(&image, bytes.clone(), &digest).await {
                Ok(_) => return Ok(descriptor),
                Err(OciDistributionError::RequestError(error)) if tries < TRIES && !error.is_connect() => {}
                Err(error) => return Err(self.failed(reference, error)),
            }
        }
    }

    /// Asks the registry whether it takes the credentials.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] when it does not.
    pub async fn check_login(&self) -> Result<()> {
        let scheme = if self.plain_http { "http" } else { "https" };
        let url = format!("{scheme}://{}/v2/", self.host);
        let response =
            self.http.get(&url).send().await.map_err(|error| Error::request(&self.host, &error))?;
        let challenge = response
            .headers()
            .get(http::header::WWW_AUTHENTICATE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let RegistryAuth::Basic(username, password) = &self.auth else { return Ok(()) };
        let request = if let Some(parameters) = challenge.strip_prefix("Bearer ") {
            let parameter = |name: &str| {
                let start = parameters.find(&format!("{name}=\""))? + name.len() + 2;
                Some(parameters[start..].split('"').next().unwrap_or_default().to_owned())
            };
            let realm = parameter("realm").unwrap_or_default();
            self.http.get(realm).query(&[("service", parameter("service").unwrap_or_default())])
        } else {
            self.http.get(&url)
        };
        let response = request
            .basic_auth(username, Some(password))
            .send()
            .await
            .map_err(|error| Error::request(&self.host, &error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let reason = status.canonical_reason().unwrap_or("no reason").to_owned();
        Err(Error::status(&self.host, &url, status.as_u16(), reason, true))
    }

    fn failed(&self, reference: &Reference, error: OciDistributionError) -> Error {
        Error::oci(&self.host, &reference.to_string(), self.auth != RegistryAuth::Anonymous, error)
    }
}
