//! managedFields: who owns which field, and how objects that were applied client-side move to server-side apply.
//!
//! As long as an `Update` entry of ours owns a field, leaving the field out of an apply does not remove it. Before the
//! first apply the fields of such entries therefore move into our `Apply` entry (client-go, util/csaupgrade).

use serde_json::{Map, Value, json};

/// The manager whose entries are ours, and Helm's.
const MANAGER: &str = crate::cluster::MANAGER;

/// Whether an entry was left by a client-side apply of a release: an `Update` of the whole object by `helm`, or by
/// whoever wrote the ownership metadata.
fn is_client_side(entry: &Value) -> bool {
    entry["operation"] == "Update"
        && entry["subresource"].as_str().unwrap_or_default().is_empty()
        && (entry["manager"] == MANAGER
            || !entry["fieldsV1"]["f:metadata"]["f:annotations"]["f:meta.helm.sh/release-name"].is_null())
}

/// Whether an entry is ours, or Helm's.
pub(crate) fn is_helms(entry: &Value) -> bool {
    entry["manager"] == MANAGER
}

/// The managers of the entries that a client-side apply of a release left.
pub fn client_side_managers(live: &Value) -> Vec<&str> {
    let entries = live["metadata"]["managedFields"].as_array().into_iter().flatten();
    entries.filter(|entry| is_client_side(entry)).filter_map(|entry| entry["manager"].as_str()).collect()
}

/// The managedFields that an object should have before it is applied server-side; nothing where they are fine.
pub fn migrated(live: &Value) -> Option<Vec<Value>> {
    let entries = live["metadata"]["managedFields"].as_array()?;
    if !entries.iter().any(is_client_side) {
        return None;
    }
    let is_ours = |entry: &Value| entry["operation"] == "Apply" && entry["manager"] == MANAGER;
    let mut fields = Value::Object(Map::new());
    let mut version = live["apiVersion"].clone();
    for entry in entries.iter().filter(|entry| is_client_side(entry) || is_ours(entry)) {
        unite(&mut fields, &entry["fieldsV1"]);
        version = entry["apiVersion"].clone();
    }
    let time = entries.iter().rfind(|entry| is_client_side(entry)).map(|entry| entry["time"].clone());
    let mut all: Vec<Value> =
        entries.iter().filter(|entry| !is_client_side(entry) && !is_ours(entry)).cloned().collect();
    all.push(json!({
        "manager": MANAGER,
        "operation": "Apply",
        "apiVersion": version,
        "time": time,
        "fieldsType": "FieldsV1",
        "fieldsV1": fields,
    }));
    Some(all)
}

/// What a dry run would have answered, had the managedFields been migrated first: without the fields that only our
/// old entries own and that the new object leaves out.
pub fn without_abandoned(dry_run: &Value, live: &Value, desired: &Value) -> Value {
    let mut outcome = dry_run.clone();
    let empty = vec![];
    let entries = live["metadata"]["managedFields"].as_array().unwrap_or(&empty);
    let mut others = Value::Object(Map::new());
    for entry in entries.iter().filter(|entry| !is_client_side(entry)) {
        // Our own Apply entry does not keep a field alive that the new object leaves out.
        if !(entry["operation"] == "Apply" && entry["manager"] == MANAGER) {
            unite(&mut others, &entry["fieldsV1"]);
        }
    }
    for entry in entries.iter().filter(|entry| is_client_side(entry)) {
        prune(&mut outcome, &entry["fieldsV1"], &others, desired);
    }
    outcome
}

/// Adds the fields of one set to another.
pub(crate) fn unite(into: &mut Value, from: &Value) {
    let (Some(into), Some(from)) = (into.as_object_mut(), from.as_object()) else { return };
    for (key, value) in from {
        match into.get_mut(key) {
            Some(known) => unite(known, value),
            None => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Removes from `state` the leaves that `ours` names, unless `others` name them too or `desired` has them.
fn prune(state: &mut Value, ours: &Value, others: &Value, desired: &Value) {
    let Some(ours) = ours.as_object() else { return };
    for (key, below) in ours {
        let others = &others[key];
        if let Some(name) = key.strip_prefix("f:") {
            let wanted = &desired[name];
            let is_leaf = below.as_object().is_none_or(Map::is_empty);
            if wanted.is_null() && others.is_null() && (is_leaf || !below["."].is_null()) {
                if let Some(table) = state.as_object_mut() {
                    table.shift_remove(name);
                }
            } else if let Some(inner) = state.get_mut(name) {
                prune(inner, below, others, wanted);
            }
        } else if let Some(selector) = key.strip_prefix("k:") {
            let Ok(selector) = serde_json::from_str::<Value>(selector) else { continue };
            let position = |list: &Value| list.as_array()?.iter().position(|item| selects(&selector, item));
            let wanted = position(desired).map_or(Value::Null, |at| desired[at].clone());
            let Some(at) = position(state) else { continue };
            if wanted.is_null() && others.is_null() {
                if let Some(list) = state.as_array_mut() {
                    list.remove(at);
                }
            } else {
                prune(&mut state[at], below, others, &wanted);
            }
        }
    }
}

/// Whether a list item has the keys that a selector such as `{"name":"web"}` names.
pub(crate) fn selects(selector: &Value, item: &Value) -> bool {
    selector.as_object().is_some_and(|keys| {
        keys.iter().all(|(key, value)| {
            // The protocol of a port is a key with a default.
            item[key] == *value || (key == "protocol" && item[key].is_null() && value == "TCP")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live() -> Value {
        json!({
            "apiVersion": "apps/v1",
            "metadata": {"managedFields": [
                {"manager": "helm", "operation": "Update", "apiVersion": "apps/v1", "time": "t",
                 "fieldsV1": {"f:metadata": {"f:labels": {".": {}, "f:old": {}, "f:keep": {}}},
                    "f:spec": {"f:replicas": {}, "f:paused": {}, "f:containers": {
                        "k:{\"name\":\"a\"}": {".": {}, "f:name": {}, "f:image": {}},
                        "k:{\"name\":\"b\"}": {".": {}, "f:name": {}}}}}},
                {"manager": "scaler", "operation": "Update", "fieldsV1": {"f:spec": {"f:replicas": {}}}},
                {"manager": "controller", "operation": "Update", "subresource": "status", "fieldsV1": {}},
            ]},
        })
    }

    #[test]
    fn moves_our_fields_to_the_apply_entry() {
        let entries = migrated(&live()).unwrap();
        assert_eq!(entries.len(), 3);
        assert_eq!((&entries[2]["manager"], &entries[2]["operation"]), (&json!("helm"), &json!("Apply")));
        assert!(!entries[2]["fieldsV1"]["f:spec"]["f:paused"].is_null());
        let migrated_live = json!({"metadata": {"managedFields": entries}});
        assert_eq!(migrated(&migrated_live), None);
    }

    #[test]
    fn foretells_which_fields_go() {
        let state = json!({"metadata": {"labels": {"old": "1", "keep": "1"}},
            "spec": {"replicas": 3, "paused": true, "containers": [
                {"name": "a", "image": "x"}, {"name": "b"}]}});
        let desired = json!({"metadata": {"labels": {"keep": "1"}}, "spec": {"containers": [{"name": "a"}]}});
        assert_eq!(
            without_abandoned(&state, &live(), &desired),
            json!({"metadata": {"labels": {"keep": "1"}}, "spec": {"replicas": 3, "containers": [{"name": "a"}]}})
        );
    }
}
