//! Putting a chart into the store without HTTP.

use std::pin::pin;

use bytes::Bytes;
use futures::stream;
use serde_json::{Map, Value, json};

use super::derive;
use super::library::Library;
use crate::Error;
use crate::reference::{Digest, Repository, Tag};
use crate::store::{Expectation, NewManifest, Reference, blocking, media_type, now};

/// A chart to be published.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Where it goes: the repository is this and the chart's name. May be empty.
    pub namespace: String,
    /// The .tgz.
    pub archive: Bytes,
    /// The .prov, if it is signed.
    pub provenance: Option<Bytes>,
    /// When it was made, in seconds since 1970; now, if absent. It is part of the manifest, and so of its digest.
    pub created: Option<i64>,
    /// Whether it may take the place of other content under the same version, whatever the registry's rule is.
    pub replace: bool,
}

/// A chart that was published.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Published {
    /// The repository.
    pub repository: String,
    /// The version.
    pub version: String,
    /// The manifest.
    pub digest: Digest,
    /// Whether it was there already, byte for byte.
    pub unchanged: bool,
}

impl Library {
    /// Publishes a chart as `helm push` would.
    ///
    /// # Errors
    /// [`Error::ChartInvalid`], [`Error::NameInvalid`] or [`Error::TagInvalid`] when its name or version cannot
    /// be those of a repository or tag, [`Error::TagImmutable`], [`Error::StorageFull`].
    pub async fn publish(&self, publication: Publication) -> Result<Published, Error> {
        let Publication { namespace, archive, provenance, created, replace } = publication;
        let bytes = archive.clone();
        let chart = blocking(move || derive::unpack_bytes("the archive", &bytes)).await?;
        let metadata = &chart.metadata;
        let name = if namespace.is_empty() {
            metadata.name.clone()
        } else {
            format!("{namespace}/{}", metadata.name)
        };
        let (repository, tag) = (Repository::parse(&name)?, Tag::of_version(&metadata.version)?);
        let config = Bytes::from(metadata.oci_config());
        let mut layers = vec![(media_type::CHART_ARCHIVE, archive)];
        layers.extend(provenance.map(|provenance| (media_type::CHART_PROVENANCE, provenance)));

        let mut published = Published {
            repository: repository.to_string(),
            version: metadata.version.clone(),
            digest: Digest::of(&config),
            unchanged: true,
        };
        if let Some(digest) = self.already(&repository, &tag, &layers).await? {
            return Ok(Published { digest, ..published });
        }
        let mut descriptors = Vec::new();
        for (media_type, content) in [(media_type::CHART_CONFIG, config)].into_iter().chain(layers) {
            descriptors.push(self.put(&repository, media_type, content).await?);
        }
        let created = created.unwrap_or_else(|| now() / 1000);
        let created = jiff::Timestamp::from_second(created).unwrap_or_default().to_string();
        let annotations: Map<String, Value> =
            metadata.oci_annotations(&created).into_iter().map(|(key, text)| (key, text.into())).collect();
        let config = descriptors.remove(0);
        // As Helm does, so that the same content has the same digest whoever publishes it.
        descriptors.sort_by(|one, other| one["digest"].as_str().cmp(&other["digest"].as_str()));
        let manifest =
            json!({"schemaVersion": 2, "config": config, "layers": descriptors, "annotations": annotations});
        let new = NewManifest {
            bytes: manifest.to_string().into(),
            content_type: Some(media_type::IMAGE.to_owned()),
            digest: None,
            tags: vec![tag],
            expectation: Expectation::Any,
            replace,
        };
        published.digest = self.store().add_manifest(&repository, new).await?.digest;
        published.unchanged = false;
        Ok(published)
    }

    /// The manifest under the tag, if it names exactly these layers.
    async fn already(
        &self,
        repository: &Repository,
        tag: &Tag,
        layers: &[(&str, Bytes)],
    ) -> Result<Option<Digest>, Error> {
        let Ok(manifest) = self.store().manifest(repository, &Reference::Tag(tag.clone())) else {
            return Ok(None);
        };
        let Some(parts) = manifest.record.chart else { return Ok(None) };
        let contents: Vec<Bytes> = layers.iter().map(|(_, content)| content.clone()).collect();
        let digests =
            blocking(move || Ok(contents.iter().map(|c| Digest::of(c)).collect::<Vec<_>>())).await?;
        let there: Vec<Digest> = [Some(parts.archive), parts.provenance].into_iter().flatten().collect();
        Ok((there == digests).then_some(manifest.digest))
    }

    /// Puts a blob into the store; its descriptor.
    async fn put(&self, repository: &Repository, media_type: &str, content: Bytes) -> Result<Value, Error> {
        let bytes = content.clone();
        let digest = blocking(move || Ok(Digest::of(&bytes))).await?;
        let size = content.len();
        let mut body = pin!(stream::iter([Ok(content)]));
        self.store().put_blob(repository, &digest, body.as_mut()).await?;
        Ok(json!({"mediaType": media_type, "digest": digest, "size": size}))
    }
}
