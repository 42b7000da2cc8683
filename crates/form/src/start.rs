//! The values that a form starts with.

use serde_json::{Map, Value};

use crate::check::{Fit, check};
use crate::context::Context;
use crate::error::{Error, Problem};
use crate::expression::resolve;
use crate::schema::{Kind, Schema, below};

/// The value of a node and of all below it: `const`, then `x-onyxia.overwriteDefaultWith`, then the schema's `default`,
/// then values.yaml, then an empty list. A table with properties is nothing but its properties' values.
pub(crate) fn start(
    schema: &Schema,
    yaml: Option<&Value>,
    context: &Context<'_>,
    path: &str,
) -> Result<Value, Error> {
    let fit = |value: &Value| check(schema, value, context, path);
    if let Some(constant) = &schema.constant {
        return match fit(constant)? {
            Fit::Valid => Ok(constant.clone()),
            _ => Err(Error::at(path, Problem::Const)),
        };
    }
    if let (Kind::Object, Some(properties)) = (schema.kind, &schema.properties) {
        let yaml = yaml.and_then(Value::as_object);
        return properties
            .iter()
            .map(|(key, schema)| {
                let yaml = yaml.and_then(|members| members.get(key));
                Ok((key.clone(), start(schema, yaml, context, &below(path, key))?))
            })
            .collect::<Result<Map<_, _>, Error>>()
            .map(Value::Object);
    }
    if let Some(value) = injected(schema, context, path)
        && let Some(value) = fit(&value)?.usable(&value)
    {
        return Ok(value);
    }
    if let Some(default) = &schema.default
        && fit(default)? == Fit::Valid
    {
        return Ok(default.clone());
    }
    if let Some(value) = yaml {
        return match fit(value)? {
            Fit::Valid => Ok(value.clone()),
            _ => Err(Error::at(path, Problem::Default(value.to_string()))),
        };
    }
    if schema.kind == Kind::Array {
        return empty_list(schema, context, path);
    }
    Err(Error::at(path, Problem::NoDefault))
}

/// What the context gives.
fn injected(schema: &Schema, context: &Context<'_>, path: &str) -> Option<Value> {
    let value = resolve(schema.onyxia.overwrite_default_with.as_ref()?, context)?;
    match map_items(schema, &value, context, path) {
        Some(mapped) => Some(mapped),
        None => Some(value),
    }
}

/// A list of tables whose items are read as the schema's items want them: a property without an expression of its own
/// takes the item's member of its name. `None` where that does not work out.
fn map_items(schema: &Schema, value: &Value, context: &Context<'_>, path: &str) -> Option<Value> {
    let items = schema.items.as_deref().filter(|items| items.kind == Kind::Object)?;
    if schema.kind != Kind::Array {
        return None;
    }
    let mut item_schema = items.clone();
    for (key, property) in item_schema.properties.as_mut()? {
        property.onyxia.overwrite_default_with.get_or_insert_with(|| Value::String(format!("{{{{{key}}}}}")));
    }
    value
        .as_array()?
        .iter()
        .map(|item| {
            item.as_object()?;
            start(&item_schema, None, &context.with_item(item), path).ok()
        })
        .collect::<Option<Vec<_>>>()
        .map(Value::Array)
}

fn empty_list(schema: &Schema, context: &Context<'_>, path: &str) -> Result<Value, Error> {
    let count = schema.min_items.unwrap_or(0);
    if count == 0 {
        return Ok(Value::Array(vec![]));
    }
    let item = schema.items.as_deref().and_then(|items| start(items, None, context, path).ok());
    let item = item.ok_or_else(|| Error::at(path, Problem::NoItem))?;
    Ok(Value::Array(vec![item; count]))
}

/// Adds what values.yaml has and the values have not.
pub(crate) fn add_missing(values: &mut Value, yaml: &Value) {
    match (values, yaml) {
        (Value::Object(members), Value::Object(more)) => {
            for (key, value) in more {
                match members.get_mut(key) {
                    Some(member) => add_missing(member, value),
                    None => members.extend(leaves(value).map(|value| (key.clone(), value))),
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => {
            for (index, value) in more.iter().enumerate() {
                match items.get_mut(index) {
                    Some(item) => add_missing(item, value),
                    None => items.extend(leaves(value)),
                }
            }
        }
        _ => {}
    }
}

/// A value without the empty tables and lists in it, since only leaves are added.
fn leaves(value: &Value) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let kept: Map<_, _> =
                members.iter().filter_map(|(key, value)| Some((key.clone(), leaves(value)?))).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(items) => {
            let kept: Vec<_> = items.iter().filter_map(leaves).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        other => Some(other.clone()),
    }
}
