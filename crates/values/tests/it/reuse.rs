//! What an upgrade takes over.

use serde_json::json;
use values::{Reuse, coalesce_values, reuse_values};

use crate::charts::{chart, json, node};

#[test]
fn upgrades_start_from_the_values_that_helm_starts_from() {
    let old = chart(&json!({"name": "c", "values": {"kept": 1, "changed": 1, "gone": 1}}));
    let old_user = json!({"mine": "old", "both": {"a": 1, "b": 1}});
    for (reuse, given, user, computed) in [
        (
            Reuse::WhenNoneGiven,
            json!({}),
            json!({"mine": "old", "both": {"a": 1, "b": 1}}),
            json!({"mine": "old", "both": {"a": 1, "b": 1}, "kept": 1, "changed": 2, "new": 2}),
        ),
        (
            Reuse::WhenNoneGiven,
            json!({"x": 1}),
            json!({"x": 1}),
            json!({"x": 1, "kept": 1, "changed": 2, "new": 2}),
        ),
        (Reuse::Reset, json!({}), json!({}), json!({"kept": 1, "changed": 2, "new": 2})),
        (
            Reuse::Keep,
            json!({"both": {"b": null}}),
            json!({"mine": "old", "both": {"a": 1}}),
            json!({"mine": "old", "both": {"a": 1, "b": 1}, "kept": 1, "changed": 1, "gone": 1}),
        ),
        (
            Reuse::ResetThenKeep,
            json!({"both": {"b": 2}}),
            json!({"mine": "old", "both": {"a": 1, "b": 2}}),
            json!({"mine": "old", "both": {"a": 1, "b": 2}, "kept": 1, "changed": 2, "new": 2}),
        ),
    ] {
        let mut new = chart(&json!({"name": "c", "values": {"kept": 1, "changed": 2, "new": 2}}));
        let found = reuse_values(reuse, &mut new, node("-f", &given), &old, node("old", &old_user)).unwrap();
        assert_eq!(json(&found), user, "{reuse:?} {given}");
        let (values, _) = coalesce_values(&new, found).unwrap();
        assert_eq!(json(&values), computed, "{reuse:?} {given}");
    }
}
