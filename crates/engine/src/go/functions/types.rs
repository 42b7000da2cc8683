//! What a value is.

use gotemplate::{Function, Heap, Value};

use super::args::{ANY, STRING, any, string, text};
use super::deep;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("typeOf", &[ANY], |call, a| string(type_name(call.heap(), any(a, 0)))),
    Function::new("typeIs", &[STRING, ANY], |call, a| {
        Ok((type_name(call.heap(), any(a, 1)) == *text(a, 0)).into())
    }),
    Function::new("typeIsLike", &[STRING, ANY], |call, a| {
        let found = type_name(call.heap(), any(a, 1));
        Ok((found.strip_prefix('*').unwrap_or(&found) == text(a, 0) || found == text(a, 0)).into())
    }),
    Function::new("kindOf", &[ANY], |call, a| string(kind_name(call.heap(), any(a, 0)))),
    Function::new("kindIs", &[STRING, ANY], |call, a| {
        Ok((kind_name(call.heap(), any(a, 1)) == *text(a, 0)).into())
    }),
    Function::new("deepEqual", &[ANY, ANY], |call, a| {
        Ok(deep::equal(call.heap(), any(a, 0), any(a, 1)).into())
    }),
];

/// `%T`.
pub(super) fn type_name(heap: &Heap, value: &Value) -> String {
    if value.is_nil() { "<nil>".to_owned() } else { heap.type_of(value).to_string() }
}

/// The name of the reflect.Kind.
pub(super) fn kind_name(heap: &Heap, value: &Value) -> String {
    if value.is_nil() { "invalid".to_owned() } else { heap.type_of(value).kind().to_string() }
}
