//! Merge patches (RFC 7396), for objects that server-side apply cannot write.

use serde_json::{Map, Value};

/// The merge patch that leads from one state to another. Lists are replaced whole.
pub fn merge_patch(old: &Value, new: &Value) -> Value {
    let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else { return new.clone() };
    let mut patch = Map::new();
    for (key, value) in after {
        match before.get(key) {
            Some(known) if known == value => {}
            Some(known) if known.is_object() && value.is_object() => {
                patch.insert(key.clone(), merge_patch(known, value));
            }
            _ => {
                patch.insert(key.clone(), value.clone());
            }
        }
    }
    for key in before.keys().filter(|key| !after.contains_key(*key)) {
        patch.insert(key.clone(), Value::Null);
    }
    Value::Object(patch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn leads_from_one_state_to_the_other() {
        let old = json!({"a": 1, "b": {"c": [1], "d": 2}, "e": 3});
        let new = json!({"a": 1, "b": {"c": [2]}, "f": {"g": 4}});
        let patch = merge_patch(&old, &new);
        assert_eq!(patch, json!({"b": {"c": [2], "d": null}, "f": {"g": 4}, "e": null}));
        let mut state = old;
        json_patch::merge(&mut state, &patch);
        assert_eq!(state, new);
    }
}
