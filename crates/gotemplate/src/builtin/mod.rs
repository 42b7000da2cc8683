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
    Function::special("and", &[Type::Reflect], Special::And),
    Function::special("call", &[Type::Reflect], Special::Call),
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
    Function::special("or", &[Type::Reflect], Special::Or),
    Function::writing("print", &[], print).and_any(Type::Any),
    Function::writing("printf", &[Type::String], printf).and_any(Type::Any),
    Function::writing("println", &[], println).and_any(Type::Any),
    Function::variadic("slice", &[Type::Reflect], Type::Reflect, index::slice),
    Function::variadic("urlquery", &[], Type::Any, escape::urlquery),
];

fn not(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok((!args.first().is_some_and(|arg| call.heap().truth(arg))).into())
}

fn print(call: &mut Call<'_>, args: &[Value]) -> Result<(), CallError> {
    call.write(|out, heap| fmt::print_into(out, heap, args));
    Ok(())
}

fn println(call: &mut Call<'_>, args: &[Value]) -> Result<(), CallError> {
    call.write(|out, heap| fmt::println_into(out, heap, args));
    Ok(())
}

fn printf(call: &mut Call<'_>, args: &[Value]) -> Result<(), CallError> {
    if let Some((Value::Str(format), values)) = args.split_first() {
        call.write(|out, heap| fmt::printf_into(out, heap, format.as_bytes(), values));
    }
    Ok(())
}
