//! What differs between two states of an object, field by field.

use std::hash::{BuildHasher, RandomState};

use serde::Serialize;
use serde_json::{Map, Value};

/// A field that a plan changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// Where it is, such as `/spec/replicas`; items of a list that have names of their own are named by them:
    /// `/spec/template/spec/containers[name=web]/image`.
    pub path: String,
    /// The same as a JSON pointer into the new state, or into the old one where the new one lacks it.
    #[serde(skip)]
    pub pointer: String,
    /// What is there now; absent for a new field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What will be there; absent for a field that goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// Whether neither the chart's object nor the one of the previous revision has the field: the server, a controller
    /// or a webhook sets it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_server: bool,
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
        self.changes(old, new, &[])
    }

    /// As [`Differ::fields`]; where the objects that we wrote or will write are given, fields that none of them has are
    /// the server's.
    pub fn changes(&self, old: &Value, new: &Value, ours: &[&Value]) -> Vec<FieldChange> {
        let secret = new["kind"] == "Secret" && new["apiVersion"] == "v1";
        let mut walk =
            Walk { path: String::new(), pointer: String::new(), tells_ours: !ours.is_empty(), found: vec![] };
        walk.compare(Some(&normal(old)), Some(&normal(new)), ours);
        if secret {
            walk.found.iter_mut().for_each(|change| self.hide(change));
        }
        walk.found
    }

    /// Puts digests in the place of a Secret's data, wherever it stands.
    fn hide(&self, change: &mut FieldChange) {
        // kubectl keeps a copy of the whole object in an annotation.
        if ["/data", "/stringData", "/metadata/annotations"].iter().any(|part| change.path.starts_with(part))
        {
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

/// Keys by which people tell the items of a list apart, the likeliest first. They are Kubernetes' own merge keys and
/// what else names things.
const ITEM_KEYS: [&str; 7] = ["name", "key", "mountPath", "containerPort", "port", "ip", "host"];

struct Walk {
    path: String,
    pointer: String,
    tells_ours: bool,
    found: Vec<FieldChange>,
}

impl Walk {
    fn compare(&mut self, old: Option<&Value>, new: Option<&Value>, ours: &[&Value]) {
        match (old, new) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => self.tables(before, after, ours),
            (Some(Value::Array(before)), Some(Value::Array(after))) => self.lists(before, after, ours),
            (before, after) if before == after => {}
            // Nothing and an empty field are the same to the server.
            (None, Some(Value::Null)) | (Some(Value::Null), None) => {}
            (before, after) => self.found.push(FieldChange {
                path: self.path.clone(),
                pointer: self.pointer.clone(),
                old: before.cloned(),
                new: after.cloned(),
                by_server: self.tells_ours && ours.is_empty(),
            }),
        }
    }

    fn tables(&mut self, before: &Map<String, Value>, after: &Map<String, Value>, ours: &[&Value]) {
        let added = after.keys().filter(|key| !before.contains_key(*key));
        for key in before.keys().chain(added) {
            // The server keeps a Secret's `stringData` in its `data`.
            let other = if self.path.is_empty() && key == "data" { "stringData" } else { key };
            let ours: Vec<&Value> =
                ours.iter().filter_map(|own| own.get(key).or_else(|| own.get(other))).collect();
            let step = format!("/{}", key.replace('~', "~0").replace('/', "~1"));
            self.below((&step, &step), before.get(key), after.get(key), &ours);
        }
    }

    fn lists(&mut self, before: &[Value], after: &[Value], ours: &[&Value]) {
        if before == after {
            return;
        }
        if let Some(key) = item_key(before, after) {
            let find = |list: &[Value], id: &Value| list.iter().position(|item| item[key] == *id);
            let added = after.iter().filter(|item| find(before, &item[key]).is_none());
            for id in before.iter().chain(added).map(|item| &item[key]) {
                let ours: Vec<&Value> = ours
                    .iter()
                    .filter_map(|own| own.as_array()?.iter().find(|item| item[key] == *id))
                    .collect();
                let shown = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                let at = |list: &[Value]| find(list, id);
                let (old, new) = (at(before).map(|at| &before[at]), at(after).map(|at| &after[at]));
                let index = at(after).or_else(|| at(before)).unwrap_or_default();
                self.below((&format!("[{key}={shown}]"), &format!("/{index}")), old, new, &ours);
            }
        } else if before.len() == after.len() && before.iter().all(|item| !item.is_string()) {
            for (index, (old, new)) in before.iter().zip(after).enumerate() {
                let ours: Vec<&Value> = ours.iter().filter_map(|own| own.get(index)).collect();
                let step = format!("/{index}");
                self.below((&step, &step), Some(old), Some(new), &ours);
            }
        } else {
            self.found.push(FieldChange {
                path: self.path.clone(),
                pointer: self.pointer.clone(),
                old: Some(before.into()),
                new: Some(after.into()),
                by_server: self.tells_ours && ours.is_empty(),
            });
        }
    }

    /// Goes one step down; the step as it is shown, and as a part of a pointer.
    fn below(&mut self, step: (&str, &str), old: Option<&Value>, new: Option<&Value>, ours: &[&Value]) {
        let lengths = (self.path.len(), self.pointer.len());
        self.path.push_str(step.0);
        self.pointer.push_str(step.1);
        self.compare(old, new, ours);
        self.path.truncate(lengths.0);
        self.pointer.truncate(lengths.1);
    }
}

/// The place that a JSON pointer points to as [`FieldChange::path`] has it.
pub(crate) fn shown_path(value: &Value, pointer: &str) -> String {
    let (mut value, mut path) = (value, String::new());
    for segment in pointer.split('/').skip(1) {
        let items = value.as_array().map(Vec::as_slice);
        let key = items.and_then(|items| item_key(items, items));
        value = match segment.parse::<usize>() {
            Ok(index) if items.is_some() => &value[index],
            _ => &value[segment.replace("~1", "/").replace("~0", "~")],
        };
        match key.map(|key| (key, &value[key])) {
            Some((key, Value::String(id))) => path.push_str(&format!("[{key}={id}]")),
            Some((key, id)) => path.push_str(&format!("[{key}={id}]")),
            None => path.push_str(&format!("/{segment}")),
        }
    }
    path
}

/// The key by which the items of two lists can be told apart: all have it, and no two of a list have the same.
fn item_key(before: &[Value], after: &[Value]) -> Option<&'static str> {
    let tells_apart = |list: &[Value], key: &str| {
        let ids: Vec<&Value> = list.iter().filter_map(|item| item.get(key)).collect();
        let scalar = ids.iter().all(|id| id.is_string() || id.is_number());
        let distinct = ids.iter().enumerate().all(|(index, id)| !ids[..index].contains(id));
        ids.len() == list.len() && scalar && distinct
    };
    ITEM_KEYS.into_iter().find(|key| tells_apart(before, key) && tells_apart(after, key))
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

    #[test]
    fn names_the_items_of_lists() {
        let containers = |items: Value| json!({"spec": {"containers": items}});
        let old = containers(json!([{"name": "web", "image": "a:1"}, {"name": "log", "image": "l"}]));
        let new = containers(json!([{"name": "side"}, {"name": "web", "image": "a:2"}]));
        let changes = Differ::default().fields(&old, &new);
        let shown: Vec<(&str, bool, bool)> = changes
            .iter()
            .map(|change| (&*change.path, change.old.is_some(), change.new.is_some()))
            .collect();
        assert_eq!(
            shown,
            [
                ("/spec/containers[name=web]/image", true, true),
                ("/spec/containers[name=log]", true, false),
                ("/spec/containers[name=side]", false, true),
            ]
        );
        assert_eq!(changes[0].pointer, "/spec/containers/1/image", "the place in the new state");
        assert_eq!(shown_path(&new, &changes[0].pointer), changes[0].path);
        let changes = Differ::default().fields(&json!({"a": ["x", "y"]}), &json!({"a": ["y"]}));
        assert_eq!((&*changes[0].path, changes.len()), ("/a", 1), "lists of texts are shown whole");
    }

    #[test]
    fn tells_what_the_server_sets() {
        let old = json!({"spec": {"type": "ClusterIP", "gone": 1}});
        let new =
            json!({"spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30000}], "extra": "x"}});
        let ours = json!({"spec": {"type": "NodePort", "ports": [{"port": 80}]}});
        let before = json!({"spec": {"gone": 1}});
        let changes = Differ::default().changes(&old, &new, &[&ours, &before]);
        let servers: Vec<&str> =
            changes.iter().filter(|change| change.by_server).map(|change| &*change.path).collect();
        assert_eq!((changes.len(), servers), (4, vec!["/spec/extra"]));
        let ours = json!({"stringData": {"a": "x"}});
        let changes = Differ::default().changes(
            &json!({"data": {"a": "eA=="}}),
            &json!({"data": {"a": "eQ=="}}),
            &[&ours],
        );
        assert!(!changes[0].by_server);
    }
}
