//! Texts.

use functions::{case, cut, text as texts, words};
use gotemplate::fmt::{Charset, print_into, quote_into};
use gotemplate::{Call, Function, Heap, Str, Type, Value};

use super::args::{ANY, INT, Result, STRING, any, bytes, failed, int, shown, string, text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("hello", &[], |_, _| string("Hello!")),
    Function::new("abbrev", &[INT, STRING], |_, a| string(cut::abbreviate(int(a, 0), bytes(a, 1)))),
    Function::new("abbrevboth", &[INT, INT, STRING], |_, a| {
        string(cut::abbreviate_both(int(a, 0), int(a, 1), bytes(a, 2)))
    }),
    Function::new("trunc", &[INT, STRING], |_, a| string(cut::truncate(int(a, 0), bytes(a, 1)))),
    Function::new("substr", &[INT, INT, STRING], |_, a| {
        string(cut::substring(int(a, 0), int(a, 1), bytes(a, 2)).map_err(failed)?)
    }),
    Function::new("wrap", &[INT, STRING], |_, a| string(cut::wrap(int(a, 0), bytes(a, 1)))),
    Function::new("wrapWith", &[INT, STRING, STRING], |_, a| {
        string(cut::wrap_with(int(a, 0), bytes(a, 1), bytes(a, 2)))
    }),
    Function::new("trim", &[STRING], |_, a| string(texts::trim_space(bytes(a, 0)))),
    Function::new("trimall", &[STRING, STRING], trim_all),
    Function::new("trimAll", &[STRING, STRING], trim_all),
    Function::new("trimSuffix", &[STRING, STRING], |_, a| {
        let whole = bytes(a, 1);
        string(whole.strip_suffix(bytes(a, 0)).unwrap_or(whole))
    }),
    Function::new("trimPrefix", &[STRING, STRING], |_, a| {
        let whole = bytes(a, 1);
        string(whole.strip_prefix(bytes(a, 0)).unwrap_or(whole))
    }),
    Function::new("nospace", &[STRING], |_, a| string(texts::no_space(bytes(a, 0)))),
    Function::new("upper", &[STRING], |_, a| string(case::upper(&text(a, 0)))),
    Function::new("lower", &[STRING], |_, a| string(case::lower(&text(a, 0)))),
    Function::new("title", &[STRING], |_, a| string(case::title(&text(a, 0)))),
    Function::new("untitle", &[STRING], |_, a| string(case::untitle(&text(a, 0)))),
    Function::new("swapcase", &[STRING], |_, a| string(case::swap_case(&text(a, 0)))),
    Function::new("initials", &[STRING], |_, a| string(case::initials(bytes(a, 0)))),
    Function::new("snakecase", &[STRING], |_, a| string(words::snake_case(&text(a, 0)))),
    Function::new("camelcase", &[STRING], |_, a| string(words::pascal_case(&text(a, 0)))),
    Function::new("kebabcase", &[STRING], |_, a| string(words::kebab_case(&text(a, 0)))),
    Function::new("repeat", &[INT, STRING], |call, a| {
        let whole = usize::try_from(int(a, 0)).unwrap_or_default().saturating_mul(bytes(a, 1).len());
        call.heap_mut().charge(whole)?;
        string(texts::repeat(int(a, 0), bytes(a, 1)).map_err(failed)?)
    }),
    Function::new("contains", &[STRING, STRING], |_, a| {
        Ok(texts::find(bytes(a, 1), bytes(a, 0)).is_some().into())
    }),
    Function::new("hasPrefix", &[STRING, STRING], |_, a| Ok(bytes(a, 1).starts_with(bytes(a, 0)).into())),
    Function::new("hasSuffix", &[STRING, STRING], |_, a| Ok(bytes(a, 1).ends_with(bytes(a, 0)).into())),
    Function::writing("quote", &[], |call, a| {
        joined(call, a, |out, heap, value| match value {
            Value::Str(text) => quote_into(out, text.as_bytes(), b'"', Charset::Printable),
            other => quote_into(out, shown(heap, other).as_bytes(), b'"', Charset::Printable),
        })
    })
    .and_any(ANY),
    Function::writing("squote", &[], |call, a| {
        joined(call, a, |out, heap, value| {
            out.push(b'\'');
            print_into(out, heap, std::slice::from_ref(value));
            out.push(b'\'');
        })
    })
    .and_any(ANY),
    Function::writing("cat", &[], |call, a| {
        joined(call, a, |out, heap, value| print_into(out, heap, std::slice::from_ref(value)))
    })
    .and_any(ANY),
    Function::writing("indent", &[INT, STRING], |call, a| indented(call, a, texts::indent)),
    Function::writing("nindent", &[INT, STRING], |call, a| indented(call, a, texts::nindent)),
    Function::new("replace", &[STRING, STRING, STRING], |_, a| {
        string(texts::replace(bytes(a, 0), bytes(a, 1), bytes(a, 2)))
    }),
    Function::new("plural", &[STRING, STRING, INT], |_, a| Ok(any(a, usize::from(int(a, 2) != 1)).clone())),
    Function::new("toString", &[ANY], |call, a| string(shown(call.heap(), any(a, 0)))),
    Function::new("toStrings", &[ANY], |call, a| {
        let items = strings(call.heap(), any(a, 0));
        Ok(call.heap_mut().strings(items))
    }),
    Function::new("join", &[STRING, ANY], |call, a| {
        let items = strings(call.heap(), any(a, 1));
        let parts: Vec<&[u8]> = items.iter().map(Str::as_bytes).collect();
        string(parts.join(bytes(a, 0)))
    }),
    Function::new("sortAlpha", &[ANY], |call, a| {
        let mut items = match any(a, 0) {
            list @ (Value::List(_) | Value::Bytes(_)) => strings(call.heap(), list),
            other => vec![shown(call.heap(), other)],
        };
        items.sort();
        Ok(call.heap_mut().strings(items))
    }),
    Function::new("split", &[STRING, STRING], |call, a| {
        let parts = texts::split(bytes(a, 1), bytes(a, 0));
        Ok(numbered(call, &parts))
    }),
    Function::new("splitn", &[STRING, INT, STRING], |call, a| {
        let parts = texts::split_n(bytes(a, 2), bytes(a, 0), int(a, 1));
        Ok(numbered(call, &parts))
    }),
    Function::new("splitList", &[STRING, STRING], |call, a| {
        let parts = texts::split(bytes(a, 1), bytes(a, 0));
        Ok(call.heap_mut().strings(parts))
    }),
];

