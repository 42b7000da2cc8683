//! A manifest as it was sent.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::record::{ChartParts, Record, Referrer};
use crate::Error;
use crate::reference::Digest;

/// Media types that the registry looks into.
pub mod media_type {
    /// An image manifest; charts are pushed as one.
    pub const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
    /// An image index.
    pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
    /// Docker's image manifest.
    pub const DOCKER_IMAGE: &str = "application/vnd.docker.distribution.manifest.v2+json";
    /// Docker's image index.
    pub const DOCKER_INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
    /// The config of a chart: Chart.yaml as JSON.
    pub const CHART_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
    /// The archive of a chart.
    pub const CHART_ARCHIVE: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    /// The archive of a chart as Helm before 3.7 named it.
    pub const CHART_ARCHIVE_LEGACY: &str = "application/tar+gzip";
    /// The signature of a chart.
    pub const CHART_PROVENANCE: &str = "application/vnd.cncf.helm.chart.provenance.v1.prov";
}

/// A reference from a manifest to other content.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor {
    /// Media type of the content.
    #[serde(default)]
    pub(crate) media_type: String,
    /// Digest of the content.
    pub(crate) digest: Digest,
    /// Size in bytes.
    pub(crate) size: u64,
    /// Where foreign content can be had from.
    #[serde(default)]
    urls: Option<Vec<String>>,
}

impl Descriptor {
    /// Whether the content lies elsewhere by licence, and need not be in the registry.
    fn is_foreign(&self) -> bool {
        self.urls.as_ref().is_some_and(|urls| !urls.is_empty())
            || self.media_type.contains("nondistributable")
            || self.media_type.contains(".foreign.")
    }
}

/// A parsed manifest.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The media type, from the request or, without one, from the manifest.
    pub(crate) media_type: String,
    body: Body,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    schema_version: Option<u64>,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
    blobs: Option<Vec<Descriptor>>,
    manifests: Option<Vec<Descriptor>>,
    subject: Option<Descriptor>,
    annotations: Option<Map<String, Value>>,
}

