//! A live object and what an apply would make of it → what has drifted.

use serde_json::Value;

use super::fields::{added, entries, owns};
use super::{DriftedField, DriftedObject, Ignored, Writer};
use crate::diff::{Differ, shown_path};
use crate::managed::is_helms;
use crate::object::ObjectRef;

/// What has drifted of an object, and what its document is without the fields that controllers have taken over.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What has drifted.
    pub drifted: DriftedObject,
    /// What to apply.
    pub document: Value,
}

/// Compares an object with what an apply of its document would make of it; nothing where it is as it was applied.
pub fn examine(
    object: &ObjectRef,
    document: &Value,
    live: &Value,
    outcome: &Value,
    ignored: &Ignored,
    differ: &Differ,
) -> Option<Restored> {
    let mut restored = outcome.clone();
    for pointer in added(outcome, &ignored.controllers) {
        remove(&mut restored, &pointer);
    }
    let recorded = document;
    let mut document = recorded.clone();
    let mut fields = vec![];
    for change in differ.fields(&restored, live) {
        if ignored.covers(object, recorded, &change.path) {
            remove(&mut document, &change.pointer);
            continue;
        }
        let owners: Vec<&Value> =
            entries(live).filter(|entry| !is_helms(entry) && owns(entry, live, &change.pointer)).collect();
        if !owners.is_empty() && owners.iter().all(|entry| ignored.controllers.wrote(entry)) {
            remove(&mut document, &change.pointer);
            continue;
        }
        let by = match owners.is_empty() {
            true => last_writer(live).into_iter().collect(),
            false => owners.into_iter().map(writer).collect(),
        };
        fields.push(DriftedField { path: change.path, applied: change.old, live: change.new, by });
    }
    let drifted = DriftedObject { object: object.clone(), missing: false, fields };
    (!drifted.fields.is_empty()).then_some(Restored { drifted, document })
}

/// Who wrote last, where that was not us.
fn last_writer(live: &Value) -> Option<Writer> {
    let time = |entry: &&Value| entry["time"].as_str().unwrap_or_default().to_owned();
    let last = entries(live).filter(|entry| entry["subresource"] != "status").max_by_key(time)?;
    (!is_helms(last)).then(|| writer(last))
}

fn writer(entry: &Value) -> Writer {
    let text = |key: &str| entry[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    Writer {
        manager: text("manager").unwrap_or_default(),
        subresource: text("subresource"),
        time: text("time"),
    }
}

/// JSON pointers to what others have added to an object and what is to go when it is put back, lists' items from the last to the
/// first.
pub(crate) fn removable(
    object: &ObjectRef,
    document: &Value,
    live: &Value,
    ignored: &Ignored,
) -> Vec<String> {
    let mut pointers = added(live, &ignored.controllers);
    pointers.retain(|pointer| !ignored.covers(object, document, &shown_path(live, pointer)));
    pointers
}

/// Removes what a JSON pointer points to.
pub(crate) fn remove(value: &mut Value, pointer: &str) {
    let Some((above, last)) = pointer.rsplit_once('/') else { return };
    match value.pointer_mut(above) {
        Some(Value::Object(table)) => {
            table.shift_remove(&last.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            if let Some(index) = last.parse::<usize>().ok().filter(|&index| index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}
