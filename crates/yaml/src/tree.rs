//! The trait over any tree.

use std::borrow::Cow;

use indexmap::map;
use std::sync::Arc;

use crate::node::{Entry, Node, Value};

/// A cheap, copyable handle on a node of some tree: `&Node`, a heap with an index, a reference to a Tera value.
///
/// Printing, JSON and comparison take any `Tree`, so that no tree is converted into another only to be printed.
pub trait Tree<'a>: Copy {
    /// The items of a list, in order.
    type Items: Iterator<Item = Self>;
    /// Keys and values of a table, in the tree's own order; printers sort.
    type Entries: Iterator<Item = (Cow<'a, str>, Self)>;

    /// What the node is, one level deep.
    fn view(self) -> View<'a, Self>;
}

/// What a node is, one level deep.
pub enum View<'a, T: Tree<'a>> {
    /// Null.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer that fits 64 bits with a sign.
    Int(i64),
    /// A larger one that fits without a sign.
    Uint(u64),
    /// Any other number, possibly infinite or NaN.
    Float(f64),
    /// Text.
    String(Cow<'a, str>),
    /// A list.
    Sequence(T::Items),
    /// A table.
    Mapping(T::Entries),
}

impl<'a> Tree<'a> for &'a Node {
    type Items = std::slice::Iter<'a, Node>;
    type Entries = NodeEntries<'a>;

    fn view(self) -> View<'a, Self> {
        match &self.value {
            Value::Null => View::Null,
            Value::Bool(value) => View::Bool(*value),
            Value::Int(value) => View::Int(*value),
            Value::Uint(value) => View::Uint(*value),
            Value::Float(value) => View::Float(*value),
            Value::String(text) => View::String(Cow::Borrowed(text)),
            Value::Sequence(items) => View::Sequence(items.iter()),
            Value::Mapping(mapping) => View::Mapping(NodeEntries(mapping.entries())),
        }
    }
}

/// Keys and values of a [`crate::Mapping`] as a [`Tree`] gives them.
pub struct NodeEntries<'a>(map::Iter<'a, Arc<str>, Entry>);

impl<'a> Iterator for NodeEntries<'a> {
    type Item = (Cow<'a, str>, &'a Node);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, entry)| (Cow::Borrowed(&**key), &entry.node))
    }
}
