//! The tree with origins.

use std::sync::Arc;

use diagnostic::Origin;
use foldhash::fast::RandomState;
use indexmap::IndexMap;

/// A YAML value that knows where it came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands; nowhere for made-up values.
    pub origin: Origin,
}

/// A value after YAML 1.1 resolution as go-yaml v2 does it, with what JSON cannot hold already gone:
/// timestamps are strings, keys are strings, merge keys and aliases are expanded.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`, `~`, or nothing at all.
    #[default]
    Null,
    /// `true`, `yes`, `on`, …
    Bool(bool),
    /// An integer that fits 64 bits with a sign.
    Int(i64),
    /// A larger one that fits without a sign.
    Uint(u64),
    /// Any other number; never infinite and never NaN, which JSON refuses.
    Float(f64),
    /// Text.
    String(Arc<str>),
    /// A list.
    Sequence(Vec<Node>),
    /// A table.
    Mapping(Mapping),
}

/// A table in the order of its source. A clone costs nothing: who changes one of two makes it its own then, and what lies
/// in tables below stays shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    entries: Arc<IndexMap<Arc<str>, Entry, RandomState>>,
}

/// What a [`Mapping`] holds for a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the key stands.
    pub key: Origin,
    /// Its value.
    pub node: Node,
}

impl Node {
    /// A value from nowhere.
    pub fn new(value: impl Into<Value>) -> Self {
        Self { value: value.into(), origin: Origin::none() }
    }

    /// A value with its origin.
    pub fn with_origin(value: impl Into<Value>, origin: Origin) -> Self {
        Self { value: value.into(), origin }
    }

    /// The table, if it is one.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        if let Value::Mapping(mapping) = &self.value { Some(mapping) } else { None }
    }

    /// The table, if it is one.
    pub fn as_mapping_mut(&mut self) -> Option<&mut Mapping> {
        if let Value::Mapping(mapping) = &mut self.value { Some(mapping) } else { None }
    }

    /// The list, if it is one.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        if let Value::Sequence(items) = &self.value { Some(items) } else { None }
    }

    /// The text, if it is some.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    /// A scalar as text, as sigs.k8s.io/yaml writes it into a Go string; nothing for null and collections.
    pub fn to_text(&self) -> Option<String> {
        match &self.value {
            Value::String(text) => Some(text.to_string()),
            Value::Int(value) => Some(value.to_string()),
            Value::Uint(value) => Some(value.to_string()),
            Value::Float(value) => {
                let mut text = String::new();
                crate::write_yaml_float(&mut text, *value);
                Some(text)
            }
            Value::Bool(value) => Some(value.to_string()),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(value) } else { None }
    }

    /// The integer, if it is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.value {
            Value::Int(value) => Some(value),
            Value::Uint(value) => i64::try_from(value).ok(),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value under a key of a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key)
    }

    /// The value at the end of a path of keys.
    pub fn at<'k>(&self, path: impl IntoIterator<Item = &'k str>) -> Option<&Node> {
        path.into_iter().try_fold(self, |node, key| node.get(key))
    }

    /// What the value is, in the words of a JSON Schema: null, boolean, integer, number, string, array, object.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Int(_) | Value::Uint(_) => "integer",
            Value::Float(_) => "number",
            Value::String(_) => "string",
            Value::Sequence(_) => "array",
            Value::Mapping(_) => "object",
        }
    }
}

impl Mapping {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|entry| &entry.node)
    }

    /// The value of a key.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries_mut().get_mut(key).map(|entry| &mut entry.node)
    }

    /// A key as it is kept, its own origin, and its value.
    pub fn get_entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Whether there is such a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Sets a key, which keeps its place and its own origin if it was there and takes the value's otherwise.
    pub fn insert(&mut self, key: impl Into<Arc<str>>, node: Node) -> Option<Node> {
        match self.entries_mut().entry(key.into()) {
            indexmap::map::Entry::Occupied(mut old) => Some(std::mem::replace(&mut old.get_mut().node, node)),
            indexmap::map::Entry::Vacant(free) => {
                free.insert(Entry { key: node.origin.clone(), node });
                None
            }
        }
    }

    /// Sets a key together with the key's own origin.
    pub fn insert_entry(&mut self, key: impl Into<Arc<str>>, entry: Entry) -> Option<Entry> {
        self.entries_mut().insert(key.into(), entry)
    }

    /// Takes a key out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        self.entries_mut().shift_remove(key).map(|entry| entry.node)
    }

    /// Keeps the entries that pass.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Node) -> bool) {
        self.entries_mut().retain(|key, entry| keep(key, &mut entry.node));
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> + DoubleEndedIterator {
        self.entries.iter().map(|(key, entry)| (&**key, &entry.node))
    }

    /// Keys and values in order.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut Node)> {
        self.entries_mut().iter_mut().map(|(key, entry)| (&**key, &mut entry.node))
    }

    /// Keys and entries in order.
    pub fn entries(&self) -> indexmap::map::Iter<'_, Arc<str>, Entry> {
        self.entries.iter()
    }

    fn entries_mut(&mut self) -> &mut IndexMap<Arc<str>, Entry, RandomState> {
        Arc::make_mut(&mut self.entries)
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.keys().map(|key| &**key)
    }
}

impl IntoIterator for Mapping {
    type Item = (Arc<str>, Entry);
    type IntoIter = indexmap::map::IntoIter<Arc<str>, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.entries).into_iter()
    }
}

impl<K: Into<Arc<str>>> FromIterator<(K, Node)> for Mapping {
    fn from_iter<I: IntoIterator<Item = (K, Node)>>(entries: I) -> Self {
        let mut mapping = Self::new();
        for (key, node) in entries {
            mapping.insert(key, node);
        }
        mapping
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(value: Arc<str>) -> Self {
        Self::String(value)
    }
}

impl From<Vec<Node>> for Value {
    fn from(value: Vec<Node>) -> Self {
        Self::Sequence(value)
    }
}

impl From<Mapping> for Value {
    fn from(value: Mapping) -> Self {
        Self::Mapping(value)
    }
}
