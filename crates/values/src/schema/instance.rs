//! Values as the validator walks them: in place.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node as JsonNode, NodeIdentity, Object};
use yaml::{Mapping, Node, Value};

/// The representation of [`yaml::Node`] for the validator.
pub(super) struct Values;

/// A number of a node.
pub(super) enum Number {
    Int(i64),
    Uint(u64),
    Float(f64),
}

impl Json for Values {
    type Node<'a> = &'a Node;
    type PreparedKey = String;
    type StringBuffer = Node;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(buffer: &mut Node, string: &str, f: impl FnOnce(&Node) -> T) -> T {
        *buffer = Node::new(string);
        f(buffer)
    }
}

impl JsonNumber for Number {
    fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Int(value) => u64::try_from(*value).ok(),
            Self::Uint(value) => Some(*value),
            Self::Float(_) => None,
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Uint(value) => i64::try_from(*value).ok(),
            Self::Float(_) => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the validator compares large integers as integers")]
    fn as_f64(&self) -> Option<f64> {
        Some(match self {
            Self::Int(value) => *value as f64,
            Self::Uint(value) => *value as f64,
            Self::Float(value) => *value,
        })
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(match self {
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
        })
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(match self {
            Self::Int(value) => (*value).into(),
            Self::Uint(value) => (*value).into(),
            Self::Float(value) => serde_json::Number::from_f64(*value).unwrap_or_else(|| 0.into()),
        })
    }

    fn is_integer(&self) -> bool {
        !matches!(self, Self::Float(value) if value.fract() != 0.0)
    }

    /// `1.0` is an integer for Helm under every draft: its numbers are floats by then.
    fn is_written_as_integer(&self) -> bool {
        self.is_integer()
    }
}

impl<'a> JsonNode<'a, Values> for &'a Node {
    type Object = &'a Mapping;
    type Array = &'a [Node];
    type Number = Number;

    fn as_object(&self) -> Option<&'a Mapping> {
        Node::as_mapping(self)
    }

    fn as_array(&self) -> Option<&'a [Node]> {
        Node::as_sequence(self)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        Node::as_str(self).map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<Number> {
        match self.value {
            Value::Int(value) => Some(Number::Int(value)),
            Value::Uint(value) => Some(Number::Uint(value)),
            Value::Float(value) => Some(Number::Float(value)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        Node::as_bool(self)
    }

    fn is_null(&self) -> bool {
        Node::is_null(self)
    }

    fn json_type(&self) -> JsonType {
        match self.value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Sequence(_) => JsonType::Array,
            Value::Mapping(_) => JsonType::Object,
        }
    }

    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        Cow::Owned(to_json(self))
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref::<Node>(self) as usize))
    }
}

/// The members of a table as the validator iterates them.
pub(super) struct Members<'a>(indexmap::map::Iter<'a, std::sync::Arc<str>, yaml::Entry>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a Node);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, entry)| (&**key, &entry.node))
    }
}

impl<'a> Object<'a, Values> for &'a Mapping {
    type Node = &'a Node;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        Mapping::len(self)
    }

    fn get(&self, key: &String) -> Option<&'a Node> {
        Mapping::get(self, key)
    }

    fn members(&self) -> Members<'a> {
        Members(self.entries())
    }
}

impl<'a> Array<'a, Values> for &'a [Node] {
    type Node = &'a Node;
    type ElementsIter = std::slice::Iter<'a, Node>;

    fn len(&self) -> usize {
        <[Node]>::len(self)
    }

    fn elements(&self) -> std::slice::Iter<'a, Node> {
        self.iter()
    }
}

/// A node as plain JSON, for `enum`, `const`, `uniqueItems` and error texts.
pub(crate) fn to_json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Uint(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::String(text) => (&**text).into(),
        Value::Sequence(items) => items.iter().map(to_json).collect(),
        Value::Mapping(table) => table
            .iter()
            .map(|(key, node)| (key.to_owned(), to_json(node)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}
