//! What `range` goes over.

use std::sync::Arc;

use super::eval::Operand;
use super::run::{Run, Stop};
use crate::error::Cause;
use crate::fmt::{emit_into, sprint};
use crate::parse::Pipe;
use crate::value::{Bytes, Heap, IntKind, Kind, ListId, Object, Str, Type, UintKind, Value};

/// A place in what is iterated over.
pub(super) enum Iteration {
    /// Nothing, which nil is like.
    Nothing,
    /// Integers from zero.
    Ints(IntKind, i64, i64),
    /// Numbers of a type with a name from zero.
    Named(Arc<dyn Object>, i64, i64),
    /// The same without a sign.
    Uints(UintKind, u64, u64),
    /// A list, how long it was at first, and whether its items are interfaces.
    List { list: ListId, next: usize, len: usize, boxed: bool },
    /// Bytes.
    Bytes(Bytes, usize),
    /// Keys and values as they were at first: the body may change the map.
    Map { entries: Arc<Vec<(Str, Value)>>, next: usize, boxed: bool },
}

impl Iteration {
    /// Index or key, and item. An integer has no index.
    pub(super) fn next(&mut self, heap: &Heap) -> Option<(Operand, Operand)> {
        let index = |at: usize| Operand::plain(Value::int(i64::try_from(at).unwrap_or(i64::MAX)));
        match self {
            Self::Nothing => None,
            Self::Ints(kind, next, end) => {
                let item = (*next < *end).then_some(*next)?;
                *next += 1;
                Some((Operand::default(), Operand::plain(Value::Int(*kind, item))))
            }
            Self::Named(last, next, end) => {
                let item = (*next < *end).then(|| last.sibling(*next))??;
                *next += 1;
                Some((Operand::default(), Operand::plain(item)))
            }
            Self::Uints(kind, next, end) => {
                let item = (*next < *end).then_some(*next)?;
                *next += 1;
                Some((Operand::default(), Operand::plain(Value::Uint(*kind, item))))
            }
            Self::List { list, next, len, boxed } => {
                let at = (*next < *len).then_some(*next)?;
                *next += 1;
                let value = heap.items(*list).get(at)?.clone();
                Some((index(at), Operand { value, boxed: *boxed }))
            }
            Self::Bytes(bytes, next) => {
                let byte = *bytes.get(*next)?;
                *next += 1;
                Some((index(*next - 1), Operand::plain(Value::Uint(UintKind::Uint8, byte.into()))))
            }
            Self::Map { entries, next, boxed } => {
                let (key, value) = entries.get(*next)?.clone();
                *next += 1;
                Some((Operand::plain(Value::Str(key)), Operand { value, boxed: *boxed }))
            }
        }
    }
}

impl Run<'_, '_> {
    /// What there is to iterate over in a value.
    pub(super) fn iteration(&self, value: &Value, pipe: &Pipe) -> Result<Iteration, Stop> {
        let heap = &self.machine.heap;
        let boxed = || matches!(heap.type_of(value).element(), Some(Type::Any));
        Ok(match value {
            Value::Nil => Iteration::Nothing,
            number if self.parts()[pipe.variables].len() > 1 && is_integer(number) => {
                let number =
                    String::from_utf8_lossy(&sprint(heap, std::slice::from_ref(number))).into_owned();
                let text = format!("can't use {number} to iterate over more than one variable");
                return Err(Box::new(Cause::Other(text)));
            }
            Value::Int(kind, end) => Iteration::Ints(*kind, 0, *end),
            Value::Uint(kind, end) => Iteration::Uints(*kind, 0, *end),
            Value::Bytes(bytes) => Iteration::Bytes(bytes.clone(), 0),
            Value::List(list) => {
                let len = heap.items(*list).len();
                Iteration::List { list: *list, next: 0, len, boxed: boxed() }
            }
            Value::Map(map) => Iteration::Map { entries: heap.snapshot(*map), next: 0, boxed: boxed() },
            Value::Object(object) if let Some(Value::Int(_, end)) = object.plain() => {
                Iteration::Named(Arc::clone(object), 0, end)
            }
            other => {
                let mut found = Vec::new();
                emit_into(&mut found, heap, other);
                let found = String::from_utf8_lossy(&found).into_owned();
                let go_type = heap.type_of(other).to_string();
                return Err(Box::new(Cause::Range { found, go_type }));
            }
        })
    }
}

fn is_integer(value: &Value) -> bool {
    matches!(value.kind(), Kind::Int(_) | Kind::Uint(_))
}
