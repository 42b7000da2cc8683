//! Go's builtin functions (text/template/funcs.go).
//!
//! | file | holds |
//! |---|---|
//! | `compare` | `eq`, `ne`, `lt`, `le`, `gt`, `ge` |
//! | `index` | `index`, `slice`, `len` |
//! | `escape` | `html`, `js`, `urlquery` |

mod compare;
mod escape;
mod index;

pub use escape::{html_escape, js_escape, url_query_escape};

use crate::call::Call;
use crate::error::CallError;
use crate::fmt;
use crate::function::{Function, Special};
use crate::value::{Type, Value};

/// Go's builtin functions.
pub(crate) const FUNCTIONS: &[Function] = &[
    Function::variadic("and", &[Type::Reflect], Type::Reflect, unreachable).special(Special::And),
    Function::variadic("call", &[Type::Reflect], Type::Reflect, unreachable).special(Special::Call),
    Function::variadic("eq", &[Type::Reflect], Type::Reflect, compare::eq),
    Function::new("ge", &[Type::Reflect; 2], compare::ge),
    Function::new("gt", &[Type::Reflect; 2], compare::gt),
    Function::variadic("html", &[], Type::Any, escape::html),
    Function::variadic("index", &[Type::Reflect], Type::Reflect, index::index),
    Function::variadic("js", &[], Type::Any, escape::js),
    Function::new("le", &[Type::Reflect; 2], compare::le),
    Function::new("len", &[Type::Reflect], index::len),
    Function::new("lt", &[Type::Reflect; 2], compare::lt),
    Function::new("ne", &[Type::Reflect; 2], compare::ne),
    Function::new("not", &[Type::Reflect], not),
    Function::variadic("or", &[Type::Reflect], Type::Reflect, unreachable).special(Special::Or),
    Function::variadic("print", &[], Type::Any, print),
    Function::variadic("printf", &[Type::String], Type::Any, printf),
    Function::variadic("println", &[], Type::Any, println),
    Function::variadic("slice", &[Type::Reflect], Type::Reflect, index::slice),
    Function::variadic("urlquery", &[], Type::Any, escape::urlquery),
];

/// In place of what the machine does itself.
fn unreachable(_: &mut Call<'_>, _: &[Value]) -> Result<Value, CallError> {
    Err("unreachable".into())
}

fn not(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok((!args.first().is_some_and(|arg| call.heap().truth(arg))).into())
}

fn print(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok(call.text(|out, heap| fmt::print_into(out, heap, args)).into())
}

fn println(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok(call.text(|out, heap| fmt::println_into(out, heap, args)).into())
}

fn printf(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let Some((Value::Str(format), values)) = args.split_first() else { return Ok(Value::literal("")) };
    Ok(call.text(|out, heap| fmt::printf_into(out, heap, format.as_bytes(), values)).into())
}
