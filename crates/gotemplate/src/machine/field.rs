//! Fields, keys and methods (`evalField` of text/template/exec.go).

use super::eval::{Operand, stop};
use super::run::{At, Run, Stop};
use crate::error::Cause;
use crate::fmt::sprint;
use crate::parse::Node;
use crate::value::{Heap, Kind, Str, Type, Value};

impl<'s> Run<'_, 's> {
    /// The method, field or key of that name. A missing key gives the zero value of the map's element type, as with the
    /// option `missingkey=zero`.
    pub(super) fn field(
        &mut self,
        receiver: Operand,
        name: &'s Str,
        node: &'s Node,
        args: &'s [Node],
        last: Option<Operand>,
    ) -> Result<Operand, Stop> {
        if receiver.is_invalid() {
            return Ok(Operand::default());
        }
        let heap = &self.machine.heap;
        let go_type = match &receiver.value {
            Value::Nil => {
                let (field, receiver) = (name.to_string(), Type::Any.to_string());
                return Err(Box::new(Cause::NilReceiver { field, receiver }));
            }
            value => heap.type_of(value),
        };
        if let Type::Named(named) = go_type
            && let Some(method) = named.methods.iter().find(|method| *name == method.name)
        {
            return self.call(method, Some(receiver.value), args, last, At::Node(node));
        }
        let has_args = !args.is_empty() || last.is_some();
        match &receiver.value {
            Value::Map(map) => {
                if has_args {
                    return stop(format!("{name} is not a method but has arguments"));
                }
                let element = go_type.element().unwrap_or(Type::Any);
                let value = heap.get(*map, name.as_bytes()).cloned().unwrap_or_else(|| zero(element));
                return Ok(Operand { value, boxed: element == Type::Any });
            }
            Value::Object(object) => {
                if let Some(value) = name.as_str().and_then(|name| object.field(name)) {
                    if has_args {
                        return stop(format!("{name} has arguments but cannot be invoked as function"));
                    }
                    let boxed = value.is_nil();
                    return Ok(Operand { value, boxed });
                }
            }
            _ => {}
        }
        let known = known(heap, &receiver.value);
        let found = describe(heap, &receiver.value);
        let shown = if receiver.boxed { Type::Any } else { go_type };
        let (field, receiver) = (name.to_string(), shown.to_string());
        Err(Box::new(Cause::NoField { field, receiver, found, known }))
    }
}

/// The zero value of a type, as far as templates can hold it.
pub(crate) fn zero(go_type: Type) -> Value {
    match go_type.kind() {
        Kind::Bool => Value::Bool(false),
        Kind::Int(kind) => Value::Int(kind, 0),
        Kind::Uint(kind) => Value::Uint(kind, 0),
        Kind::Float(kind) => Value::Float(kind, 0.0),
        Kind::Complex => Value::Complex(0.0, 0.0),
        Kind::String => Value::Str(Str::EMPTY),
        Kind::Slice if go_type == Type::BYTES => Value::Bytes([0; 0].into()),
        Kind::Interface | Kind::Slice | Kind::Map | Kind::Struct | Kind::Pointer => Value::Nil,
    }
}

/// The fields and methods of a value, for the one that was meant.
fn known(heap: &Heap, value: &Value) -> Vec<String> {
    let methods = heap.type_of(value).methods().iter().map(|method| method.name.to_owned());
    match value {
        Value::Object(object) => {
            methods.chain(object.fields().iter().map(|(name, _)| (*name).to_owned())).collect()
        }
        _ => methods.collect(),
    }
}

/// A value in a few words. What a string says is not told: it may be a secret.
pub(super) fn describe(heap: &Heap, value: &Value) -> String {
    match value {
        Value::Nil => "nothing".to_owned(),
        Value::Str(text) if text.is_empty() => "an empty string".to_owned(),
        Value::Str(_) => "a string".to_owned(),
        Value::Bytes(_) => "bytes".to_owned(),
        Value::List(list) => format!("a list of {} items", heap.items(*list).len()),
        Value::Map(map) => {
            let keys: Vec<_> = heap.entries(*map).iter().take(6).map(|(key, _)| key.to_text()).collect();
            let more = if heap.entries(*map).len() > keys.len() { ", …" } else { "" };
            format!("a map of {}{more}", keys.join(", "))
        }
        Value::Object(object) => format!("a {}", object.go_type()),
        scalar => {
            let go_type = heap.type_of(scalar);
            format!("the {go_type} {}", String::from_utf8_lossy(&sprint(heap, std::slice::from_ref(scalar))))
        }
    }
}
