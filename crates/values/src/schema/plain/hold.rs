//! Values against a plain schema.

use std::cmp::Ordering;

use jsonschema::Draft;
use regex_lite::Regex;
use serde_json::Number;
use yaml::{Node, Value};

use super::documents::Plain;
use super::keyword::{Bound, Keyword, Quantity, Schema, Sized, Types};
use super::{Sure, Unsure};

/// How deep schemas are followed: through references that lead back to themselves without end.
const DEPTH: usize = 100;

/// How many schemas are held against values: where alternatives nest, their number may double with each level.
const STEPS: u32 = 100_000;

/// The greatest integer up to which floating-point numbers tell each from the next.
const EXACT: i64 = 1 << 53;

impl Plain<'_> {
    /// Whether a value fits.
    pub(super) fn holds(&self, value: &Node) -> Sure<bool> {
        let (document, schema) = self.root();
        self.schema_holds(document, schema, value, 0)
    }

    fn schema_holds(&self, document: usize, schema: &Schema<'_>, value: &Node, depth: usize) -> Sure<bool> {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        if depth > DEPTH || steps > STEPS {
            return Err(Unsure);
        }
        if schema.never {
            return Ok(false);
        }
        let reference = |keyword: &&Keyword<'_>| matches!(keyword, Keyword::Reference(_));
        // A reference is alone up to draft 7, whatever stands beside it.
        if self.draft == Draft::Draft7
            && let Some(keyword) = schema.keywords.iter().find(reference)
        {
            return self.keyword_holds(document, keyword, value, depth);
        }
        for keyword in &schema.keywords {
            if !self.keyword_holds(document, keyword, value, depth)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn keyword_holds(
        &self,
        document: usize,
        keyword: &Keyword<'_>,
        value: &Node,
        depth: usize,
    ) -> Sure<bool> {
        let holds = |schema: &Schema<'_>, value: &Node| self.schema_holds(document, schema, value, depth + 1);
        Ok(match keyword {
            Keyword::Reference(reference) => {
                let (document, schema) = self.resolve(document, reference)?;
                self.schema_holds(document, schema, value, depth + 1)?
            }
            Keyword::Type(types) => types.meets(types_of(value)),
            Keyword::OneOf(values) => values.iter().any(|other| is_same(value, other)),
            Keyword::Members { properties, additional } => {
                let Some(table) = value.as_mapping() else { return Ok(true) };
                for (name, value) in table.iter() {
                    let schema = properties.get(name).or(additional.as_deref());
                    if let Some(schema) = schema
                        && !holds(schema, value)?
                    {
                        return Ok(false);
                    }
                }
                true
            }
            Keyword::Required(names) => {
                value.as_mapping().is_none_or(|table| names.iter().all(|name| table.contains_key(name)))
            }
            Keyword::Items(schema) => {
                for item in value.as_sequence().unwrap_or_default() {
                    if !holds(schema, item)? {
                        return Ok(false);
                    }
                }
                true
            }
            Keyword::UniqueItems => is_unique(value.as_sequence().unwrap_or_default())?,
            Keyword::Size { of, least, most } => {
                let size = match (of, &value.value) {
                    (Sized::Text, Value::String(text)) => text.chars().count(),
                    (Sized::List, Value::Sequence(items)) => items.len(),
                    (Sized::Table, Value::Mapping(table)) => table.len(),
                    _ => return Ok(true),
                };
                let size = u64::try_from(size).map_err(|_| Unsure)?;
                (*least..=*most).contains(&size)
            }
            Keyword::Bound(bound, limit) => match order(value, limit)? {
                Some(order) => match bound {
                    Bound::AtLeast => order.is_ge(),
                    Bound::AtMost => order.is_le(),
                    Bound::Above => order.is_gt(),
                    Bound::Below => order.is_lt(),
                },
                None => true,
            },
            Keyword::Pattern(pattern) => match value.as_str() {
                Some(text) if text.is_ascii() => Regex::new(pattern).map_err(|_| Unsure)?.is_match(text),
                Some(_) => return Err(Unsure),
                None => true,
            },
            // Formats only describe from 2019-09 on.
            Keyword::Format if self.draft == Draft::Draft7 && value.as_str().is_some() => return Err(Unsure),
            Keyword::Format => true,
            Keyword::Of(quantity, schemas) => {
                let mut fitting = 0;
                for schema in schemas {
                    match (quantity, holds(schema, value)?) {
                        (Quantity::All, false) => return Ok(false),
                        (Quantity::Any, true) => return Ok(true),
                        (_, fits) => fitting += usize::from(fits),
                    }
                }
                match quantity {
                    Quantity::All => true,
                    Quantity::Any => false,
                    Quantity::One => fitting == 1,
                }
            }
            Keyword::Not(schema) => !holds(schema, value)?,
            Keyword::If { condition, then, otherwise } => {
                let branch = if holds(condition, value)? { then } else { otherwise };
                match branch {
                    Some(schema) => holds(schema, value)?,
                    None => true,
                }
            }
            Keyword::Definitions(_) => true,
        })
    }
}

/// What a value may be called.
fn types_of(value: &Node) -> Types {
    match value.value {
        Value::Null => Types::NULL,
        Value::Bool(_) => Types::BOOLEAN,
        Value::Int(_) | Value::Uint(_) => Types::NUMBER.and(Types::INTEGER),
        // `1.0` is an integer.
        Value::Float(number) if number.fract() == 0.0 => Types::NUMBER.and(Types::INTEGER),
        Value::Float(_) => Types::NUMBER,
        Value::String(_) => Types::STRING,
        Value::Sequence(_) => Types::ARRAY,
        Value::Mapping(_) => Types::OBJECT,
    }
}

/// Whether a value is one that `enum` names, which are all simple.
fn is_same(value: &Node, other: &serde_json::Value) -> bool {
    match (&value.value, other) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Bool(value), serde_json::Value::Bool(other)) => value == other,
        (Value::String(value), serde_json::Value::String(other)) => **value == **other,
        _ => false,
    }
}

fn is_unique(items: &[Node]) -> Sure<bool> {
    if items.len() > 64 {
        return Err(Unsure);
    }
    for (at, item) in items.iter().enumerate() {
        let Some(text) = item.as_str() else {
            if items.len() == 1 {
                return Ok(true);
            }
            return Err(Unsure);
        };
        if items[..at].iter().any(|other| other.as_str() == Some(text)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How a number compares to a limit; nothing for what is no number.
fn order(value: &Node, limit: &Number) -> Sure<Option<Ordering>> {
    #[expect(clippy::cast_precision_loss, reason = "every integer of this range is exact")]
    let exact = |number: i64| (-EXACT..=EXACT).contains(&number).then_some(number as f64).ok_or(Unsure);
    let value = match value.value {
        Value::Int(value) => exact(value)?,
        Value::Float(value) => value,
        Value::Uint(_) => return Err(Unsure),
        _ => return Ok(None),
    };
    let limit = match limit.as_i64() {
        Some(limit) => exact(limit)?,
        None => limit.as_f64().ok_or(Unsure)?,
    };
    Ok(value.partial_cmp(&limit))
}
