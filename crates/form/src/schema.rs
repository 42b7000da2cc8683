//! The part of JSON Schema that a form is drawn from, typed.
//!
//! Reading a schema is Onyxia's gate (notes of its web 5.5.2, `JSONSchema.ts`): unknown keywords pass, known ones in
//! an unexpected form are refused, and every node needs one type.

use indexmap::IndexMap;
use serde_json::Value;

use crate::error::{Error, Problem};

/// A schema node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The type; inferred from `const` where absent.
    pub kind: Kind,
    /// The only value.
    pub constant: Option<Value>,
    /// Label.
    pub title: Option<String>,
    /// Help.
    pub description: Option<String>,
    /// Value to start with.
    pub default: Option<Value>,
    /// When the field is left out.
    pub hidden: Hidden,
    /// The schema of a list's items.
    pub items: Option<Box<Schema>>,
    /// The schemas of a table's keys, in order.
    pub properties: Option<IndexMap<String, Schema>>,
    /// Fewest items.
    pub min_items: Option<usize>,
    /// Most items.
    pub max_items: Option<usize>,
    /// Lowest number.
    pub minimum: Option<f64>,
    /// Regular expression, not anchored.
    pub pattern: Option<String>,
    /// Options.
    pub enumeration: Option<Vec<Value>>,
    /// Options that win over `enum`.
    pub list_enum: Option<Vec<Value>>,
    /// How it is drawn.
    pub render: Option<Render>,
    /// The slider, if any keyword of one is there.
    pub slider: Slider,
    /// `x-onyxia`.
    pub onyxia: Onyxia,
}

/// The type of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are JSON Schema's own")]
pub enum Kind {
    #[default]
    Object,
    Array,
    String,
    Boolean,
    Integer,
    Number,
}

/// When a field is left out of the form; its value is sent all the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Hidden {
    /// Never.
    #[default]
    No,
    /// Always.
    Yes,
    /// When another value equals this one.
    When {
        /// The value.
        value: Value,
        /// The other's keys.
        path: Vec<String>,
        /// Whether the path starts beside this node rather than at the root.
        relative: bool,
    },
}

/// How a field is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Onyxia's own")]
pub enum Render {
    TextArea,
    Password,
    List,
    Slider,
}

/// The keywords of a slider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slider {
    /// Lowest number.
    pub min: Option<f64>,
    /// Highest number.
    pub max: Option<f64>,
    /// Step between two numbers.
    pub step: Option<f64>,
    /// Unit at the end of the text: `Gi`.
    pub unit: Option<String>,
    /// Which end of a range this is.
    pub extremity: Option<Extremity>,
    /// What the end of the range means.
    pub semantic: Option<String>,
    /// What the two ends of a range share.
    pub range: Option<String>,
}

/// An end of a range slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extremity {
    /// The low end, which gives the range its title.
    Down,
    /// The high end.
    Up,
}

/// The keyword `x-onyxia`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Onyxia {
    /// An expression that gives the value to start with.
    pub overwrite_default_with: Option<Value>,
    /// An expression that gives the options.
    pub overwrite_list_enum_with: Option<Value>,
    /// Whether the field is left out.
    pub hidden: bool,
    /// Whether the field cannot be changed.
    pub readonly: bool,
}

impl Kind {
    /// The name in a schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Object, Self::Array, Self::String, Self::Boolean, Self::Integer, Self::Number]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::String(_) => Self::String,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
            Value::Null => return None,
        })
    }
}

impl Schema {
    /// Reads a schema whose references are resolved.
    ///
    /// # Errors
    ///
    /// The first place that no form can be drawn from.
    pub fn read(schema: &Value) -> Result<Self, Error> {
        node(schema, "")
    }

    /// Reads a schema as Onyxia does before it draws: what is refused here never reaches its engine.
    ///
    /// # Errors
    ///
    /// As [`Schema::read`], and where `x-onyxia` has a flag that is no truth value.
    pub fn read_as_onyxia(schema: &Value) -> Result<Self, Error> {
        flags(schema, "")?;
        Self::read(schema)
    }
}

/// Reads keywords of one node.
struct Reader<'s> {
    members: &'s serde_json::Map<String, Value>,
    path: &'s str,
}

