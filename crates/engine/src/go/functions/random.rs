//! What differs from render to render.

use functions::encoding::base64_encode;
use gotemplate::{CallError, Function, Value};

use super::args::{INT, STRING, failed, host, int, string, text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("randAlphaNum", &[INT], |call, a| {
        call.heap_mut().charge(length(int(a, 0)))?;
        string(host(call)?.random.alpha_numeric(int(a, 0)))
    }),
    Function::new("randAlpha", &[INT], |call, a| {
        call.heap_mut().charge(length(int(a, 0)))?;
        string(host(call)?.random.alphabetic(int(a, 0)))
    }),
    Function::new("randNumeric", &[INT], |call, a| {
        call.heap_mut().charge(length(int(a, 0)))?;
        string(host(call)?.random.numeric(int(a, 0)))
    }),
    Function::new("randAscii", &[INT], |call, a| {
        call.heap_mut().charge(length(int(a, 0)))?;
        string(host(call)?.random.ascii(int(a, 0)))
    }),
    Function::new("randBytes", &[INT], |call, a| {
        let count = usize::try_from(int(a, 0))
            .map_err(|_| CallError::new("runtime error: makeslice: len out of range"))?;
        call.heap_mut().charge(count)?;
        string(base64_encode(&host(call)?.random.bytes(count)))
    }),
    Function::new("randInt", &[INT, INT], |call, a| {
        Ok(Value::int(host(call)?.random.integer(int(a, 0), int(a, 1)).map_err(failed)?))
    }),
    Function::new("shuffle", &[STRING], |call, a| string(host(call)?.random.shuffle(&text(a, 0)))),
    Function::new("uuidv4", &[], |call, _| string(host(call)?.random.uuid())),
];

fn length(count: i64) -> usize {
    usize::try_from(count).unwrap_or_default()
}
