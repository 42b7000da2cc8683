//! `index`, `slice`, `len`.

use crate::call::Call;
use crate::error::CallError;
use crate::value::{Heap, Kind, Type, UintKind, Value};

/// An index into what has so many items; it may be just behind the last.
fn index_arg(heap: &Heap, index: &Value, len: usize) -> Result<usize, CallError> {
    let plain = if let Value::Object(object) = index { object.plain() } else { None };
    let number = match plain.as_ref().unwrap_or(index) {
        Value::Int(_, number) => *number,
        #[allow(clippy::cast_possible_wrap, reason = "Go converts so, and then finds it negative")]
        Value::Uint(_, number) => *number as i64,
        Value::Nil => return Err("cannot index slice/array with nil".into()),
        other => return Err(format!("cannot index slice/array with type {}", heap.type_of(other)).into()),
    };
    match usize::try_from(number) {
        Ok(index) if index <= len => Ok(index),
        _ => Err(format!("index out of range: {number}").into()),
    }
}

/// The type as errors have it: of a pointer that of what it points to.
fn pointed_type(heap: &Heap, value: &Value) -> String {
    heap.type_of(value).to_string().trim_start_matches('*').to_owned()
}

/// `index x 1 "a"`: `x[1]["a"]`.
pub(super) fn index(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let heap = call.heap();
    let Some((item, indexes)) = args.split_first() else { return Ok(Value::Nil) };
    if item.is_nil() {
        return Err("index of untyped nil".into());
    }
    let mut item = item.clone();
    for index in indexes {
        // The check lets the index just behind the last item pass, on which reflection panics.
        let past = || CallError::from("reflect: slice index out of range");
        item = match &item {
            Value::Nil => return Err("index of nil pointer".into()),
            Value::Map(map) => {
                let key = match index {
                    Value::Str(key) => key,
                    Value::Nil => return Err("value is nil; should be of type string".into()),
                    other => {
                        return Err(
                            format!("value has type {}; should be string", heap.type_of(other)).into()
                        );
                    }
                };
                let element = heap.type_of(&item).element().unwrap_or(Type::Any);
                heap.get(*map, key.as_bytes()).cloned().unwrap_or_else(|| crate::machine::zero(element))
            }
            Value::Str(text) => {
                let at = index_arg(heap, index, text.len())?;
                let byte = text.as_bytes().get(at);
                let byte = byte.ok_or_else(|| CallError::from("reflect: string index out of range"))?;
                Value::Uint(UintKind::Uint8, (*byte).into())
            }
            Value::Bytes(bytes) => {
                let at = index_arg(heap, index, bytes.len())?;
                Value::Uint(UintKind::Uint8, (*bytes.get(at).ok_or_else(past)?).into())
            }
            Value::List(list) => {
                let items = heap.items(*list);
                let at = index_arg(heap, index, items.len())?;
                items.get(at).cloned().ok_or_else(past)?
            }
            other => return Err(format!("can't index item of type {}", pointed_type(heap, other)).into()),
        };
    }
    Ok(item)
}

/// `slice x 1 2`: `x[1:2]`.
pub(super) fn slice(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let heap = call.heap();
    let Some((item, indexes)) = args.split_first() else { return Ok(Value::Nil) };
    if item.is_nil() {
        return Err("slice of untyped nil".into());
    }
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()).into());
    }
    let len = match item.kind() {
        Kind::String if indexes.len() == 3 => return Err("cannot 3-index slice a string".into()),
        Kind::String | Kind::Slice => heap.length(item).unwrap_or(0),
        _ => return Err(format!("can't slice item of type {}", pointed_type(heap, item)).into()),
    };
    let mut bounds = [0, len, len];
    for (at, (bound, index)) in bounds.iter_mut().zip(indexes).enumerate() {
        // Unlike the others this builtin does not look into interfaces.
        if call.in_interface(1 + at) {
            return Err("cannot index slice/array with type interface {}".into());
        }
        *bound = index_arg(heap, index, len)?;
    }
    let [start, end, cap] = bounds;
    if start > end {
        return Err(format!("invalid slice index: {start} > {end}").into());
    }
    if end > cap {
        return Err(format!("invalid slice index: {end} > {cap}").into());
    }
    Ok(match item {
        Value::Str(text) => Value::Str(text.slice(start, end)),
        Value::Bytes(bytes) => Value::Bytes(bytes[start..end].into()),
        Value::List(list) => {
            let (go_type, items) = (heap.type_of(item), heap.items(*list)[start..end].to_vec());
            call.heap_mut().list_of(go_type, items)
        }
        other => other.clone(),
    })
}

/// `len x`.
pub(super) fn len(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let heap = call.heap();
    match args.first() {
        Some(Value::Nil) if !call.in_interface(0) => {
            Err("reflect: call of reflect.Value.Type on zero Value".into())
        }
        None | Some(Value::Nil) => Err("len of nil pointer".into()),
        Some(item) => match heap.length(item) {
            Some(length) => Ok(Value::int(i64::try_from(length).unwrap_or(i64::MAX))),
            None => Err(format!("len of type {}", pointed_type(heap, item)).into()),
        },
    }
}
