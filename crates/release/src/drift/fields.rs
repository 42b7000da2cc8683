//! The fields of managedFields as places in an object.

use serde_json::{Map, Value};

use super::Controllers;
use crate::managed::{is_helms, selects, unite};

/// What others write though it is neither a controller's status nor part of what a release describes.
const NOT_DESCRIBED: [&str; 2] = ["/metadata/finalizers", "/metadata/ownerReferences"];

/// What binding a claim writes to it, whoever does that.
const BINDING: [&str; 4] = [
    "/spec/volumeName",
    "/metadata/annotations/pv.kubernetes.io~1",
    "/metadata/annotations/volume.kubernetes.io~1",
    "/metadata/annotations/volume.beta.kubernetes.io~1",
];

/// JSON pointers to what others than us and controllers have added to an object, lists' items from the last to the first.
pub(crate) fn added(object: &Value, controllers: &Controllers) -> Vec<String> {
    let mut ours = Value::Object(Map::new());
    for entry in entries(object).filter(|entry| is_helms(entry)) {
        unite(&mut ours, &entry["fieldsV1"]);
    }
    let mut found = vec![];
    for (index, entry) in entries(object).enumerate() {
        // Through a subresource only what belongs to it is written, such as replicas that the release leaves open.
        if is_helms(entry) || controllers.wrote(entry) || !entry["subresource"].is_null() {
            continue;
        }
        let mut others = ours.clone();
        for (_, other) in entries(object).enumerate().filter(|(other, _)| *other != index) {
            unite(&mut others, &other["fieldsV1"]);
        }
        collect(&entry["fieldsV1"], &ours, &others, object, String::new(), &mut found);
    }
    let binding: &[&str] = if object["kind"] == "PersistentVolumeClaim" { &BINDING } else { &[] };
    let passed_over =
        |pointer: &String| NOT_DESCRIBED.iter().chain(binding).any(|prefix| pointer.starts_with(prefix));
    found.retain(|pointer| !passed_over(pointer));
    found.sort_by_key(|pointer| std::cmp::Reverse(order(pointer)));
    found.dedup();
    found
}

/// Collects what a set of fields has and ours has not; whole tables where nobody else owns a part of them.
fn collect(
    fields: &Value,
    ours: &Value,
    others: &Value,
    value: &Value,
    pointer: String,
    found: &mut Vec<String>,
) {
    for (key, below) in fields.as_object().into_iter().flatten() {
        let Some((segment, inner)) = child(value, key) else { continue };
        let pointer = format!("{pointer}/{segment}");
        let is_leaf = below.as_object().is_none_or(Map::is_empty);
        let is_whole = is_leaf || (!below["."].is_null() && others[key].is_null());
        match (ours[key].is_null(), is_whole) {
            (true, true) => found.push(pointer),
            (false, _) if is_leaf => {}
            _ => collect(below, &ours[key], &others[key], inner, pointer, found),
        }
    }
}

/// The entries of managedFields.
pub(super) fn entries(object: &Value) -> impl Iterator<Item = &Value> {
    object["metadata"]["managedFields"].as_array().into_iter().flatten()
}

/// Whether an entry owns the field at a JSON pointer, or a part or the whole of what it belongs to.
pub(super) fn owns(entry: &Value, object: &Value, pointer: &str) -> bool {
    let mut fields = &entry["fieldsV1"];
    let mut value = object;
    for segment in pointer.split('/').skip(1) {
        let Some(table) = fields.as_object() else { return false };
        // A list or table that is owned as one.
        if table.is_empty() {
            return true;
        }
        let next = table.iter().find_map(|(key, below)| {
            let (found, inner) = child(value, key)?;
            (found == segment).then_some((below, inner))
        });
        let Some((below, inner)) = next else { return false };
        (fields, value) = (below, inner);
    }
    fields.is_object()
}

