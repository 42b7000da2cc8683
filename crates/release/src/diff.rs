//! What differs between two states of an object, field by field.

use std::hash::{BuildHasher, RandomState};

use json_patch::PatchOperation;
use serde::Serialize;
use serde_json::Value;

/// A field that a plan changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    /// JSON pointer, such as `/spec/replicas`.
    pub path: String,
    /// What is there now; absent for a new field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What will be there; absent for a field that goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// Compares states of objects. Secrets show as digests, which are keyed with a random key per plan: two plans cannot be
/// compared, and no list of common passwords helps.
#[derive(Debug, Default)]
pub struct Differ {
    key: RandomState,
}

impl Differ {
    /// The fields that differ, apart from what the server keeps for itself.
    pub fn fields(&self, old: &Value, new: &Value) -> Vec<FieldChange> {
        let secret = new["kind"] == "Secret" && new["apiVersion"] == "v1";
        let (old, new) = (normal(old), normal(new));
        let mut changes: Vec<FieldChange> = json_patch::diff(&old, &new)
            .0
            .into_iter()
            .filter_map(|operation| change(operation, &old))
            .filter(|change| change.old != change.new)
            .collect();
        if secret {
            changes.iter_mut().for_each(|change| self.hide(change));
        }
        changes
    }

    /// Puts digests in the place of a Secret's data.
    fn hide(&self, change: &mut FieldChange) {
        if ["/data", "/stringData"].iter().any(|secret| change.path.starts_with(secret)) {
            for side in [&mut change.old, &mut change.new].into_iter().flatten() {
                self.digest(side);
            }
        }
    }

    fn digest(&self, value: &mut Value) {
        match value {
            Value::Object(table) => table.values_mut().for_each(|value| self.digest(value)),
            Value::String(text) => *text = format!("digest:{:016x}", self.key.hash_one(&*text)),
            Value::Null => {}
            other => *other = Value::String(format!("digest:{:016x}", self.key.hash_one(other.to_string()))),
        }
    }
}

/// Whether the server would store the same again, field owners included; only the time of the owners' last write may
/// differ.
pub fn is_unchanged(live: &Value, dry_run: &Value) -> bool {
    normal(live) == normal(dry_run) && owners(live) == owners(dry_run)
}

/// An object without what the server keeps for itself.
pub fn normal(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(table) = object.as_object_mut() {
        table.shift_remove("status");
        if let Some(metadata) = table.get_mut("metadata").and_then(Value::as_object_mut) {
            for key in
                ["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"]
            {
                metadata.shift_remove(key);
            }
        }
    }
    object
}

/// The entries of managedFields without their times, in a stable order.
fn owners(object: &Value) -> Vec<Value> {
    let mut entries: Vec<Value> = object["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
    for entry in &mut entries {
        if let Some(entry) = entry.as_object_mut() {
            entry.shift_remove("time");
        }
    }
    entries.sort_by_key(|entry| {
        let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        (text("manager"), text("operation"), text("subresource"), text("apiVersion"))
    });
    entries
}

fn change(operation: PatchOperation, old: &Value) -> Option<FieldChange> {
    let (path, new) = match operation {
        PatchOperation::Add(add) => (add.path.to_string(), Some(add.value)),
        PatchOperation::Replace(replace) => (replace.path.to_string(), Some(replace.value)),
        PatchOperation::Remove(remove) => (remove.path.to_string(), None),
        // `diff` makes none of the others.
        _ => return None,
    };
    let old = old.pointer(&path).cloned();
    Some(FieldChange { path, old, new })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn shows_fields_and_nothing_of_the_servers() {
        let old = json!({"kind": "Deployment", "metadata": {"name": "a", "resourceVersion": "1", "generation": 1},
            "spec": {"replicas": 1, "paused": true}, "status": {"replicas": 1}});
        let new = json!({"kind": "Deployment", "metadata": {"name": "a", "resourceVersion": "2", "generation": 2,
            "labels": {"x": "y"}}, "spec": {"replicas": 2}, "status": {}});
        let changes = Differ::default().fields(&old, &new);
        let mut paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["/metadata/labels", "/spec/paused", "/spec/replicas"]);
    }

    #[test]
    fn hides_secrets_and_still_tells_them_apart() {
        let secret =
            |password: &str| json!({"apiVersion": "v1", "kind": "Secret", "data": {"password": password}});
        let differ = Differ::default();
        let changes = differ.fields(&secret("aHVudGVyMg=="), &secret("c2VzYW1l"));
        let text = serde_json::to_string(&changes).unwrap();
        assert!(
            text.contains("digest:") && !text.contains("aHVudGVyMg") && !text.contains("c2VzYW1l"),
            "{text}"
        );
        assert_ne!(changes[0].old, changes[0].new);
        assert!(differ.fields(&secret("x"), &secret("x")).is_empty());
        let whole = differ.fields(&json!({"apiVersion": "v1", "kind": "Secret"}), &secret("c2VzYW1l"));
        assert!(!serde_json::to_string(&whole).unwrap().contains("c2VzYW1l"));
    }

    #[test]
    fn an_apply_that_only_takes_fields_over_is_a_change() {
        let live =
            json!({"metadata": {"managedFields": [{"manager": "helm", "operation": "Apply", "time": "1"}]}});
        let later =
            json!({"metadata": {"managedFields": [{"manager": "helm", "operation": "Apply", "time": "2"}]}});
        let other = json!({"metadata": {"managedFields": [{"manager": "kubectl", "operation": "Update"}]}});
        assert!(is_unchanged(&live, &later));
        assert!(!is_unchanged(&other, &live));
    }
}
