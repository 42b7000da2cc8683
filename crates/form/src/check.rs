//! Whether a value fits a schema, and the nearest one that does.

use serde_json::{Map, Value};

use crate::context::Context;
use crate::error::{Error, Problem};
use crate::javascript::{number, parse_float, same, show};
use crate::options::options;
use crate::schema::{Kind, Schema, below};

/// How a value fits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fit {
    /// As it is.
    Valid,
    /// Not as it is, but this would.
    Nearly(Value),
    /// Not at all.
    Not,
}

impl Fit {
    /// What may be used instead of the value.
    pub(crate) fn usable(self, value: &Value) -> Option<Value> {
        match self {
            Self::Valid => Some(value.clone()),
            Self::Nearly(value) => Some(value),
            Self::Not => None,
        }
    }

    fn nearly(value: Value, fits: bool) -> Self {
        if fits { Self::Nearly(value) } else { Self::Not }
    }
}

/// How a value fits a schema and its options.
pub(crate) fn check(schema: &Schema, value: &Value, context: &Context<'_>, path: &str) -> Result<Fit, Error> {
    let fit = check_without_options(schema, value, context, path)?;
    let Some(options) = options(schema, context, path)? else { return Ok(fit) };
    Ok(match &fit {
        Fit::Valid if !options.iter().any(|option| same(option, value)) => Fit::Not,
        Fit::Nearly(near) if !options.iter().any(|option| same(option, near)) => Fit::Not,
        _ => fit,
    })
}

/// How a value fits a schema, whatever its options.
pub(crate) fn check_without_options(
    schema: &Schema,
    value: &Value,
    context: &Context<'_>,
    path: &str,
) -> Result<Fit, Error> {
    let number_fits = |value: f64| {
        schema.minimum.is_none_or(|minimum| value >= minimum)
            && in_slider(schema, value)
            && (schema.kind != Kind::Integer || value.fract() == 0.0)
    };
    Ok(match (value, schema.kind) {
        (Value::String(text), Kind::String) => {
            if string_fits(schema, text, path)? {
                Fit::Valid
            } else {
                Fit::Not
            }
        }
        (Value::String(text), Kind::Boolean) => match text.to_lowercase().as_str() {
            "true" | "yes" | "1" | "on" => Fit::Nearly(Value::Bool(true)),
            "false" | "no" | "0" | "off" => Fit::Nearly(Value::Bool(false)),
            _ => Fit::Not,
        },
        (Value::String(text), Kind::Integer | Kind::Number) => match parse_float(text) {
            Some(value) => Fit::nearly(number(value).into(), number_fits(value)),
            None => Fit::Not,
        },
        (Value::Number(value), Kind::String) => near_text(schema, show(value), path)?,
        (Value::Number(value), Kind::Boolean) => Fit::Nearly(Value::Bool(value.as_f64() != Some(0.0))),
        (Value::Number(value), Kind::Integer | Kind::Number) => {
            if value.as_f64().is_some_and(number_fits) {
                Fit::Valid
            } else {
                Fit::Not
            }
        }
        (Value::Bool(value), Kind::String) => near_text(schema, value.to_string(), path)?,
        (Value::Bool(_), Kind::Boolean) => Fit::Valid,
        (Value::Bool(value), Kind::Integer | Kind::Number) => {
            let near = if *value { 1.0 } else { 0.0 };
            Fit::nearly(number(near).into(), number_fits(near))
        }
        (Value::Null, Kind::String) => near_text(schema, String::new(), path)?,
        (Value::Null, Kind::Boolean) => Fit::Nearly(Value::Bool(false)),
        (Value::Null, Kind::Integer | Kind::Number) => Fit::nearly(number(0.0).into(), number_fits(0.0)),
        (Value::Array(items), Kind::Array) => array(schema, items, context, path)?,
        (Value::Object(members), Kind::Object) => object(schema, members, context, path)?,
        _ => Fit::Not,
    })
}

fn near_text(schema: &Schema, text: String, path: &str) -> Result<Fit, Error> {
    let fits = string_fits(schema, &text, path)?;
    Ok(Fit::nearly(Value::String(text), fits))
}

fn in_slider(schema: &Schema, value: f64) -> bool {
    schema.slider.min.is_none_or(|min| value >= min) && schema.slider.max.is_none_or(|max| value <= max)
}

fn string_fits(schema: &Schema, text: &str, path: &str) -> Result<bool, Error> {
    if let Some(pattern) = &schema.pattern {
        let pattern = regex::Regex::new(pattern).map_err(|_| Error::at(path, Problem::Pattern))?;
        if !pattern.is_match(text) {
            return Ok(false);
        }
    }
    let Some(unit) = &schema.slider.unit else { return Ok(true) };
    let value = text.strip_suffix(unit.as_str()).and_then(parse_float);
    Ok(value.is_some_and(|value| in_slider(schema, value)))
}

fn array(schema: &Schema, items: &[Value], context: &Context<'_>, path: &str) -> Result<Fit, Error> {
    let count = schema.min_items.unwrap_or(0)..=schema.max_items.unwrap_or(usize::MAX);
    if !count.contains(&items.len()) {
        return Ok(Fit::Not);
    }
    let Some(item_schema) = &schema.items else { return Ok(Fit::Valid) };
    let mut exact = true;
    let mut fitting = Vec::with_capacity(items.len());
    for item in items {
        let fit = check(item_schema, item, context, &format!("{path}[]"))?;
        exact &= fit == Fit::Valid;
        match fit.usable(item) {
            Some(item) => fitting.push(item),
            None => return Ok(Fit::Not),
        }
    }
    Ok(if exact { Fit::Valid } else { Fit::Nearly(Value::Array(fitting)) })
}

fn object(
    schema: &Schema,
    members: &Map<String, Value>,
    context: &Context<'_>,
    path: &str,
) -> Result<Fit, Error> {
    let Some(properties) = &schema.properties else { return Ok(Fit::Valid) };
    let mut exact = members.len() <= properties.len();
    let mut fitting = Map::new();
    for (key, property) in properties {
        let Some(member) = members.get(key) else { return Ok(Fit::Not) };
        let fit = check(property, member, context, &below(path, key))?;
        exact &= fit == Fit::Valid;
        match fit.usable(member) {
            Some(member) => fitting.insert(key.clone(), member),
            None => return Ok(Fit::Not),
        };
    }
    Ok(if exact { Fit::Valid } else { Fit::Nearly(Value::Object(fitting)) })
}
