//! Nodes into Tera's values and back, and Tera's values as a [`Tree`].

use std::borrow::Cow;

use tera::value::{Key, ValueKind};
use tera::{Map, Value};
use yaml::{Mapping, Node, Tree, View};

/// A node as Tera's value. Integers stay integers.
pub(super) fn from_node(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::none(),
        yaml::Value::Bool(value) => (*value).into(),
        yaml::Value::Int(value) => (*value).into(),
        yaml::Value::Uint(value) => (*value).into(),
        yaml::Value::Float(value) => (*value).into(),
        yaml::Value::String(text) => (&**text).into(),
        yaml::Value::Sequence(items) => items.iter().map(from_node).collect::<Vec<_>>().into(),
        yaml::Value::Mapping(table) => from_mapping(table),
    }
}

fn from_mapping(table: &Mapping) -> Value {
    let mut map = Map::with_capacity(table.len());
    for (key, node) in table.iter() {
        map.insert(key.to_owned().into(), from_node(node));
    }
    map.into()
}

/// Entries as a table of Tera's.
pub(super) fn table<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    let mut map = Map::with_capacity(N);
    for (key, value) in entries {
        map.insert(key.into(), value);
    }
    map.into()
}

/// A value of Tera's, to be printed.
#[derive(Clone, Copy)]
pub(super) struct TeraTree<'a>(pub(super) &'a Value);

type Items<'a> = std::iter::Map<std::slice::Iter<'a, Value>, fn(&'a Value) -> TeraTree<'a>>;
type Entry<'a> = (Cow<'a, str>, TeraTree<'a>);
type Entries<'a> = std::iter::Map<
    indexmap::map::Iter<'a, Key<'static>, Value>,
    fn((&'a Key<'static>, &'a Value)) -> Entry<'a>,
>;

impl<'a> Tree<'a> for TeraTree<'a> {
    type Items = Items<'a>;
    type Entries = Entries<'a>;

    fn view(self) -> View<'a, Self> {
        let value = self.0;
        match value.kind() {
            ValueKind::Bool => View::Bool(value.as_bool().unwrap_or_default()),
            ValueKind::I64 | ValueKind::U64 | ValueKind::I128 | ValueKind::U128 => integer(value),
            ValueKind::F64 => View::Float(value.as_f64().unwrap_or_default()),
            ValueKind::String => View::String(Cow::Borrowed(value.as_str().unwrap_or_default())),
            ValueKind::Bytes => View::String(String::from_utf8_lossy(value.as_bytes().unwrap_or_default())),
            ValueKind::Array => View::Sequence(
                value.as_array().unwrap_or_default().iter().map(TeraTree as fn(&'a Value) -> Self),
            ),
            ValueKind::Map => match value.as_map() {
                Some(map) => View::Mapping(map.iter().map(entry as fn(_) -> Entry<'a>)),
                None => View::Null,
            },
            _ => View::Null,
        }
    }
}

fn entry<'a>((key, value): (&'a Key<'static>, &'a Value)) -> Entry<'a> {
    (key.as_str().map_or_else(|| Cow::Owned(key.to_string()), Cow::Borrowed), TeraTree(value))
}

fn integer<'a>(value: &Value) -> View<'a, TeraTree<'a>> {
    match (value.as_i64(), value.as_u64()) {
        (Some(value), _) => View::Int(value),
        (None, Some(value)) => View::Uint(value),
        // Nothing that is read from YAML is beyond 64 bits; arithmetic may be.
        (None, None) => View::Float(value.as_f64().unwrap_or(f64::NAN)),
    }
}
