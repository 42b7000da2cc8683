//! The Secret or ConfigMap that carries a record (pkg/storage/driver/{secrets,cfgmaps}.go).

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use base64::read::DecoderReader;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::codec::decode_front;
use super::{Release, Summary, decode, fit};
use crate::error::{Error, Result};
use crate::object::ObjectMeta;

/// Labels that Helm sets itself; users may not.
pub const SYSTEM_LABELS: [&str; 6] = ["name", "owner", "status", "version", "createdAt", "modifiedAt"];

const NO_DATA: &str = "its object has no `release` in its data";

/// Where records are kept (`HELM_DRIVER`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Driver {
    /// In Secrets.
    #[default]
    Secret,
    /// In ConfigMaps.
    ConfigMap,
}

impl Driver {
    /// The driver of a `HELM_DRIVER`; empty means Secrets.
    ///
    /// # Errors
    /// [`Error::Driver`] for `sql`, `memory` and words that Helm does not know.
    pub fn parse(word: &str) -> Result<Self> {
        match word.to_ascii_lowercase().as_str() {
            "" | "secret" | "secrets" => Ok(Self::Secret),
            "configmap" | "configmaps" => Ok(Self::ConfigMap),
            _ => Err(Error::Driver { word: word.into() }),
        }
    }

    /// The resource's plural in the core API.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Secret => "secrets",
            Self::ConfigMap => "configmaps",
        }
    }

    /// The kind of the object.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Secret => "Secret",
            Self::ConfigMap => "ConfigMap",
        }
    }
}

/// Name of the object of a revision.
pub fn key(name: &str, revision: u32) -> String {
    format!("sh.helm.release.v1.{name}.v{revision}")
}

/// The revision in an object's name.
pub fn revision_of(key: &str) -> Option<u32> {
    key.rsplit_once(".v")?.1.parse().ok()
}

/// The selector of the records of a release, or of all releases.
pub fn key_labels(name: Option<&str>) -> String {
    name.map_or_else(|| "owner=helm".into(), |name| format!("owner=helm,name={name}"))
}

/// The object of a record. `stamp` is `createdAt` or `modifiedAt` with seconds since 1970: Helm builds the set of
/// labels anew on every write, so that a rewritten record has lost its `createdAt`.
///
/// # Errors
/// [`Error::RecordTooLarge`].
pub fn to_object(release: &Release, driver: Driver, stamp: (&str, i64)) -> Result<Value> {
    Ok(object_with(release, &fit(release)?.text, driver, stamp))
}

/// The object of a record whose text is known.
pub(crate) fn object_with(release: &Release, text: &str, driver: Driver, stamp: (&str, i64)) -> Value {
    let mut labels: Map<String, Value> =
        release.labels.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    labels.insert("name".into(), json!(release.name));
    labels.insert("owner".into(), json!("helm"));
    labels.insert("status".into(), json!(release.info.status.as_str()));
    labels.insert("version".into(), json!(release.version.to_string()));
    labels.insert(stamp.0.into(), json!(stamp.1.to_string()));
    let metadata = json!({
        "name": key(&release.name, release.version),
        "namespace": release.namespace,
        "labels": labels,
    });
    match driver {
        Driver::Secret => json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": metadata,
            "type": "helm.sh/release.v1",
            "data": {"release": STANDARD.encode(text)},
        }),
        Driver::ConfigMap => json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata,
            "data": {"release": text},
        }),
    }
}

/// The text of a record in an object.
fn text_of(object: &Value, driver: Driver) -> std::result::Result<Vec<u8>, String> {
    let data = object["data"]["release"].as_str().ok_or(NO_DATA)?;
    match driver {
        Driver::Secret => STANDARD.decode(data).map_err(|error| format!("it is not base64: {error}")),
        Driver::ConfigMap => Ok(data.as_bytes().to_vec()),
    }
}

/// The record in an object, with the user's labels.
///
/// # Errors
/// [`Error::Record`] where the object holds no record.
pub fn read_object(object: &Value, driver: Driver) -> Result<Release> {
    let mut release = text_of(object, driver).and_then(|text| decode(&text)).map_err(|what| {
        let name = object["metadata"]["labels"]["name"].as_str().unwrap_or("?");
        let key = object["metadata"]["name"].as_str().unwrap_or_default();
        Error::Record { name: name.into(), revision: revision_of(key).unwrap_or_default(), what }
    })?;
    release.all_labels = labels(object);
    release.labels = own_labels(release.all_labels.clone());
    Ok(release)
}

/// The object of a record, as far as a list reads it.
#[derive(Deserialize)]
pub(crate) struct Carrier {
    metadata: ObjectMeta,
    #[serde(default)]
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    release: Option<String>,
}

impl Carrier {
    /// What a list shows of the revision. What labels and name say is taken from there.
    ///
    /// # Errors
    /// What is wrong with the record, as a sentence part for [`Error::Record`].
    pub(crate) fn summary(self, driver: Driver) -> std::result::Result<Summary, String> {
        let Self { metadata, data } = self;
        let data = data.and_then(|data| data.release).ok_or(NO_DATA)?;
        let (info, chart) = match driver {
            Driver::Secret => decode_front(DecoderReader::new(data.as_bytes(), &STANDARD)),
            Driver::ConfigMap => decode_front(data.as_bytes()),
        }?;
        Ok(Summary {
            name: metadata.labels.get("name").cloned().unwrap_or_default(),
            version: revision_of(&metadata.name).unwrap_or_default(),
            namespace: metadata.namespace,
            info,
            chart,
            labels: own_labels(metadata.labels),
        })
    }
}

/// The labels that are not Helm's own.
pub(crate) fn own_labels(mut labels: BTreeMap<String, String>) -> BTreeMap<String, String> {
    labels.retain(|key, _| !SYSTEM_LABELS.contains(&key.as_str()));
    labels
}

fn labels(object: &Value) -> BTreeMap<String, String> {
    let labels = object["metadata"]["labels"].as_object().into_iter().flatten();
    labels.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Status;

    #[test]
    fn carries_a_record_as_helm_does() {
        let mut release =
            Release { name: "web".into(), version: 12, namespace: "ns".into(), ..Release::default() };
        release.info.status = Status::Deployed;
        release.labels.insert("team".into(), "data".into());
        for driver in [Driver::Secret, Driver::ConfigMap] {
            let object = to_object(&release, driver, ("createdAt", 1700)).unwrap();
            assert_eq!(object["metadata"]["name"], "sh.helm.release.v1.web.v12");
            assert_eq!(
                object["metadata"]["labels"],
                json!({"team": "data", "name": "web", "owner": "helm", "status": "deployed", "version": "12",
                    "createdAt": "1700"})
            );
            let read = read_object(&object, driver).unwrap();
            assert_eq!(read.all_labels["owner"], "helm");
            assert_eq!(Release { all_labels: BTreeMap::new(), ..read }, release);
        }
        assert_eq!(revision_of("sh.helm.release.v1.web.v12"), Some(12));
    }

    #[test]
    fn refuses_other_drivers() {
        assert_eq!(Driver::parse("").unwrap(), Driver::Secret);
        assert_eq!(Driver::parse("configmaps").unwrap(), Driver::ConfigMap);
        assert!(Driver::parse("sql").is_err());
    }
}
