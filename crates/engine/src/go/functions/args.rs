//! Arguments as Rust values. The machine has checked number and types, so a mismatch cannot happen; where Rust asks
//! for an answer anyway it is the zero value, as Go's would be.

use std::borrow::Cow;

use functions::cast;
use gotemplate::{Call, CallError, Heap, MapId, Str, Type, Value};

use crate::go::host::Host;
use crate::go::objects::calendar_number;

pub(super) const ANY: Type = Type::Any;
pub(super) const BOOL: Type = Type::Bool;
pub(super) const FLOAT: Type = Type::FLOAT64;
pub(super) const INT: Type = Type::INT;
pub(super) const LIST: Type = Type::ANY_LIST;
pub(super) const MAP: Type = Type::ANY_MAP;
pub(super) const STRING: Type = Type::String;

/// What a function returns.
pub(super) type Result<T = Value, E = CallError> = std::result::Result<T, E>;

/// The argument at that place.
pub(super) fn any(args: &[Value], at: usize) -> &Value {
    args.get(at).unwrap_or(&Value::Nil)
}

/// A string, as bytes.
pub(super) fn bytes(args: &[Value], at: usize) -> &[u8] {
    args.get(at).and_then(Value::as_str).map_or(b"", Str::as_bytes)
}

/// A string, as text: broken characters are U+FFFD.
pub(super) fn text(args: &[Value], at: usize) -> Cow<'_, str> {
    args.get(at).and_then(Value::as_str).map_or(Cow::Borrowed(""), Str::to_text)
}

/// An integer.
pub(super) fn int(args: &[Value], at: usize) -> i64 {
    args.get(at).and_then(Value::as_int).unwrap_or_default()
}

/// A map; `None` for a nil one.
pub(super) fn map(args: &[Value], at: usize) -> Option<MapId> {
    args.get(at).and_then(Value::as_map)
}

/// The arguments from that place on.
pub(super) fn rest(args: &[Value], from: usize) -> &[Value] {
    args.get(from..).unwrap_or_default()
}

/// A string as a result.
pub(super) fn string(text: impl Into<Str>) -> Result {
    Ok(Value::Str(text.into()))
}

/// An error of the crate `functions`.
pub(super) fn failed(error: functions::Error) -> CallError {
    CallError::new(error.to_string())
}

/// The state of the render.
pub(super) fn host<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Host> {
    call.host().ok_or_else(|| CallError::new("no render is going on"))
}

/// A value as Sprig's `strval` prints it: `%v`.
pub(super) fn shown(heap: &Heap, value: &Value) -> Str {
    match value {
        Value::Str(text) => text.clone(),
        Value::Bytes(bytes) => Str::from(&**bytes),
        other => printed(heap, other),
    }
}

/// A value as `fmt.Sprint` prints it.
pub(super) fn printed(heap: &Heap, value: &Value) -> Str {
    gotemplate::fmt::sprint(heap, std::slice::from_ref(value)).into()
}

/// A value as an integer, by the rules of spf13/cast.
pub(super) fn to_int(value: &Value) -> i64 {
    match value {
        Value::Int(_, value) => *value,
        Value::Uint(_, value) => value.cast_signed(),
        Value::Float(_, value) => cast::float_to_int(*value),
        Value::Str(text) => cast::text_to_int(&text.to_text()),
        Value::Bool(value) => i64::from(*value),
        other => calendar_number(other).unwrap_or_default(),
    }
}

/// A value as a float, by the rules of spf13/cast.
pub(super) fn to_float(value: &Value) -> f64 {
    match value {
        Value::Int(_, value) => *value as f64,
        Value::Uint(_, value) => *value as f64,
        Value::Float(_, value) => *value,
        Value::Str(text) => cast::text_to_float(&text.to_text()),
        Value::Bool(value) => f64::from(u8::from(*value)),
        other => calendar_number(other).unwrap_or_default() as f64,
    }
}

/// Whether Sprig calls the value empty: as Go's truth, but a struct never is and a nil always.
pub(super) fn is_empty(heap: &Heap, value: &Value) -> bool {
    !heap.truth(value)
}

/// Go's panic over a nil where a value is needed.
pub(super) fn nil_pointer() -> CallError {
    CallError::new("runtime error: invalid memory address or nil pointer dereference")
}