/// The part of a value that a key of a set of fields means, with its segment of a JSON pointer.
fn child<'v>(value: &'v Value, key: &str) -> Option<(String, &'v Value)> {
    if let Some(name) = key.strip_prefix("f:") {
        return Some((name.replace('~', "~0").replace('/', "~1"), value.get(name)?));
    }
    let items = value.as_array()?;
    let index = match key.split_once(':')? {
        ("k", selector) => {
            let selector = serde_json::from_str::<Value>(selector).ok()?;
            items.iter().position(|item| selects(&selector, item))?
        }
        ("v", wanted) => {
            let wanted = serde_json::from_str::<Value>(wanted).ok()?;
            items.iter().position(|item| *item == wanted)?
        }
        ("i", index) => index.parse().ok()?,
        _ => return None,
    };
    Some((index.to_string(), items.get(index)?))
}

/// A pointer by which indices compare as numbers.
fn order(pointer: &str) -> Vec<(usize, String)> {
    pointer.split('/').map(|segment| (segment.parse().unwrap_or(0), segment.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object() -> Value {
        json!({
            "metadata": {
                "annotations": {"mine": "1", "theirs": "2", "deployment.kubernetes.io/revision": "1"},
                "labels": {"team/a": "x"},
                "managedFields": [
                    {"manager": "helm", "operation": "Apply", "fieldsV1": {"f:metadata": {"f:annotations": {"f:mine": {}}},
                        "f:spec": {"f:replicas": {}, "f:list": {"k:{\"name\":\"a\"}": {".": {}, "f:name": {}}}}}},
                    {"manager": "kube-controller-manager", "operation": "Update", "fieldsV1": {"f:metadata": {
                        "f:annotations": {"f:deployment.kubernetes.io/revision": {}}}}},
                    {"manager": "kubectl-edit", "operation": "Update", "time": "t", "fieldsV1": {
                        "f:metadata": {"f:annotations": {".": {}, "f:theirs": {}}, "f:labels": {".": {}, "f:team/a": {}}},
                        "f:spec": {"f:replicas": {}, "f:list": {
                            "k:{\"name\":\"a\"}": {"f:value": {}}, "k:{\"name\":\"b\"}": {".": {}, "f:name": {}}}}}},
                ],
            },
            "spec": {"replicas": 3, "list": [{"name": "a", "value": 1}, {"name": "b"}]},
        })
    }

    #[test]
    fn what_others_added_is_found_and_what_is_shared_is_not() {
        let found = added(&object(), &Controllers::default());
        assert_eq!(
            found,
            ["/spec/list/1", "/spec/list/0/value", "/metadata/labels", "/metadata/annotations/theirs"]
        );
        let further = vec!["kubectl-edit".to_owned()];
        assert!(added(&object(), &Controllers { further, none: false }).is_empty());
    }

    #[test]
    fn a_bound_claim_has_not_drifted() {
        let claim = json!({
            "kind": "PersistentVolumeClaim",
            "metadata": {
                "annotations": {"pv.kubernetes.io/bind-completed": "yes", "note": "mine"},
                "managedFields": [
                    {"manager": "helm", "operation": "Apply", "fieldsV1": {"f:spec": {"f:accessModes": {}}}},
                    {"manager": "some-binder", "operation": "Update", "fieldsV1": {
                        "f:metadata": {"f:annotations": {"f:pv.kubernetes.io/bind-completed": {}, "f:note": {}}},
                        "f:spec": {"f:volumeName": {}}}},
                ],
            },
            "spec": {"accessModes": ["ReadWriteOnce"], "volumeName": "pvc-1"},
        });
        assert_eq!(added(&claim, &Controllers::default()), ["/metadata/annotations/note"]);
    }

    #[test]
    fn owners_are_found_by_pointer() {
        let object = object();
        let owners = |pointer: &str| -> Vec<&str> {
            entries(&object)
                .filter(|entry| owns(entry, &object, pointer))
                .filter_map(|entry| entry["manager"].as_str())
                .collect()
        };
        assert_eq!(owners("/spec/replicas"), ["helm", "kubectl-edit"]);
        assert_eq!(owners("/spec/list/0/value"), ["kubectl-edit"]);
        assert_eq!(owners("/metadata/labels/team~1a"), ["kubectl-edit"]);
        assert!(owners("/spec/paused").is_empty());
    }
}
