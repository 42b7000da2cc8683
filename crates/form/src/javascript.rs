//! Numbers, equality and paths as the engine in the browser has them.

use serde_json::{Number, Value};

use crate::model::Segment;

/// A number as `${n}` shows it.
pub(crate) fn show(number: &Number) -> String {
    let Some(value) = number.as_f64() else { return number.to_string() };
    show_float(value)
}

pub(crate) fn show_float(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        // JavaScript writes the sign of a positive exponent.
        let text = format!("{value:e}");
        return if text.contains("e-") { text } else { text.replace('e', "e+") };
    }
    format!("{value}")
}

/// The number at the start of a text (`parseFloat`).
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(end);
    end += whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        if whole + fraction > 0 {
            end += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = if end + 1 + sign <= bytes.len() { digits(end + 1 + sign) } else { 0 };
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    text[..end].trim_end_matches('.').parse().ok()
}

/// A number as JSON, an integer where it is one.
#[expect(clippy::cast_possible_truncation, reason = "checked to be a whole number that fits")]
pub(crate) fn number(value: f64) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = Number::from(value as i64);
    if value.fract() == 0.0 && value.abs() <= EXACT {
        whole
    } else {
        Number::from_f64(value).unwrap_or(whole)
    }
}

/// Deep equality, where `1` and `1.0` are the same number.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// The value at a path.
pub(crate) fn at<'v>(root: &'v Value, path: &[Segment]) -> Option<&'v Value> {
    path.iter().try_fold(root, |value, segment| match segment {
        Segment::Key(key) => member(value, key),
        Segment::Index(index) => value.get(index),
    })
}

/// A member of a table, or an item of a list by its number in text.
pub(crate) fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_shown_as_in_a_browser() {
        for (text, expected) in [
            ("42", Some(42.0)),
            ("  -1.5e3x", Some(-1500.0)),
            (".5Gi", Some(0.5)),
            ("5.", Some(5.0)),
            ("1e", Some(1.0)),
            ("1e+", Some(1.0)),
            ("x1", None),
            ("", None),
            ("-", None),
            (".", None),
        ] {
            assert_eq!(parse_float(text), expected, "{text}");
        }
        for (value, expected) in [(1.0, "1"), (0.1, "0.1"), (1e21, "1e+21"), (1.5e-7, "1.5e-7"), (0.0, "0")] {
            assert_eq!(show_float(value), expected);
        }
    }
}
