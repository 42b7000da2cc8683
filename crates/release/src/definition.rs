//! Whether a custom resource definition can take the place of another without harm to the objects of its kind.
//!
//! The API server itself refuses little: it lets a definition drop fields, and then drops their values from every object
//! that is written again.

use serde_json::Value;

/// What would come to harm if one definition took the place of another: versions that objects are stored in, the scope,
/// fields that objects may have, and fields that they would have to have.
pub fn harm(live: &Value, new: &Value) -> Vec<String> {
    let mut harm = vec![];
    let (before, after) = (&live["spec"], &new["spec"]);
    if before["scope"] != after["scope"] {
        harm.push(format!("its scope changes from {} to {}", before["scope"], after["scope"]));
    }
    for name in ["kind", "plural"] {
        if before["names"][name] != after["names"][name] {
            let (old, new) = (&before["names"][name], &after["names"][name]);
            harm.push(format!("its {name} changes from {old} to {new}"));
        }
    }
    let stored = live["status"]["storedVersions"].as_array().into_iter().flatten();
    for stored in stored.filter_map(Value::as_str) {
        if version(after, stored).is_none() {
            harm.push(format!("objects are stored in version {stored}, which goes"));
        }
    }
    for old in before["versions"].as_array().into_iter().flatten() {
        let name = old["name"].as_str().unwrap_or_default();
        match version(after, name) {
            Some(new) if old["served"] == true && new["served"] != true => {
                harm.push(format!("version {name} is no longer served"));
            }
            Some(new) => {
                fields(&old["schema"]["openAPIV3Schema"], &new["schema"]["openAPIV3Schema"], name, &mut harm);
            }
            None if old["served"] == true => harm.push(format!("version {name}, which is served, goes")),
            None => {}
        }
    }
    harm
}

fn version<'a>(spec: &'a Value, name: &str) -> Option<&'a Value> {
    spec["versions"].as_array()?.iter().find(|version| version["name"] == name)
}

/// What becomes of the fields below one place of a schema.
fn fields(old: &Value, new: &Value, path: &str, harm: &mut Vec<String>) {
    if old["type"].is_string() && new["type"].is_string() && old["type"] != new["type"] {
        harm.push(format!("{path} changes from {} to {}", old["type"], new["type"]));
        return;
    }
    let names = |schema: &Value| -> Vec<String> {
        let required = schema["required"].as_array().into_iter().flatten();
        required.filter_map(|name| name.as_str().map(str::to_owned)).collect()
    };
    let before = names(old);
    for name in names(new).into_iter().filter(|name| !before.contains(name)) {
        // The server fills in what has a default.
        if new["properties"][&name]["default"].is_null() {
            harm.push(format!("{path}.{name} becomes required"));
        }
    }
    let keeps_unknown = new["x-kubernetes-preserve-unknown-fields"] == true;
    for (name, below) in old["properties"].as_object().into_iter().flatten() {
        match new["properties"].get(name) {
            Some(after) => fields(below, after, &format!("{path}.{name}"), harm),
            None if keeps_unknown => {}
            None => harm.push(format!("{path}.{name} goes, and its values with it")),
        }
    }
    for inner in ["items", "additionalProperties"] {
        if old[inner].is_object() && new[inner].is_object() {
            fields(&old[inner], &new[inner], &format!("{path}[]"), harm);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn definition(change: Value) -> Value {
        let mut definition = json!({
            "spec": {
                "scope": "Namespaced", "names": {"kind": "Backup", "plural": "backups"},
                "versions": [{"name": "v1", "served": true, "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                    "spec": {"type": "object", "properties": {
                        "size": {"type": "integer"},
                        "items": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
                    }},
                }}}}],
            },
            "status": {"storedVersions": ["v1"]},
        });
        json_patch::merge(&mut definition, &change);
        definition
    }

    fn schema(properties: Value) -> Value {
        json!({"spec": {"versions": [{"name": "v1", "served": true, "schema": {"openAPIV3Schema": {"type": "object",
            "properties": {"spec": properties}}}}]}})
    }

    #[test]
    fn tells_what_comes_to_harm() {
        let size = json!({"type": "integer"});
        let items = |inner: Value| json!({"type": "array", "items": {"type": "object", "properties": inner}});
        let a = json!({"a": {"type": "string"}});
        for (change, expected) in [
            (json!({}), &[][..]),
            (
                json!({"spec": {"scope": "Cluster"}}),
                &["its scope changes from \"Namespaced\" to \"Cluster\""],
            ),
            (
                json!({"spec": {"versions": [{"name": "v2", "served": true}]}}),
                &["objects are stored in version v1, which goes", "version v1, which is served, goes"],
            ),
            (
                json!({"spec": {"versions": [{"name": "v1", "served": false}, {"name": "v2", "served": true}]}}),
                &["version v1 is no longer served"],
            ),
            (
                schema(json!({"type": "object", "properties": {"items": items(json!({}))}})),
                &[
                    "v1.spec.size goes, and its values with it",
                    "v1.spec.items[].a goes, and its values with it",
                ],
            ),
            (
                schema(json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true,
                    "properties": {"items": items(a.clone())}})),
                &[],
            ),
            (
                schema(json!({"type": "object", "required": ["size", "new", "easy"], "properties": {
                    "size": {"type": "string"}, "items": items(a.clone()), "new": {}, "easy": {"default": 1}}})),
                &[
                    "v1.spec.size becomes required",
                    "v1.spec.new becomes required",
                    "v1.spec.size changes from \"integer\" to \"string\"",
                ],
            ),
            (
                schema(
                    json!({"type": "object", "properties": {"size": size, "items": items(a), "more": {"type": "string"}}}),
                ),
                &[],
            ),
        ] {
            assert_eq!(harm(&definition(json!({})), &definition(change.clone())), expected, "{change}");
        }
    }
}
