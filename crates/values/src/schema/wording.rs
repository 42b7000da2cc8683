//! Helm's words for a failed keyword (santhosh-tekuri/jsonschema v6, kind.go).

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as K};
use serde_json::Value;

/// What failed, without the place.
pub(super) fn words(error: &ValidationError<'_>) -> String {
    let got = error.instance();
    let count = |value: &Value| match value {
        Value::Array(items) => grouped(items.len()),
        Value::Object(members) => grouped(members.len()),
        Value::String(text) => grouped(text.chars().count()),
        _ => "0".to_owned(),
    };
    let limit = |name: &str, want: &u64| format!("{name}: got {}, want {}", count(got), grouped(*want));
    let bound = |name: &str, want: &Value| format!("{name}: got {}, want {}", number(got), number(want));
    match error.kind() {
        K::Type { kind } => {
            let want: Vec<String> = match kind {
                TypeKind::Single(name) => vec![name.to_string()],
                // The order of Helm's validator, whatever the schema's.
                TypeKind::Multiple(names) => {
                    let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
                    ["null", "boolean", "number", "integer", "string", "array", "object"]
                        .into_iter()
                        .filter(|name| names.iter().any(|known| known == name))
                        .map(str::to_owned)
                        .collect()
                }
            };
            format!("got {}, want {}", type_name(got), want.join(" or "))
        }
        K::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            if options.iter().any(|option| option.is_array() || option.is_object()) {
                return "'enum' failed".to_owned();
            }
            let shown: Vec<_> = options.iter().map(display).collect();
            match shown.as_slice() {
                [one] => format!("value must be {one}"),
                many => format!("value must be one of {}", many.join(", ")),
            }
        }
        K::Constant { expected_value } if expected_value.is_array() || expected_value.is_object() => {
            "'const' failed".to_owned()
        }
        K::Constant { expected_value } => format!("value must be {}", display(expected_value)),
        K::Format { format } => format!("{} is not valid {format}", display(got)),
        K::AdditionalProperties { unexpected } => {
            format!("additional properties {} not allowed", quoted(unexpected))
        }
        K::AdditionalItems { limit } => {
            let more = got.as_array().map_or(0, Vec::len).saturating_sub(*limit);
            format!("last {more} additionalItem(s) not allowed")
        }
        K::AnyOf { .. } => "'anyOf' failed".to_owned(),
        K::OneOfNotValid { .. } => "'oneOf' failed, none matched".to_owned(),
        K::OneOfMultipleValid { context } => {
            let mut valid =
                context.iter().enumerate().filter(|(_, errors)| errors.is_empty()).map(|(at, _)| at);
            let (first, second) = (valid.next().unwrap_or(0), valid.next().unwrap_or(1));
            format!("'oneOf' failed, subschemas {first}, {second} matched")
        }
        K::Not { .. } => "'not' failed".to_owned(),
        K::FalseSchema | K::UnevaluatedItems { .. } | K::UnevaluatedProperties { .. } => {
            "false schema".to_owned()
        }
        K::Required { property } => missing(&[property.as_str().unwrap_or_default()]),
        K::MinItems { limit: want } => limit("minItems", want),
        K::MaxItems { limit: want } => limit("maxItems", want),
        K::MinLength { limit: want } => limit("minLength", want),
        K::MaxLength { limit: want } => limit("maxLength", want),
        K::MinProperties { limit: want } => limit("minProperties", want),
        K::MaxProperties { limit: want } => limit("maxProperties", want),
        K::Minimum { limit: want } => bound("minimum", want),
        K::Maximum { limit: want } => bound("maximum", want),
        K::ExclusiveMinimum { limit: want } => bound("exclusiveMinimum", want),
        K::ExclusiveMaximum { limit: want } => bound("exclusiveMaximum", want),
        K::MultipleOf { multiple_of } => {
            format!("multipleOf: got {}, want {}", number(got), float(*multiple_of))
        }
        K::Pattern { pattern } => {
            format!("{} does not match pattern {}", quote(got.as_str().unwrap_or_default()), quote(pattern))
        }
        K::PropertyNames { error } => {
            format!("invalid propertyName {}", quote(error.instance().as_str().unwrap_or_default()))
        }
        K::UniqueItems => {
            let items = got.as_array().map(Vec::as_slice).unwrap_or_default();
            let (first, second) = (0..items.len())
                .flat_map(|second| (0..second).map(move |first| (first, second)))
                .find(|(first, second)| jsonschema::json::cmp::equal(&items[*first], &items[*second]))
                .unwrap_or((0, 1));
            format!("items at {first} and {second} are equal")
        }
        K::Contains => "no items match contains schema".to_owned(),
        _ => error.to_string(),
    }
}

/// The sentence about missing properties.
pub(super) fn missing(names: &[&str]) -> String {
    match names {
        [one] => format!("missing property {}", quote(one)),
        many => format!("missing properties {}", quoted(many)),
    }
}

/// Text in single quotes, escaped as Go escapes it.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

fn quoted(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| quote(name.as_ref())).collect::<Vec<_>>().join(", ")
}

fn display(value: &Value) -> String {
    match value {
        Value::String(text) => quote(text),
        Value::Null => "<nil>".to_owned(),
        Value::Array(_) | Value::Object(_) => "value".to_owned(),
        other => other.to_string(),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn number(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.to_string(), float)
}

/// A number as Go's English printer shows it: thousands are separated by commas, and from a million up and below a
/// ten-thousandth it is `1.5×10⁰⁶`.
fn float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if value != 0.0 && !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { "⁻" } else { "" };
        let digits: String = format!("{:02}", exponent.abs())
            .bytes()
            .map(|digit| ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][usize::from(digit - b'0')])
            .collect();
        return format!("{mantissa}×10{sign}{digits}");
    }
    let plain = value.to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    match digits.split_once('.') {
        Some((whole, fraction)) => format!("{sign}{}.{fraction}", separated(whole)),
        None => format!("{sign}{}", separated(digits)),
    }
}

fn grouped(count: impl ToString) -> String {
    separated(&count.to_string())
}

fn separated(digits: &str) -> String {
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
