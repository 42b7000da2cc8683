//! References inside a schema, as onyxia-api resolves them before a form is drawn.
//!
//! `$ref` names `#/definitions/…` (and here also `#/$defs/…`) or a schema of the library;
//! `x-onyxia.overwriteSchemaWith` replaces the whole property by a schema of the library, where that name is known.

use serde_json::Value;
use values::Library;

use crate::error::{Error, Problem};

/// How deep references may lead; a circle ends here.
const MAX_DEPTH: usize = 64;

/// The schema with every reference replaced by what it names.
///
/// # Errors
///
/// A `$ref` that leads nowhere or in a circle.
pub fn resolve_references(schema: &Value, library: &Library) -> Result<Value, Error> {
    inline(schema, schema, library, 0)
}

fn inline(node: &Value, root: &Value, library: &Library, depth: usize) -> Result<Value, Error> {
    match node {
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str) {
                let (target, root) = target(name, root, library)
                    .filter(|_| depth < MAX_DEPTH)
                    .ok_or_else(|| Error::at("", Problem::Reference(name.to_owned())))?;
                return inline(target, root, library, depth + 1);
            }
            let overwritten = members
                .get("x-onyxia")
                .and_then(|onyxia| onyxia.get("overwriteSchemaWith")?.as_str())
                .filter(|_| depth > 0)
                .and_then(|name| library.get(name));
            if let Some(schema) = overwritten {
                return strip(schema, library, depth);
            }
            members
                .iter()
                .map(|(key, value)| Ok((key.clone(), inline(value, root, library, depth + 1)?)))
                .collect::<Result<serde_json::Map<_, _>, Error>>()
                .map(Value::Object)
        }
        Value::Array(items) => {
            items.iter().map(|item| inline(item, root, library, depth + 1)).collect::<Result<_, _>>()
        }
        other => Ok(other.clone()),
    }
}

/// A schema of the library with its own references resolved. It may name itself in `overwriteSchemaWith`, as
/// Onyxia's do, which means itself.
fn strip(schema: &Value, library: &Library, depth: usize) -> Result<Value, Error> {
    match schema {
        Value::Object(members) if members.contains_key("$ref") => inline(schema, schema, library, depth + 1),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| Ok((key.clone(), strip(value, library, depth)?)))
            .collect::<Result<serde_json::Map<_, _>, Error>>()
            .map(Value::Object),
        Value::Array(items) => items.iter().map(|item| strip(item, library, depth)).collect::<Result<_, _>>(),
        other => Ok(other.clone()),
    }
}

fn target<'s>(name: &str, root: &'s Value, library: &'s Library) -> Option<(&'s Value, &'s Value)> {
    if let Some(pointer) = name.strip_prefix('#') {
        return Some((root.pointer(pointer)?, root));
    }
    let name = name.strip_prefix("urn:rhumb:schemas:").unwrap_or(name);
    let schema = library.get(name)?;
    Some((schema, schema))
}
