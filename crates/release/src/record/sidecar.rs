//! The object beside a record: what rhumb needs beyond Helm's format.
//!
//! Helm drops foreign keys from records and copies foreign labels to its next revision, so nothing of ours may stand in
//! them. A sidecar has no label `owner=helm`, which would make Helm take it for a record, and an ownerReference to the
//! record, so that it goes when either tool deletes that.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Driver, revision_of};

const RELEASE: &str = "rhumb.io/release";
const REVISION: &str = "rhumb.io/revision";
const NAME: &str = "rhumb.io/sidecar";
const KEY: &str = "content";

/// Name of the object of a sidecar.
pub(crate) fn sidecar_key(release: &str, revision: u32, sidecar: &str) -> String {
    format!("rhumb.{release}.v{revision}.{sidecar}")
}

/// The selector of all sidecars of that name of a release.
pub(crate) fn sidecar_labels(release: &str, sidecar: &str) -> String {
    format!("{RELEASE}={release},{NAME}={sidecar}")
}

/// The object of a sidecar of a record, which is given as the cluster has it.
pub(crate) fn to_sidecar(record: &Value, driver: Driver, sidecar: &str, content: &[u8]) -> Option<Value> {
    let metadata = &record["metadata"];
    let (key, uid) = (metadata["name"].as_str()?, metadata["uid"].as_str()?);
    let (release, revision) = (metadata["labels"]["name"].as_str()?, revision_of(key)?);
    let content = json!({KEY: STANDARD.encode(content)});
    let mut object = json!({
        "apiVersion": "v1",
        "kind": driver.kind(),
        "metadata": {
            "name": sidecar_key(release, revision, sidecar),
            "namespace": metadata["namespace"],
            "labels": {RELEASE: release, REVISION: revision.to_string(), NAME: sidecar},
            "ownerReferences": [{"apiVersion": "v1", "kind": driver.kind(), "name": key, "uid": uid}],
        },
    });
    match driver {
        Driver::Secret => {
            object["type"] = json!("rhumb.io/sidecar");
            object["data"] = content;
        }
        Driver::ConfigMap => object["binaryData"] = content,
    }
    Some(object)
}

/// The revision and the content of a sidecar's object.
pub(crate) fn read_sidecar(object: &Value, driver: Driver) -> Option<(u32, Vec<u8>)> {
    let section = match driver {
        Driver::Secret => "data",
        Driver::ConfigMap => "binaryData",
    };
    let revision = object["metadata"]["labels"][REVISION].as_str()?.parse().ok()?;
    Some((revision, STANDARD.decode(object[section][KEY].as_str()?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn belongs_to_its_record_and_is_none() {
        let record = json!({"metadata": {"name": "sh.helm.release.v1.web.v3", "namespace": "ns", "uid": "u",
            "labels": {"name": "web", "owner": "helm"}}});
        for driver in [Driver::Secret, Driver::ConfigMap] {
            let object = to_sidecar(&record, driver, "patches", b"\x00\xff").unwrap();
            assert_eq!(object["metadata"]["name"], "rhumb.web.v3.patches");
            assert_eq!(object["metadata"]["ownerReferences"][0]["uid"], "u");
            assert!(object["metadata"]["labels"]["owner"].is_null());
            assert_eq!(read_sidecar(&object, driver), Some((3, b"\x00\xff".to_vec())));
        }
    }
}
