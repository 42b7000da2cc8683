//! The text of documents whose objects are changed before they are recorded.

use diagnostic::{Source, SourceKind};
use serde_json::Value;

use crate::documents::json;
use crate::error::{Error, Result};

/// The text of a document with its object changed, or those of its list; nothing where `change`, which says so of each, changes
/// none. The comment that names the template stays, other comments go.
///
/// # Errors
/// What `change` gives; [`Error::Manifest`] where the changed object cannot be printed.
pub(crate) fn rewritten(
    text: &str,
    change: &mut dyn FnMut(&mut Value) -> Result<bool>,
) -> Result<Option<String>> {
    let source = Source::new(SourceKind::Generated, "manifest", text);
    // What is no YAML is told where documents are read.
    let Ok(node) = yaml::parse_one(&source) else { return Ok(None) };
    let mut object = json(&node);
    if !changed(&mut object, change)? {
        return Ok(None);
    }
    let unprinted = |what: String| Error::Manifest {
        path: String::new(),
        what: format!("it cannot be printed: {what}"),
        place: None,
    };
    let source = Source::new(SourceKind::Generated, "changed", object.to_string());
    let node = yaml::parse_json(&source).map_err(|error| unprinted(error.to_string()))?;
    let printed = yaml::to_yaml(&node).map_err(|error| unprinted(error.to_string()))?;
    let head = text.lines().take_while(|line| line.starts_with('#'));
    Ok(Some(head.map(|line| format!("{line}\n")).chain([printed]).collect()))
}

fn changed(object: &mut Value, change: &mut dyn FnMut(&mut Value) -> Result<bool>) -> Result<bool> {
    let Some(items) = items(object) else {
        return if object.is_object() { change(object) } else { Ok(false) };
    };
    let mut any = false;
    for item in items {
        any |= changed(item, change)?;
    }
    Ok(any)
}

/// The objects of a list, which say what they are; nothing where the object is none.
fn items(list: &mut Value) -> Option<&mut Vec<Value>> {
    let kind = list["kind"].as_str()?.strip_suffix("List")?.to_owned();
    let version = list["apiVersion"].clone();
    let items = list.get_mut("items")?.as_array_mut()?;
    // As where lists are flattened: those of a list of one kind may leave it out.
    for item in items.iter_mut().filter_map(Value::as_object_mut) {
        if !item.contains_key("kind") && !item.contains_key("apiVersion") {
            item.insert("apiVersion".into(), version.clone());
            item.insert("kind".into(), kind.as_str().into());
        }
    }
    Some(items)
}