impl<'s> Reader<'s> {
    fn with<T>(
        &self,
        keyword: &'static str,
        expected: &'static str,
        read: impl FnOnce(&'s Value) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.members.get(keyword) else { return Ok(None) };
        match read(value) {
            Some(value) => Ok(Some(value)),
            None => Err(Error::at(self.path, Problem::Keyword { keyword, expected })),
        }
    }

    fn text(&self, keyword: &'static str) -> Result<Option<String>, Error> {
        self.with(keyword, "text", |value| value.as_str().map(str::to_owned))
    }

    fn number(&self, keyword: &'static str) -> Result<Option<f64>, Error> {
        self.with(keyword, "a number", Value::as_f64)
    }

    fn count(&self, keyword: &'static str) -> Result<Option<usize>, Error> {
        self.with(keyword, "a count", |value| value.as_u64().and_then(|count| usize::try_from(count).ok()))
    }

    fn list(&self, keyword: &'static str) -> Result<Option<Vec<Value>>, Error> {
        self.with(keyword, "a list", |value| value.as_array().cloned())
    }
}

fn node(schema: &Value, path: &str) -> Result<Schema, Error> {
    let Some(members) = schema.as_object() else {
        return Err(Error::at(path, Problem::Keyword { keyword: "a schema", expected: "a table" }));
    };
    let read = Reader { members, path };
    let constant = members.get("const").cloned();
    let kind = read.with("type", "one type of object, array, string, boolean, integer, number", |value| {
        value.as_str().and_then(Kind::named)
    })?;
    let kind = kind
        .or_else(|| constant.as_ref().and_then(Kind::of))
        .ok_or_else(|| Error::at(path, Problem::NoType))?;
    read.with("required", "a list of names", |value| {
        value.as_array()?.iter().all(Value::is_string).then_some(())
    })?;
    read.with("additionalProperties", "a truth value or a table", |value| {
        (value.is_boolean() || value.is_object()).then_some(())
    })?;
    let items = match members.get("items") {
        None => None,
        Some(items) => Some(Box::new(node(items, &format!("{path}[]"))?)),
    };
    let properties = match read.with("properties", "a table of schemas", Value::as_object)? {
        None => None,
        Some(properties) => Some(
            properties
                .iter()
                .map(|(key, schema)| Ok((key.clone(), node(schema, &below(path, key))?)))
                .collect::<Result<_, Error>>()?,
        ),
    };
    Ok(Schema {
        kind,
        constant,
        title: read.text("title")?,
        description: read.text("description")?,
        default: members.get("default").cloned(),
        hidden: read.with("hidden", "a truth value or {value, path}", hidden)?.unwrap_or_default(),
        items,
        properties,
        min_items: read.count("minItems")?,
        max_items: read.count("maxItems")?,
        minimum: read.number("minimum")?,
        pattern: read.text("pattern")?,
        enumeration: read.list("enum")?,
        list_enum: read.list("listEnum")?,
        render: read.with("render", "textArea, password, list or slider", |value| {
            Some(match value.as_str()? {
                "textArea" => Render::TextArea,
                "password" => Render::Password,
                "list" => Render::List,
                "slider" => Render::Slider,
                _ => return None,
            })
        })?,
        slider: Slider {
            min: read.number("sliderMin")?,
            max: read.number("sliderMax")?,
            step: read.number("sliderStep")?,
            unit: read.text("sliderUnit")?,
            extremity: read.with("sliderExtremity", "down or up", |value| {
                Some(match value.as_str()? {
                    "down" => Extremity::Down,
                    "up" => Extremity::Up,
                    _ => return None,
                })
            })?,
            semantic: read.text("sliderExtremitySemantic")?,
            range: read.text("sliderRangeId")?,
        },
        onyxia: match read.with("x-onyxia", "a table", Value::as_object)? {
            None => Onyxia::default(),
            Some(members) => onyxia(&Reader { members, path })?,
        },
    })
}

fn onyxia(read: &Reader<'_>) -> Result<Onyxia, Error> {
    // The engine takes a flag that is no truth value for false.
    let flag = |keyword| read.members.get(keyword).and_then(Value::as_bool).unwrap_or_default();
    Ok(Onyxia {
        overwrite_default_with: read.with("overwriteDefaultWith", "text, a list or a table", |value| {
            (value.is_string() || value.is_array() || value.is_object()).then(|| value.clone())
        })?,
        overwrite_list_enum_with: read.with("overwriteListEnumWith", "text or a list", |value| {
            (value.is_string() || value.is_array()).then(|| value.clone())
        })?,
        hidden: flag("hidden"),
        readonly: flag("readonly"),
    })
}

/// Looks for flags of `x-onyxia` that are no truth values.
fn flags(schema: &Value, path: &str) -> Result<(), Error> {
    if let Some(members) = schema.get("x-onyxia").and_then(Value::as_object) {
        let read = Reader { members, path };
        for keyword in ["hidden", "readonly"] {
            read.with(keyword, "a truth value", Value::as_bool)?;
        }
    }
    if let Some(items) = schema.get("items") {
        flags(items, &format!("{path}[]"))?;
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().try_for_each(|(key, schema)| flags(schema, &below(path, key)))
}

fn hidden(value: &Value) -> Option<Hidden> {
    if let Some(flag) = value.as_bool() {
        return Some(if flag { Hidden::Yes } else { Hidden::No });
    }
    let members = value.as_object()?;
    Some(Hidden::When {
        value: members.get("value")?.clone(),
        path: members.get("path")?.as_str()?.split('/').map(str::to_owned).collect(),
        relative: match members.get("isPathRelative") {
            None => false,
            Some(flag) => flag.as_bool()?,
        },
    })
}

/// A dotted path for messages.
pub(crate) fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
