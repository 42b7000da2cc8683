//! [`yaml::Tree`] over a heap, and trees into a heap.

use std::borrow::Cow;

use yaml::{Tree, View};

use super::{Heap, Str, Type, Value};

/// A value with its heap, which printers and encoders read without converting anything.
///
/// What JSON cannot hold is seen as Go's `encoding/json` would print it, where that is plain: an object with a text as
/// that text. A `[]byte` is a list of numbers here; who wants Go's base64 asks the value first.
#[derive(Clone, Copy, Debug)]
pub struct HeapTree<'h> {
    /// The heap.
    pub heap: &'h Heap,
    /// The value.
    pub value: &'h Value,
}

/// The items of a list in a heap.
#[derive(Clone, Debug)]
pub struct HeapItems<'h> {
    heap: &'h Heap,
    items: std::slice::Iter<'h, Value>,
}

/// The entries of a map in a heap.
#[derive(Clone, Debug)]
pub struct HeapEntries<'h> {
    heap: &'h Heap,
    entries: std::slice::Iter<'h, (Str, Value)>,
}

impl<'h> Tree<'h> for HeapTree<'h> {
    type Items = HeapItems<'h>;
    type Entries = HeapEntries<'h>;

    fn view(self) -> View<'h, Self> {
        let Self { heap, value } = self;
        match value {
            Value::Nil => View::Null,
            Value::Bool(value) => View::Bool(*value),
            Value::Int(_, value) => View::Int(*value),
            Value::Uint(_, value) => match i64::try_from(*value) {
                Ok(value) => View::Int(value),
                Err(_) => View::Uint(*value),
            },
            Value::Float(_, value) => View::Float(*value),
            Value::Complex(real, _) => View::Float(*real),
            Value::Str(text) => View::String(text.to_text()),
            Value::Bytes(bytes) => View::String(String::from_utf8_lossy(bytes)),
            Value::List(_) | Value::Map(_) if heap.is_nil(value) => View::Null,
            Value::List(id) => View::Sequence(HeapItems { heap, items: heap.items(*id).iter() }),
            Value::Map(id) => View::Mapping(HeapEntries { heap, entries: heap.entries(*id).iter() }),
            Value::Object(object) => match (object.plain(), object.text()) {
                (Some(Value::Int(_, value)), _) => View::Int(value),
                (Some(Value::Float(_, value)), _) => View::Float(value),
                (_, Some(text)) => View::String(Cow::Owned(text.to_string())),
                _ => View::Mapping(HeapEntries { heap, entries: [].iter() }),
            },
        }
    }
}

impl<'h> Iterator for HeapItems<'h> {
    type Item = HeapTree<'h>;

    fn next(&mut self) -> Option<Self::Item> {
        self.items.next().map(|value| HeapTree { heap: self.heap, value })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<'h> Iterator for HeapEntries<'h> {
    type Item = (Cow<'h, str>, HeapTree<'h>);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next().map(|(key, value)| (key.to_text(), HeapTree { heap: self.heap, value }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl Heap {
    /// A value of this heap as a [`Tree`].
    pub const fn tree<'h>(&'h self, value: &'h Value) -> HeapTree<'h> {
        HeapTree { heap: self, value }
    }

    /// Copies a tree into the heap, as `map[string]interface {}`, `[]interface {}` and the scalars; `number` says
    /// which type a number of the tree gets, see [`go_float`].
    ///
    /// Depth is bounded by whoever read the tree.
    pub fn import<'t, T: Tree<'t>>(&mut self, tree: T, number: &impl Fn(T, Value) -> Value) -> Value {
        match tree.view() {
            View::Null => Value::Nil,
            View::Bool(value) => Value::Bool(value),
            View::Int(value) => number(tree, Value::int64(value)),
            View::Uint(value) => number(tree, Value::Uint(super::UintKind::Uint64, value)),
            View::Float(value) => number(tree, Value::float(value)),
            View::String(text) => text.into(),
            View::Sequence(items) => {
                let items = items.map(|item| self.import(item, number)).collect();
                self.list(items)
            }
            View::Mapping(entries) => {
                let entries = entries.map(|(key, value)| (key.into(), self.import(value, number))).collect();
                self.map_of(Type::ANY_MAP, entries).into()
            }
        }
    }
}

/// Any number as a `float64`, which is what Go's `encoding/json` and so Helm make of every number in a values file.
pub fn go_float(number: Value) -> Value {
    match number {
        Value::Int(_, value) => Value::float(value as f64),
        Value::Uint(_, value) => Value::float(value as f64),
        other => other,
    }
}

impl From<Cow<'_, str>> for Value {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Str(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_goes_in_and_comes_out() {
        let mut heap = Heap::default();
        let mapping = [("b", yaml::Node::new(1_i64)), ("a", yaml::Node::new(vec![yaml::Node::new("x")]))];
        let node = yaml::Node::new(mapping.into_iter().collect::<yaml::Mapping>());
        let value = heap.import(&node, &|_, n| go_float(n));
        let View::Mapping(entries) = heap.tree(&value).view() else { panic!("not a map") };
        let keys: Vec<_> = entries.map(|(key, _)| key).collect();
        assert_eq!(keys, ["a", "b"]);
        let b = heap.get(value.as_map().unwrap(), b"b").unwrap();
        assert_eq!(b.as_float(), Some(1.0));
    }
}
