//! Comparing and copying values with all that they hold.

use std::collections::{HashMap, HashSet};

use gotemplate::{Heap, ListId, MapId, Value};

/// Whether two values have the same types and the same contents (reflect.DeepEqual).
pub(super) fn equal(heap: &Heap, a: &Value, b: &Value) -> bool {
    equal_within(heap, a, b, &mut HashSet::new())
}

/// A pair of maps that is already being compared counts as equal, or cycles would not end.
fn equal_within(heap: &Heap, a: &Value, b: &Value, seen: &mut HashSet<(MapId, MapId)>) -> bool {
    match (a, b) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(kind_a, a), Value::Int(kind_b, b)) => kind_a == kind_b && a == b,
        (Value::Uint(kind_a, a), Value::Uint(kind_b, b)) => kind_a == kind_b && a == b,
        (Value::Float(kind_a, a), Value::Float(kind_b, b)) => kind_a == kind_b && a == b,
        (Value::Complex(real_a, a), Value::Complex(real_b, b)) => real_a == real_b && a == b,
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::List(list_a), Value::List(list_b)) => {
            heap.type_of(a) == heap.type_of(b) && heap.is_nil(a) == heap.is_nil(b) && {
                let (a, b) = (heap.items(*list_a), heap.items(*list_b));
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal_within(heap, a, b, seen))
            }
        }
        (Value::Map(map_a), Value::Map(map_b)) => {
            if heap.type_of(a) != heap.type_of(b) || heap.is_nil(a) != heap.is_nil(b) {
                return false;
            }
            if map_a == map_b || !seen.insert((*map_a, *map_b)) {
                return true;
            }
            let (a, b) = (heap.entries(*map_a), heap.entries(*map_b));
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((key_a, a), (key_b, b))| key_a == key_b && equal_within(heap, a, b, seen))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.go_type() == b.go_type() && a.equals(&**b).unwrap_or_default()
        }
        _ => false,
    }
}

/// What [`copy`] has copied so far, so that a list or map that stands in two places is copied once.
#[derive(Default)]
struct Copied {
    lists: HashMap<ListId, Value>,
    maps: HashMap<MapId, MapId>,
}

/// A value that shares no list and no map with the original (copystructure.Copy).
pub(super) fn copy(heap: &mut Heap, value: &Value) -> Value {
    copy_within(heap, value, &mut Copied::default())
}

fn copy_within(heap: &mut Heap, value: &Value, copied: &mut Copied) -> Value {
    match value {
        Value::List(_) | Value::Map(_) if heap.is_nil(value) => value.clone(),
        Value::List(id) => {
            if let Some(copy) = copied.lists.get(id) {
                return copy.clone();
            }
            let go_type = heap.type_of(value);
            let items = heap.items(*id).to_vec();
            let items = items.iter().map(|item| copy_within(heap, item, copied)).collect();
            let copy = heap.list_of(go_type, items);
            copied.lists.insert(*id, copy.clone());
            copy
        }
        Value::Map(id) => {
            if let Some(&copy) = copied.maps.get(id) {
                return copy.into();
            }
            let copy = heap.map_of(heap.type_of(value), Vec::new());
            // Known before its contents are: a map may hold itself.
            copied.maps.insert(*id, copy);
            for (key, item) in heap.entries(*id).to_vec() {
                let item = copy_within(heap, &item, copied);
                heap.set(copy, key, item);
            }
            copy.into()
        }
        other => other.clone(),
    }
}
