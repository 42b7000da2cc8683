//! Expressions over the launch context.
//!
//! `{{a.b}}` alone, or a bare `a.b` at the top, is the value itself; text around it makes text, whose parts must be
//! text, numbers or truth values; lists and tables are resolved deeply, and one unknown part makes all of it unknown.

use serde_json::Value;

use crate::context::Context;
use crate::javascript::show;

/// The value of an expression; `None` where a part is unknown.
pub(crate) fn resolve(expression: &Value, context: &Context<'_>) -> Option<Value> {
    match expression {
        Value::String(text) => text_value(text, context, true),
        other => inner(other, context),
    }
}

fn inner(expression: &Value, context: &Context<'_>) -> Option<Value> {
    match expression {
        Value::Array(items) => items.iter().map(|item| inner(item, context)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| Some((key.clone(), inner(value, context)?)))
            .collect::<Option<serde_json::Map<_, _>>>()
            .map(Value::Object),
        Value::String(text) => text_value(text, context, false),
        other => Some(other.clone()),
    }
}

fn text_value(text: &str, context: &Context<'_>, is_top: bool) -> Option<Value> {
    let whole = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    if let Some(path) = whole.filter(|path| !path.is_empty() && !path.contains('}')) {
        return context.get(&path_of(path)).cloned();
    }
    if text.contains("{{") {
        return substitute(text, context).map(Value::String);
    }
    if is_top {
        return context.get(&path_of(text)).cloned();
    }
    Some(Value::String(text.to_owned()))
}

/// Text with its `{{…}}` filled in.
fn substitute(text: &str, context: &Context<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let after = &rest[start + 2..];
        let length = after.find('}').unwrap_or(after.len());
        if length == 0 || !after[length..].starts_with("}}") {
            out.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        }
        out.push_str(&rest[..start]);
        match context.get(&path_of(&after[..length]))? {
            Value::String(part) => out.push_str(part),
            Value::Number(part) => out.push_str(&show(part)),
            Value::Bool(part) => out.push_str(if *part { "true" } else { "false" }),
            _ => return None,
        }
        rest = &after[length + 2..];
    }
    out.push_str(rest);
    Some(out)
}

/// The keys of `a.b[0]["x.y"]['z']`.
fn path_of(text: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((key, after)) = bracketed(rest) {
            keys.push(key.to_owned());
            rest = after;
            continue;
        }
        if c == '.' {
            keys.push(String::new());
        } else if let Some(key) = keys.last_mut() {
            key.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    keys
}

/// The key inside `[0]`, `["x"]` or `['x']` at the start of a text, and what follows.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('[')?;
    for quote in ['"', '\''] {
        if let Some(quoted) = inside.strip_prefix(quote) {
            let end = quoted.find(quote)?;
            let after = quoted[end..].strip_prefix(quote)?.strip_prefix(']')?;
            return (end > 0).then_some((&quoted[..end], after));
        }
    }
    let (digits, after) = inside.split_once(']')?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some((digits, after))
}
