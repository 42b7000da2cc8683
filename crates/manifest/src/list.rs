//! Lists of objects into objects.

use yaml::{Node, Value};

/// The objects of a document: those of a list (`kind: List`, `kind: RoleList`, …) one by one, lists in lists too;
/// anything else is one object.
///
/// A list is what has `items`, as Kubernetes' unstructured decoder has it; an item without kind and version takes
/// them from the list.
pub fn flatten(object: Node) -> Vec<Node> {
    let is_list = object.get("items").is_some_and(|items| items.as_sequence().is_some())
        && object.get("kind").and_then(Node::as_str).is_some_and(|kind| kind.ends_with("List"));
    if !is_list {
        return vec![object];
    }
    let kind = object.get("kind").and_then(Node::as_str).map(|kind| kind.trim_end_matches("List").to_owned());
    let version = object.get("apiVersion").cloned();
    let Value::Mapping(mut list) = object.value else { return vec![] };
    let Some(Value::Sequence(items)) = list.remove("items").map(|items| items.value) else { return vec![] };
    items
        .into_iter()
        .flat_map(|mut item| {
            if let Some(table) = item.as_mapping_mut()
                && !table.contains_key("kind")
                && !table.contains_key("apiVersion")
            {
                if let Some(version) = &version {
                    table.insert("apiVersion", version.clone());
                }
                if let Some(kind) = &kind {
                    table.insert("kind", Node::new(kind.as_str()));
                }
            }
            flatten(item)
        })
        .collect()
}
