//! What a bare word means.

use diagnostic::Origin;
use yaml::{Mapping, Node, Value};

/// The value of a word after `--set key=`: truth values and null in any case, integers without leading zeros,
/// and text. Fractions stay text (strvals `typedVal`).
pub(super) fn typed(word: &str) -> Value {
    let is = |name| word.eq_ignore_ascii_case(name);
    if is("true") {
        return Value::Bool(true);
    }
    if is("false") {
        return Value::Bool(false);
    }
    if is("null") {
        return Value::Null;
    }
    match word.parse::<i64>() {
        Ok(number) if word == "0" || !word.starts_with('0') => Value::Int(number),
        _ => word.into(),
    }
}

/// A JSON value as a node; every part of it stands where the whole stands.
///
/// # Errors
///
/// A number that no 64-bit float holds.
pub(crate) fn json_node(json: serde_json::Value, origin: &Origin) -> Result<Node, String> {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(value),
        serde_json::Value::Number(number) => {
            if let Some(value) = number.as_i64() {
                Value::Int(value)
            } else if let Some(value) = number.as_u64() {
                Value::Uint(value)
            } else {
                let value = number.as_f64().filter(|value| value.is_finite());
                Value::Float(value.ok_or_else(|| format!("{number} is too large for a number"))?)
            }
        }
        serde_json::Value::String(text) => text.into(),
        serde_json::Value::Array(items) => {
            items.into_iter().map(|item| json_node(item, origin)).collect::<Result<Vec<_>, _>>()?.into()
        }
        serde_json::Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| Ok((key, json_node(value, origin)?)))
            .collect::<Result<Mapping, String>>()?
            .into(),
    };
    Ok(Node::with_origin(value, origin.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_helms_types() {
        for (word, expected) in [
            ("true", Value::Bool(true)),
            ("TRUE", Value::Bool(true)),
            ("False", Value::Bool(false)),
            ("nUll", Value::Null),
            ("0", Value::Int(0)),
            ("-0", Value::Int(0)),
            ("+5", Value::Int(5)),
            ("-12", Value::Int(-12)),
            ("007", "007".into()),
            ("00", "00".into()),
            ("1.5", "1.5".into()),
            ("1e3", "1e3".into()),
            ("9223372036854775808", "9223372036854775808".into()),
            ("yes", "yes".into()),
            ("", "".into()),
        ] {
            assert_eq!(typed(word), expected, "{word}");
        }
    }
}
