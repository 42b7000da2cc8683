//! A table read as encoding/json fills a struct.

use diagnostic::Origin;
use yaml::{Mapping, Node, Value};

use crate::Error;

/// A table whose keys are found in any case, and whose scalars become text where text is wanted.
///
/// sigs.k8s.io/yaml turns numbers and truth values into strings where the Go field is a string
/// (`version: 1.20` is `1.2`), then encoding/json matches keys without regard to case; null leaves a field
/// as it is. Of keys that differ in nothing but case the last in byte order wins, since the JSON in between
/// is sorted.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    mapping: Option<&'a Mapping>,
    /// `dependencies[2]`, empty at the top.
    path: String,
}

impl<'a> Fields<'a> {
    /// The fields of a table; null has none.
    pub(crate) fn new(node: &'a Node, path: impl Into<String>) -> Result<Self, Error> {
        let path = path.into();
        match &node.value {
            Value::Mapping(mapping) => Ok(Self { mapping: Some(mapping), path }),
            Value::Null => Ok(Self { mapping: None, path }),
            _ => Err(wrong_type(&path, "a table", node)),
        }
    }

    /// The value of a field, absent if null.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Node> {
        self.entry(name).filter(|node| !node.is_null())
    }

    /// The value of a field, null included.
    pub(crate) fn entry(&self, name: &str) -> Option<&'a Node> {
        let mapping = self.mapping?;
        let candidates = mapping.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        candidates.max_by_key(|(key, _)| *key).map(|(_, node)| node)
    }

    /// Where a field's value stands.
    pub(crate) fn origin(&self, name: &str) -> Origin {
        self.entry(name).map(|node| node.origin.clone()).unwrap_or_default()
    }

    /// Sets a text.
    pub(crate) fn string(&self, name: &str, into: &mut String) -> Result<(), Error> {
        if let Some(node) = self.get(name) {
            *into = node.to_text().ok_or_else(|| wrong_type(&self.at(name), "a text", node))?;
        }
        Ok(())
    }

    /// Sets a truth value.
    pub(crate) fn bool(&self, name: &str, into: &mut bool) -> Result<(), Error> {
        if let Some(node) = self.get(name) {
            *into = node.as_bool().ok_or_else(|| wrong_type(&self.at(name), "true or false", node))?;
        }
        Ok(())
    }

    /// Sets a list of texts; null in it is an empty text, null for it an empty list.
    pub(crate) fn strings(&self, name: &str, into: &mut Vec<String>) -> Result<(), Error> {
        let Some(items) = self.items(name)? else { return Ok(()) };
        *into = items
            .iter()
            .enumerate()
            .map(|(index, item)| match &item.value {
                Value::Null => Ok(String::new()),
                _ => item.to_text().ok_or_else(|| wrong_type(&self.indexed(name, index), "a text", item)),
            })
            .collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Sets a list, each item read by a function that is given its path.
    pub(crate) fn list<T>(
        &self,
        name: &str,
        into: &mut Vec<T>,
        mut read: impl FnMut(&'a Node, String) -> Result<T, Error>,
    ) -> Result<(), Error> {
        let Some(items) = self.items(name)? else { return Ok(()) };
        *into = items
            .iter()
            .enumerate()
            .map(|(index, item)| read(item, self.indexed(name, index)))
            .collect::<Result<_, _>>()?;
        Ok(())
    }

    /// The texts of a table with their keys; null is an empty text.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<(&'a str, String)>, Error> {
        let Some(node) = self.get(name) else { return Ok(vec![]) };
        let mapping =
            node.as_mapping().ok_or_else(|| wrong_type(&self.at(name), "a table of texts", node))?;
        let entry = |(key, item): (&'a str, &'a Node)| match &item.value {
            Value::Null => Ok((key, String::new())),
            _ => item
                .to_text()
                .map(|text| (key, text))
                .ok_or_else(|| wrong_type(&format!("{}.{key}", self.at(name)), "a text", item)),
        };
        mapping.iter().map(entry).collect()
    }

    /// The items of a list: absent if the field is, none if it is null.
    fn items(&self, name: &str) -> Result<Option<&'a [Node]>, Error> {
        match self.entry(name) {
            None => Ok(None),
            Some(node) if node.is_null() => Ok(Some(&[])),
            Some(node) => {
                node.as_sequence().map(Some).ok_or_else(|| wrong_type(&self.at(name), "a list", node))
            }
        }
    }

    fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn indexed(&self, name: &str, index: usize) -> String {
        format!("{}[{index}]", self.at(name))
    }
}

fn wrong_type(path: &str, expected: &'static str, node: &Node) -> Error {
    let found = match &node.value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a table",
    };
    Error::WrongType { path: path.to_owned(), expected, found, origin: node.origin.clone() }
}
