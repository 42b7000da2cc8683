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

/// As [`merge_patch`], for a live object that may have strayed from the first state: what it has otherwise is set, too. Lists
/// are set only where the two states differ, since others add to them.
pub fn merge_patch_onto(live: &Value, old: &Value, new: &Value) -> Value {
    let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else { return new.clone() };
    let mut patch = Map::new();
    for (key, value) in after {
        let there = live.get(key);
        let change = match before.get(key) {
            Some(known) if known.is_object() && value.is_object() => {
                let inner = merge_patch_onto(there.unwrap_or(&Value::Null), known, value);
                (there.is_none() || inner.as_object().is_none_or(|inner| !inner.is_empty())).then_some(inner)
            }
            Some(known)
                if known == value && (there == Some(value) || value.is_array() && there.is_some()) =>
            {
                None
            }
            _ => Some(value.clone()),
        };
        patch.extend(change.map(|change| (key.clone(), change)));
    }
    patch.extend(before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key.clone(), Value::Null)));
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

    #[test]
    fn brings_back_what_strayed() {
        let old = json!({"a": 1, "b": {"c": [1], "d": 2}, "e": 3, "f": {"g": 1}});
        let new = json!({"a": 1, "b": {"c": [1], "d": 2}, "f": {"g": 1}});
        let live = json!({"a": 2, "b": {"c": [1, 2], "d": 2, "theirs": 1}, "e": 3});
        let patch = merge_patch_onto(&live, &old, &new);
        assert_eq!(patch, json!({"a": 1, "f": {"g": 1}, "e": null}));
        let mut state = live;
        json_patch::merge(&mut state, &patch);
        assert_eq!(state, json!({"a": 1, "b": {"c": [1, 2], "d": 2, "theirs": 1}, "f": {"g": 1}}));
    }
}
