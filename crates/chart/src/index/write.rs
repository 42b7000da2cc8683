//! An index to YAML or JSON.

use yaml::{JsonStyle, Mapping, Node, PrintError, Value};

use super::{Index, IndexEntry};
use crate::metadata::put_annotations;

impl Index {
    /// The index as YAML.
    ///
    /// # Errors
    /// None in practice: there are no numbers in it.
    pub fn to_yaml(&self) -> Result<String, PrintError> {
        yaml::to_yaml(&self.to_node())
    }

    /// The index as indented JSON, which Helm reads much faster than YAML.
    ///
    /// # Errors
    /// None in practice: there are no numbers in it.
    pub fn to_json(&self) -> Result<String, PrintError> {
        yaml::to_json(&self.to_node(), JsonStyle { sorted: false, ..JsonStyle::PRETTY })
    }

    /// The table in the order of Helm's Go struct.
    pub fn to_node(&self) -> Node {
        let list = |entries: &Vec<IndexEntry>| {
            Node::new(entries.iter().map(IndexEntry::to_node).collect::<Vec<_>>())
        };
        let entries: Mapping =
            self.entries.iter().map(|(name, entries)| (name.as_str(), list(entries))).collect();
        let mut table = Mapping::new();
        table.insert("apiVersion", Node::new(self.api_version.as_str()));
        table.insert("generated", Node::new(self.generated.as_str()));
        table.insert("entries", Node::new(entries));
        if !self.public_keys.is_empty() {
            table.insert("publicKeys", texts(&self.public_keys));
        }
        put_annotations(&mut table, &self.annotations);
        Node::new(table)
    }
}

impl IndexEntry {
    /// The table in the order of Helm's Go struct.
    pub fn to_node(&self) -> Node {
        let mut node = self.metadata.to_node();
        if let Some(table) = node.as_mapping_mut() {
            table.insert("urls", texts(&self.urls));
            table.insert("created", Node::new(self.created.as_str()));
            if self.removed {
                table.insert("removed", Node::new(true));
            }
            if !self.digest.is_empty() {
                table.insert("digest", Node::new(self.digest.as_str()));
            }
        }
        node
    }
}

fn texts(texts: &[String]) -> Node {
    Node::new(Value::Sequence(texts.iter().map(|text| Node::new(text.as_str())).collect()))
}
