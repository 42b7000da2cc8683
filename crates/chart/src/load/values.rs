//! values.yaml.

use std::sync::Arc;

use diagnostic::{Origin, Source, Span};
use yaml::{Mapping, Node, Value};

use crate::Error;

/// Reads a values file: the tables of its documents, merged in order (`LoadValues` of pkg/chart/v2/loader).
/// Nothing at all is an empty table.
pub fn read_values(source: &Arc<Source>) -> Result<Node, Error> {
    let mut values: Option<Node> = None;
    for part in yaml::documents(source) {
        let part = part.map_err(|separator| Error::Separator {
            text: separator.followed_by,
            origin: separator.origin,
        })?;
        let above = table(yaml::parse_one(&part)?)?;
        match &mut values {
            Some(values) => merge_tables(values, above),
            None => values = Some(above),
        }
    }
    Ok(values.unwrap_or_else(|| Node::with_origin(Mapping::new(), Origin::new(source, Span::default()))))
}

/// Puts one table over another: tables are merged, everything else is replaced, null stays null (`MergeMaps`).
pub fn merge_tables(below: &mut Node, above: Node) {
    match (&mut below.value, above.value) {
        (Value::Mapping(below), Value::Mapping(above)) => {
            for (key, entry) in above {
                match below.get_mut(&key) {
                    Some(node) if node.as_mapping().is_some() && entry.node.as_mapping().is_some() => {
                        merge_tables(node, entry.node);
                    }
                    _ => drop(below.insert_entry(key, entry)),
                }
            }
        }
        (_, value) => *below = Node { value, origin: above.origin },
    }
}

fn table(node: Node) -> Result<Node, Error> {
    match node.value {
        Value::Mapping(_) => Ok(node),
        Value::Null => Ok(Node::with_origin(Mapping::new(), node.origin)),
        _ => Err(Error::ValuesNotATable { found: node.type_name(), origin: node.origin }),
    }
}
