//! From JSON to plain keywords.
//!
//! What only describes is skipped over, as is what no draft knows. An error says that the schema is not plain: that it is
//! none at all, or uses what is rare, or writes a keyword twice.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::form::{is_plain_pattern, is_plain_reference};
use super::keyword::{Bound, Keyword, Named, Quantity, Schema, Sized, Text, Types};

/// A whole document.
#[derive(Debug)]
pub(super) struct Document<'t> {
    pub(super) schema: Schema<'t>,
    /// Its `$schema`.
    pub(super) draft: Option<Text<'t>>,
}

/// Reads a document from its text.
pub(super) fn read(text: &str) -> serde_json::Result<Document<'_>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut draft = None;
    let schema = At { draft: Some(&mut draft) }.deserialize(&mut json)?;
    json.end()?;
    Ok(Document { schema, draft })
}

impl<'de> Deserialize<'de> for Schema<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        At { draft: None }.deserialize(deserializer)
    }
}

/// Where a schema stands: at the top, where `$schema` may be said, or below.
struct At<'a, 'de> {
    draft: Option<&'a mut Option<Text<'de>>>,
}

impl<'de> DeserializeSeed<'de> for At<'_, 'de> {
    type Value = Schema<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Schema<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, 'de> {
    type Value = Schema<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a schema")
    }

    fn visit_bool<E: Error>(self, anything: bool) -> Result<Schema<'de>, E> {
        Ok(Schema { keywords: vec![], never: !anything })
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Schema<'de>, A::Error> {
        let mut parts = Parts::default();
        while let Some(Borrowed(name)) = map.next_key()? {
            match (&mut self.draft, &*name) {
                (Some(draft), "$schema") => once(draft, map.next_value::<Borrowed<'_>>()?.0)?,
                _ => parts.member(&name, &mut map)?,
            }
        }
        parts.schema()
    }
}

/// What has been read of a schema.
#[derive(Default)]
struct Parts<'t> {
    keywords: Vec<Keyword<'t>>,
    seen: u64,
    properties: Option<Named<'t>>,
    additional: Option<Schema<'t>>,
    condition: Option<Schema<'t>>,
    then: Option<Schema<'t>>,
    otherwise: Option<Schema<'t>>,
}

/// All keywords that are kept; the place of one is its bit among those seen.
const KEPT: [&str; 35] = [
    "$ref",
    "type",
    "enum",
    "const",
    "properties",
    "additionalProperties",
    "required",
    "items",
    "uniqueItems",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "pattern",
    "format",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "definitions",
    "$defs",
    "title",
    "description",
    "$comment",
    "default",
    "examples",
];

impl<'t> Parts<'t> {
    /// Reads the value of a member.
    fn member<A: MapAccess<'t>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        if let Some(place) = KEPT.iter().position(|kept| *kept == name) {
            let bit = 1 << place;
            if self.seen & bit != 0 {
                return Err(A::Error::custom("twice"));
            }
            self.seen |= bit;
        }
        let keyword = match name {
            "title" | "description" | "$comment" => return map.next_value::<Borrowed<'_>>().map(drop),
            "readOnly" | "writeOnly" | "deprecated" => return map.next_value::<bool>().map(drop),
            "examples" => return map.next_value::<Vec<IgnoredAny>>().map(drop),
            "properties" => return once(&mut self.properties, map.next_value::<Table<'t>>()?.0),
            "additionalProperties" => return once(&mut self.additional, map.next_value()?),
            "if" => return once(&mut self.condition, map.next_value()?),
            "then" => return once(&mut self.then, map.next_value()?),
            "else" => return once(&mut self.otherwise, map.next_value()?),
            "$ref" => {
                let Borrowed(reference) = map.next_value()?;
                check(is_plain_reference(&reference))?;
                Keyword::Reference(reference)
            }
            "type" => Keyword::Type(map.next_value()?),
            "enum" => {
                let values: Vec<Value> = map.next_value()?;
                check(!values.is_empty() && is_distinct(&values) && values.iter().all(is_simple))?;
                Keyword::OneOf(values)
            }
            "const" => {
                let value = map.next_value()?;
                check(is_simple(&value))?;
                Keyword::OneOf(vec![value])
            }
            "required" => {
                let names: Vec<Borrowed<'t>> = map.next_value()?;
                let names: Vec<Text<'t>> = names.into_iter().map(|Borrowed(name)| name).collect();
                check(is_distinct(&names))?;
                Keyword::Required(names)
            }
            // A list of schemas is another keyword by now.
            "items" => Keyword::Items(Box::new(map.next_value()?)),
            "uniqueItems" => match map.next_value()? {
                true => Keyword::UniqueItems,
                false => return Ok(()),
            },
            "minLength" => at_least(Sized::Text, map.next_value()?),
            "maxLength" => at_most(Sized::Text, map.next_value()?),
            "minItems" => at_least(Sized::List, map.next_value()?),
            "maxItems" => at_most(Sized::List, map.next_value()?),
            "minProperties" => at_least(Sized::Table, map.next_value()?),
            "maxProperties" => at_most(Sized::Table, map.next_value()?),
            "minimum" => Keyword::Bound(Bound::AtLeast, number(map)?),
            "maximum" => Keyword::Bound(Bound::AtMost, number(map)?),
            "exclusiveMinimum" => Keyword::Bound(Bound::Above, number(map)?),
            "exclusiveMaximum" => Keyword::Bound(Bound::Below, number(map)?),
            "pattern" => {
                let Borrowed(pattern) = map.next_value()?;
                check(is_plain_pattern(&pattern))?;
                Keyword::Pattern(pattern)
            }
            "format" => {
                map.next_value::<Borrowed<'_>>()?;
                Keyword::Format
            }
            "allOf" => Keyword::Of(Quantity::All, schemas(map)?),
            "anyOf" => Keyword::Of(Quantity::Any, schemas(map)?),
            "oneOf" => Keyword::Of(Quantity::One, schemas(map)?),
            "not" => Keyword::Not(Box::new(map.next_value()?)),
            "definitions" | "$defs" => Keyword::Definitions(map.next_value::<Table<'t>>()?.0),
            // Rare, or more than they seem: another base, another draft, what depends on what else was looked at.
            "id"
            | "multipleOf"
            | "patternProperties"
            | "propertyNames"
            | "contains"
            | "minContains"
            | "maxContains"
            | "additionalItems"
            | "prefixItems"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "dependencies"
            | "dependentRequired"
            | "dependentSchemas"
            | "contentEncoding"
            | "contentMediaType"
            | "contentSchema" => {
                return Err(A::Error::custom("not plain"));
            }
            _ if name.starts_with('$') => return Err(A::Error::custom("not plain")),
            // `default`, hints for forms, and what no draft knows.
            _ => return map.next_value::<IgnoredAny>().map(drop),
        };
        self.keywords.push(keyword);
        Ok(())
    }

    fn schema<E: Error>(self) -> Result<Schema<'t>, E> {
        let Self { mut keywords, properties, additional, condition, then, otherwise, .. } = self;
        if properties.is_some() || additional.is_some() {
            let properties = properties.unwrap_or_default();
            keywords.push(Keyword::Members { properties, additional: additional.map(Box::new) });
        }
        let (then, otherwise) = (then.map(Box::new), otherwise.map(Box::new));
        match condition.map(Box::new) {
            Some(condition) => keywords.push(Keyword::If { condition, then, otherwise }),
            None => check(then.is_none() && otherwise.is_none())?,
        }
        Ok(Schema { keywords, never: false })
    }
}