fn trim_all(_: &mut Call<'_>, args: &[Value]) -> Result {
    string(texts::trim_all(bytes(args, 0), bytes(args, 1)))
}

type Indent = fn(&mut Vec<u8>, i64, &[u8]) -> std::result::Result<(), functions::Error>;

/// Writes a text with blanks before its lines. That can make much out of little.
fn indented(call: &mut Call<'_>, args: &[Value], indent: Indent) -> Result<()> {
    let (spaces, text) = (int(args, 0), bytes(args, 1));
    let lines = memchr::memchr_iter(b'\n', text).count() + 1;
    call.heap_mut().charge(lines.saturating_mul(usize::try_from(spaces).unwrap_or_default()))?;
    call.write(|out, _| indent(out, spaces, text)).map_err(failed)
}

/// Writes what is not nil, joined by blanks.
fn joined(call: &mut Call<'_>, args: &[Value], print: impl Fn(&mut Vec<u8>, &Heap, &Value)) -> Result<()> {
    call.write(|out, heap| {
        for (index, value) in args.iter().filter(|value| !value.is_nil()).enumerate() {
            if index > 0 {
                out.push(b' ');
            }
            print(out, heap, value);
        }
    });
    Ok(())
}

/// The items of a list that are not nil, or the value itself, printed (Sprig's `strslice`).
pub(super) fn strings(heap: &Heap, value: &Value) -> Vec<Str> {
    match value {
        Value::Nil => Vec::new(),
        Value::List(id) => {
            heap.items(*id).iter().filter(|item| !item.is_nil()).map(|item| shown(heap, item)).collect()
        }
        Value::Bytes(bytes) => bytes.iter().map(|byte| byte.to_string().into()).collect(),
        other => vec![shown(heap, other)],
    }
}

/// A `map[string]string` with the keys `_0`, `_1`, …
fn numbered(call: &mut Call<'_>, parts: &[&[u8]]) -> Value {
    let entries = parts.iter().enumerate();
    let entries =
        entries.map(|(index, &part)| (format!("_{index}").into(), Value::Str(part.into()))).collect();
    call.heap_mut().map_of(Type::STRING_MAP, entries).into()
}