impl Document {
    /// Reads a manifest; `content_type` is the request's header, parameters and all.
    ///
    /// # Errors
    /// [`Error::ManifestInvalid`] when it is not a manifest, when its `mediaType` is not the request's, or
    /// when it could be read both as an image and as an index (CVE-2021-41190).
    pub(crate) fn parse(bytes: &[u8], content_type: Option<&str>) -> Result<Self, Error> {
        let invalid = |reason: String| Error::ManifestInvalid { reason };
        // The deserialiser would also take an array of the fields in their order.
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(invalid("it is not a JSON object".into()));
        }
        let body: Body = serde_json::from_slice(bytes).map_err(|error| invalid(error.to_string()))?;
        let sent = content_type.map(|t| t.split(';').next().unwrap_or(t).trim()).filter(|t| !t.is_empty());
        let media_type = match (sent, &body.media_type) {
            (Some(sent), Some(own)) if sent != own => {
                return Err(invalid(format!("its mediaType is {own}, but it was sent as {sent}")));
            }
            (Some(sent), _) => sent.to_owned(),
            (None, Some(own)) => own.clone(),
            (None, None) => {
                return Err(invalid("neither the request nor the manifest names a media type".into()));
            }
        };
        match media_type.as_str() {
            media_type::IMAGE | media_type::DOCKER_IMAGE if body.manifests.is_some() => {
                return Err(invalid("an image manifest has no `manifests`".into()));
            }
            media_type::INDEX | media_type::DOCKER_INDEX
                if body.config.is_some() || body.layers.is_some() =>
            {
                return Err(invalid("an index has neither `config` nor `layers`".into()));
            }
            media_type::IMAGE | media_type::DOCKER_IMAGE | media_type::INDEX | media_type::DOCKER_INDEX
                if body.schema_version != Some(2) =>
            {
                return Err(invalid("its schemaVersion is not 2".into()));
            }
            _ => {}
        }
        Ok(Self { media_type, body })
    }

    /// The blobs that the repository must have: config and layers, foreign ones left out.
    pub(crate) fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        let lists = [&self.body.layers, &self.body.blobs];
        self.body
            .config
            .iter()
            .chain(lists.into_iter().flatten().flatten())
            .filter(|descriptor| !descriptor.is_foreign())
    }

    /// The child manifests of an index.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Descriptor> {
        self.body.manifests.iter().flatten().filter(|descriptor| !descriptor.is_foreign())
    }

    /// What the manifest refers to.
    pub(crate) fn subject(&self) -> Option<&Digest> {
        self.body.subject.as_ref().map(|subject| &subject.digest)
    }

    /// What the index remembers of it.
    pub(crate) fn record(&self, size: u64, pushed: i64) -> Record {
        Record {
            media_type: self.media_type.clone(),
            size,
            pushed,
            subject: self.subject().cloned(),
            chart: self.chart(),
        }
    }

    /// The entry in the list of referrers of its subject.
    pub(crate) fn referrer(&self, digest: &Digest, size: u64) -> Referrer {
        let of_config = self.body.config.as_ref().map(|config| config.media_type.clone());
        Referrer {
            media_type: self.media_type.clone(),
            digest: digest.clone(),
            size,
            artifact_type: self.body.artifact_type.clone().filter(|t| !t.is_empty()).or(of_config),
            annotations: self.body.annotations.clone(),
        }
    }

    fn chart(&self) -> Option<ChartParts> {
        let config = self.body.config.as_ref().filter(|c| c.media_type == media_type::CHART_CONFIG)?;
        let layers = self.body.layers.as_ref()?;
        let layer = |wanted: &[&str]| layers.iter().find(|layer| wanted.contains(&layer.media_type.as_str()));
        let archive = layer(&[media_type::CHART_ARCHIVE, media_type::CHART_ARCHIVE_LEGACY])?;
        Some(ChartParts {
            config: config.digest.clone(),
            archive: archive.digest.clone(),
            size: archive.size,
            provenance: layer(&[media_type::CHART_PROVENANCE]).map(|p| p.digest.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(text: &str) -> Digest {
        Digest::of(text.as_bytes())
    }

    #[test]
    fn what_is_refused() {
        for (content_type, text, reason) in [
            (Some(media_type::IMAGE), "[]", "not a JSON object"),
            (Some(media_type::IMAGE), "{", "EOF"),
            (Some(media_type::IMAGE), r#"{"schemaVersion":1}"#, "schemaVersion"),
            (Some(media_type::IMAGE), r#"{"schemaVersion":2,"manifests":[]}"#, "no `manifests`"),
            (Some(media_type::INDEX), r#"{"schemaVersion":2,"layers":[]}"#, "neither `config`"),
            (Some(media_type::INDEX), r#"{"schemaVersion":2,"mediaType":"a/b"}"#, "was sent as"),
            (None, r#"{"schemaVersion":2}"#, "names a media type"),
            (
                Some(media_type::IMAGE),
                r#"{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"sha256:x","size":1}}"#,
                "is not a digest",
            ),
        ] {
            let error = Document::parse(text.as_bytes(), content_type).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
        let deep = format!("{{\"schemaVersion\":2,\"annotations\":{}", "{\"a\":".repeat(100_000));
        assert!(Document::parse(deep.as_bytes(), Some(media_type::IMAGE)).is_err(), "deep nesting");
    }

    #[test]
    fn foreign_layers_are_not_required_and_parameters_are_dropped() {
        let text = format!(
            r#"{{"schemaVersion":2,"config":{{"mediaType":"c/d","digest":"{}","size":2}},"layers":[
               {{"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar","digest":"{}","size":3}}]}}"#,
            digest("c"),
            digest("l")
        );
        let kind = format!("{}; charset=utf-8", media_type::IMAGE);
        let document = Document::parse(text.as_bytes(), Some(&kind)).unwrap();
        assert_eq!(document.media_type, media_type::IMAGE);
        assert_eq!(document.blobs().map(|b| b.digest.clone()).collect::<Vec<_>>(), [digest("c")]);
        assert_eq!(document.referrer(&digest("m"), 9).artifact_type.as_deref(), Some("c/d"));
    }

    #[test]
    fn a_chart_is_known_by_its_config() {
        let text = format!(
            r#"{{"schemaVersion":2,"config":{{"mediaType":"{}","digest":"{}","size":2}},"layers":[
               {{"mediaType":"{}","digest":"{}","size":3}},{{"mediaType":"{}","digest":"{}","size":4}}]}}"#,
            media_type::CHART_CONFIG,
            digest("c"),
            media_type::CHART_PROVENANCE,
            digest("p"),
            media_type::CHART_ARCHIVE,
            digest("a"),
        );
        let record = Document::parse(text.as_bytes(), Some(media_type::IMAGE)).unwrap().record(1, 0);
        let parts =
            ChartParts { config: digest("c"), archive: digest("a"), size: 4, provenance: Some(digest("p")) };
        assert_eq!(record.chart, Some(parts));
    }
}