fn at_least(of: Sized, least: u64) -> Keyword<'static> {
    Keyword::Size { of, least, most: u64::MAX }
}

fn at_most(of: Sized, most: u64) -> Keyword<'static> {
    Keyword::Size { of, least: 0, most }
}

fn number<'t, A: MapAccess<'t>>(map: &mut A) -> Result<Number, A::Error> {
    map.next_value()
}

fn schemas<'t, A: MapAccess<'t>>(map: &mut A) -> Result<Vec<Schema<'t>>, A::Error> {
    let schemas: Vec<Schema<'t>> = map.next_value()?;
    check(!schemas.is_empty())?;
    Ok(schemas)
}

/// Values that are equal or not beyond doubt.
fn is_simple(value: &Value) -> bool {
    value.is_string() || value.is_boolean() || value.is_null()
}

/// Whether nothing is twice in a list that is short enough to see at once.
fn is_distinct<T: PartialEq>(items: &[T]) -> bool {
    items.len() <= 200 && items.iter().enumerate().all(|(at, item)| !items[..at].contains(item))
}

fn check<E: Error>(plain: bool) -> Result<(), E> {
    if plain { Ok(()) } else { Err(E::custom("not plain")) }
}

/// Sets what must not be set twice.
fn once<T, E: Error>(place: &mut Option<T>, value: T) -> Result<(), E> {
    check(place.is_none())?;
    *place = Some(value);
    Ok(())
}

/// A text, borrowed if it can be.
#[derive(Debug)]
struct Borrowed<'t>(Text<'t>);

impl<'de> Deserialize<'de> for Borrowed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Borrowed<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Borrowed(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Borrowed(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Texts)
    }
}

fn type_of<E: Error>(name: &str) -> Result<Types, E> {
    Types::named(name).ok_or_else(|| E::custom("no type"))
}

/// Schemas by name.
struct Table<'t>(Named<'t>);

impl<'de> Deserialize<'de> for Table<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tables;
        impl<'de> Visitor<'de> for Tables {
            type Value = Table<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("schemas by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut named = Named::default();
                while let Some((Borrowed(name), schema)) = map.next_entry()? {
                    check(named.insert(name, schema).is_none())?;
                }
                Ok(Table(named))
            }
        }
        deserializer.deserialize_map(Tables)
    }
}

impl<'de> Deserialize<'de> for Types {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Types;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a type, or a list of them")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Types, E> {
                type_of(name)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Types, A::Error> {
                let mut types = Types::default();
                while let Some(Borrowed(name)) = names.next_element()? {
                    let next = type_of(&name)?;
                    check(!types.meets(next))?;
                    types = types.and(next);
                }
                check(types != Types::default())?;
                Ok(types)
            }
        }
        deserializer.deserialize_any(Names)
    }
}
