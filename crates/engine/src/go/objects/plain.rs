//! The form that objects have in JSON, and so in YAML and TOML.

use functions::encoding::base64_encode;
use gotemplate::{Heap, MapId, Type, Value};

use super::{GoTime, SemanticVersion};

/// A value without objects and bytes, which is the value itself where there are none.
pub(in crate::go) fn plain(heap: &mut Heap, value: &Value) -> Value {
    if is_plain(heap, value, &mut Vec::new()) { value.clone() } else { converted(heap, value, 0) }
}

/// Whether there is nothing to convert; maps that hold themselves are left to the printer.
fn is_plain(heap: &Heap, value: &Value, within: &mut Vec<MapId>) -> bool {
    match value {
        Value::Object(_) | Value::Bytes(_) => false,
        Value::List(id) => heap.items(*id).iter().all(|item| is_plain(heap, item, within)),
        Value::Map(id) => {
            if within.contains(id) {
                return true;
            }
            within.push(*id);
            let plain = heap.entries(*id).iter().all(|(_, item)| is_plain(heap, item, within));
            within.pop();
            plain
        }
        _ => true,
    }
}

/// As deep as printers go.
const MAX_DEPTH: usize = 1000;

fn converted(heap: &mut Heap, value: &Value, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return value.clone();
    }
    match value {
        Value::Bytes(data) => base64_encode(data).into(),
        Value::List(id) => {
            let items = heap.items(*id).to_vec();
            let items = items.iter().map(|item| converted(heap, item, depth + 1)).collect();
            heap.list(items)
        }
        Value::Map(id) => {
            let entries = heap.entries(*id).to_vec();
            let entries =
                entries.into_iter().map(|(key, item)| (key, converted(heap, &item, depth + 1))).collect();
            heap.map_of(Type::ANY_MAP, entries).into()
        }
        Value::Object(object) => {
            if let Some(time) = value.downcast::<GoTime>() {
                return time.moment.format("2006-01-02T15:04:05.999999999Z07:00").into();
            }
            if let Some(version) = value.downcast::<SemanticVersion>() {
                return version.0.to_string().into();
            }
            if let Some(plain) = object.plain() {
                return plain;
            }
            let fields = object.fields().into_iter();
            let fields =
                fields.map(|(name, field)| (name.into(), converted(heap, &field, depth + 1))).collect();
            heap.map_of(Type::ANY_MAP, fields).into()
        }
        other => other.clone(),
    }
}
