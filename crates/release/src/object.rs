//! A Kubernetes object as our own JSON, and what identifies it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What identifies an object in a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectRef {
    /// `v1`, `apps/v1`.
    pub api_version: String,
    /// `Deployment`.
    pub kind: String,
    /// Its namespace; none for cluster-wide objects.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

impl ObjectRef {
    /// Group of the API, empty for the core.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// What stays the same when an object moves to another version of its API: group, kind, namespace, name.
    pub fn identity(&self) -> (&str, &str, Option<&str>, &str) {
        (self.group(), &self.kind, self.namespace.as_deref(), &self.name)
    }
}

impl fmt::Display for ObjectRef {
    /// `Deployment/web`, the way people say it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.name)
    }
}

/// What releases ask of an object's metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectMeta {
    /// Its name.
    pub name: String,
    /// Its namespace; empty for cluster-wide objects.
    pub namespace: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// When it was created, RFC 3339.
    pub creation_timestamp: String,
}

/// An object as it will be sent: JSON that no typed structure has touched, since those drop fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Object {
    json: Value,
}

impl Object {
    /// Wraps JSON; whatever is no object identifies as nothing.
    pub fn new(json: Value) -> Self {
        Self { json }
    }

    /// The JSON.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The JSON.
    pub fn json_mut(&mut self) -> &mut Value {
        &mut self.json
    }

    /// `apiVersion`.
    pub fn api_version(&self) -> &str {
        self.json["apiVersion"].as_str().unwrap_or_default()
    }

    /// `kind`.
    pub fn kind(&self) -> &str {
        self.json["kind"].as_str().unwrap_or_default()
    }

    /// `metadata.name`, empty where there is only a `generateName`.
    pub fn name(&self) -> &str {
        self.json["metadata"]["name"].as_str().unwrap_or_default()
    }

    /// `metadata.namespace`.
    pub fn namespace(&self) -> Option<&str> {
        self.json["metadata"]["namespace"].as_str().filter(|namespace| !namespace.is_empty())
    }

    /// An annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.json["metadata"]["annotations"][key].as_str()
    }

    /// A label.
    pub fn label(&self, key: &str) -> Option<&str> {
        self.json["metadata"]["labels"][key].as_str()
    }

    /// What identifies it.
    pub fn reference(&self) -> ObjectRef {
        ObjectRef {
            api_version: self.api_version().into(),
            kind: self.kind().into(),
            namespace: self.namespace().map(Into::into),
            name: self.name().into(),
        }
    }

    /// Sets or clears `metadata.namespace`.
    pub fn set_namespace(&mut self, namespace: Option<&str>) {
        let metadata = table(&mut self.json, "metadata");
        match namespace {
            Some(namespace) => metadata.insert("namespace".into(), namespace.into()),
            None => metadata.shift_remove("namespace"),
        };
    }

    /// Sets a label or an annotation; `section` is `labels` or `annotations`.
    pub(crate) fn set_metadata(&mut self, section: &str, key: &str, value: &str) {
        let metadata = table(&mut self.json, "metadata");
        let section = metadata.entry(section).or_insert(Value::Null);
        if !section.is_object() {
            *section = Value::Object(Map::new());
        }
        if let Some(section) = section.as_object_mut() {
            section.insert(key.into(), value.into());
        }
    }
}

/// The table under a key, made where there is none.
fn table<'a>(json: &'a mut Value, key: &str) -> &'a mut Map<String, Value> {
    let slot = &mut json[key];
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    match slot {
        Value::Object(table) => table,
        _ => unreachable!("it was just made a table"),
    }
}
