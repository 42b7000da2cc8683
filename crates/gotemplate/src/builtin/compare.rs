//! `eq`, `ne`, `lt`, `le`, `gt`, `ge`.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::call::Call;
use crate::error::CallError;
use crate::fmt::sprintf;
use crate::value::{Heap, Value};

/// What can be compared with what (`basicKind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basic {
    Bool,
    Complex,
    Int,
    Float,
    String,
    Uint,
}

/// A named number or string as what it is made of.
fn plain(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::Object(object) => object.plain().map_or(Cow::Borrowed(value), Cow::Owned),
        _ => Cow::Borrowed(value),
    }
}

const fn basic(value: &Value) -> Option<Basic> {
    Some(match value {
        Value::Bool(_) => Basic::Bool,
        Value::Complex(..) => Basic::Complex,
        Value::Int(..) => Basic::Int,
        Value::Float(..) => Basic::Float,
        Value::Str(_) => Basic::String,
        Value::Uint(..) => Basic::Uint,
        _ => return None,
    })
}

fn incompatible(heap: &Heap, a: &Value, b: &Value) -> CallError {
    format!("incompatible types for comparison: {} and {}", heap.type_of(a), heap.type_of(b)).into()
}

/// Whether two values are equal.
#[allow(clippy::float_cmp, reason = "that is what Go's == does")]
fn equal(heap: &Heap, a: &Value, b: &Value) -> Result<bool, CallError> {
    let (x, y) = (plain(a), plain(b));
    Ok(match (&*x, &*y) {
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Int(_, x), Value::Int(_, y)) => x == y,
        (Value::Uint(_, x), Value::Uint(_, y)) => x == y,
        (Value::Int(_, int), Value::Uint(_, uint)) | (Value::Uint(_, uint), Value::Int(_, int)) => {
            u64::try_from(*int) == Ok(*uint)
        }
        (Value::Float(_, x), Value::Float(_, y)) => x == y,
        (Value::Complex(a, b), Value::Complex(c, d)) => a == c && b == d,
        (Value::Str(x), Value::Str(y)) => x == y,
        (Value::Nil, _) | (_, Value::Nil) => heap.is_nil(a) && heap.is_nil(b),
        (Value::List(_), Value::List(_)) | (Value::Map(_), Value::Map(_))
            if heap.is_nil(a) || heap.is_nil(b) =>
        {
            heap.is_nil(a) && heap.is_nil(b)
        }
        _ if basic(&x) != basic(&y) => return Err(incompatible(heap, a, b)),
        _ if a.kind() != b.kind() => {
            let shown = |format: &[u8], value: &Value| {
                String::from_utf8_lossy(&sprintf(heap, format, std::slice::from_ref(value))).into_owned()
            };
            let (left, right) = (shown(b"%s", a), shown(b"%v", b));
            let (left_type, right_type) = (heap.type_of(a), heap.type_of(b));
            return Err(format!("non-comparable types {left}: {left_type}, {right_type}: {right}").into());
        }
        (Value::Object(x), Value::Object(y)) if x.go_type() == y.go_type() => match x.equals(&**y) {
            Some(equal) => equal,
            None => return Err(not_comparable(heap, b)),
        },
        (Value::Object(_), Value::Object(_)) => false,
        _ => return Err(not_comparable(heap, b)),
    })
}

fn not_comparable(heap: &Heap, value: &Value) -> CallError {
    let shown = sprintf(heap, b"%s", std::slice::from_ref(value));
    format!("non-comparable type {}: {}", String::from_utf8_lossy(&shown), heap.type_of(value)).into()
}

/// How two values are ordered; nothing if one is not a number.
fn order(heap: &Heap, a: &Value, b: &Value) -> Result<Option<Ordering>, CallError> {
    let (x, y) = (plain(a), plain(b));
    let bad = || CallError::from("invalid type for comparison");
    let (left, right) = (basic(&x).ok_or_else(bad)?, basic(&y).ok_or_else(bad)?);
    Ok(match (&*x, &*y) {
        (Value::Int(_, x), Value::Int(_, y)) => Some(x.cmp(y)),
        (Value::Uint(_, x), Value::Uint(_, y)) => Some(x.cmp(y)),
        (Value::Int(_, x), Value::Uint(_, y)) => Some(i128::from(*x).cmp(&i128::from(*y))),
        (Value::Uint(_, x), Value::Int(_, y)) => Some(i128::from(*x).cmp(&i128::from(*y))),
        (Value::Float(_, x), Value::Float(_, y)) => x.partial_cmp(y),
        (Value::Str(x), Value::Str(y)) => Some(x.cmp(y)),
        _ if left != right => return Err(incompatible(heap, a, b)),
        _ => return Err(bad()),
    })
}

/// `eq a b c`: whether `a` is equal to any of the others.
pub(super) fn eq(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let (first, others) = match args {
        [first, others @ ..] if !others.is_empty() => (first, others),
        _ => return Err("missing argument for comparison".into()),
    };
    for other in others {
        if equal(call.heap(), first, other)? {
            return Ok(true.into());
        }
    }
    Ok(false.into())
}

pub(super) fn ne(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok((!equal(call.heap(), &args[0], &args[1])?).into())
}

pub(super) fn lt(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok((order(call.heap(), &args[0], &args[1])? == Some(Ordering::Less)).into())
}

pub(super) fn le(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok(matches!(order(call.heap(), &args[0], &args[1])?, Some(Ordering::Less | Ordering::Equal)).into())
}

/// The opposite of `le`, in Go even for what is not a number.
pub(super) fn gt(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok((!matches!(order(call.heap(), &args[0], &args[1])?, Some(Ordering::Less | Ordering::Equal))).into())
}

/// The opposite of `lt`, in Go even for what is not a number.
pub(super) fn ge(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok((order(call.heap(), &args[0], &args[1])? != Some(Ordering::Less)).into())
}
