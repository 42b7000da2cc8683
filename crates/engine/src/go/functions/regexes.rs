//! Regular expressions. Sprig's plain functions panic over a bad expression, which is an error as well.

use std::sync::Arc;

use functions::regex::{Pattern, quote_meta};
use gotemplate::{Call, Function, Type, Value};

use super::args::{INT, Result, STRING, bytes, failed, host, int, string, text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("regexMatch", &[STRING, STRING], |call, a| {
        Ok(host(call)?.patterns.get(&text(a, 0)).is_ok_and(|pattern| pattern.is_match(bytes(a, 1))).into())
    }),
    Function::new("mustRegexMatch", &[STRING, STRING], |call, a| {
        Ok(host(call)?.patterns.get(&text(a, 0)).map_err(failed)?.is_match(bytes(a, 1)).into())
    }),
    Function::new("regexFind", &[STRING, STRING], |call, a| string(compiled(call, a)?.find(bytes(a, 1)))),
    Function::new("mustRegexFind", &[STRING, STRING], |call, a| {
        string(host(call)?.patterns.get(&text(a, 0)).map_err(failed)?.find(bytes(a, 1)))
    }),
    Function::new("regexFindAll", &[STRING, STRING, INT], |call, a| {
        let pattern = compiled(call, a)?;
        Ok(strings_or_nil(call, pattern.find_all(bytes(a, 1), int(a, 2))))
    }),
    Function::new("mustRegexFindAll", &[STRING, STRING, INT], |call, a| {
        let pattern = host(call)?.patterns.get(&text(a, 0)).map_err(failed)?;
        Ok(strings_or_nil(call, pattern.find_all(bytes(a, 1), int(a, 2))))
    }),
    Function::new("regexReplaceAll", &[STRING, STRING, STRING], |call, a| {
        string(compiled(call, a)?.replace_all(bytes(a, 1), bytes(a, 2)))
    }),
    Function::new("mustRegexReplaceAll", &[STRING, STRING, STRING], |call, a| {
        let pattern = host(call)?.patterns.get(&text(a, 0)).map_err(failed)?;
        string(pattern.replace_all(bytes(a, 1), bytes(a, 2)))
    }),
    Function::new("regexReplaceAllLiteral", &[STRING, STRING, STRING], |call, a| {
        string(compiled(call, a)?.replace_all_literal(bytes(a, 1), bytes(a, 2)))
    }),
    Function::new("mustRegexReplaceAllLiteral", &[STRING, STRING, STRING], |call, a| {
        let pattern = host(call)?.patterns.get(&text(a, 0)).map_err(failed)?;
        string(pattern.replace_all_literal(bytes(a, 1), bytes(a, 2)))
    }),
    Function::new("regexSplit", &[STRING, STRING, INT], |call, a| {
        let pattern = compiled(call, a)?;
        Ok(split(call, &pattern, a))
    }),
    Function::new("mustRegexSplit", &[STRING, STRING, INT], |call, a| {
        let pattern = host(call)?.patterns.get(&text(a, 0)).map_err(failed)?;
        Ok(split(call, &pattern, a))
    }),
    Function::new("regexQuoteMeta", &[STRING], |_, a| string(quote_meta(&text(a, 0)))),
];

/// The parts of a text; nil where none are wanted, but not where there are none.
fn split(call: &mut Call<'_>, pattern: &Pattern, args: &[Value]) -> Value {
    match int(args, 2) {
        0 => call.heap_mut().nil_list(Type::STRING_LIST),
        limit => {
            let parts = pattern.split(bytes(args, 1), limit);
            call.heap_mut().strings(parts)
        }
    }
}

/// A `[]string`, nil where there is nothing.
fn strings_or_nil(call: &mut Call<'_>, found: Vec<&[u8]>) -> Value {
    if found.is_empty() {
        call.heap_mut().nil_list(Type::STRING_LIST)
    } else {
        call.heap_mut().strings(found)
    }
}

/// The compiled first argument; the error is that of regexp.MustCompile.
fn compiled(call: &mut Call<'_>, args: &[Value]) -> Result<Arc<Pattern>> {
    let expression = text(args, 0);
    host(call)?
        .patterns
        .get(&expression)
        .map_err(|error| format!("regexp: Compile({}): {}", quoted(&expression), error).into())
}

/// The expression as regexp quotes it: in backquotes where that is possible.
fn quoted(expression: &str) -> String {
    if expression.contains('`') || expression.chars().any(|c| c.is_control() && c != '\t') {
        gotemplate::fmt::quote(expression)
    } else {
        format!("`{expression}`")
    }
}
