//! From the text of a manifest to objects.

use diagnostic::{Source, SourceKind};
use serde_json::Value;
use yaml::Node;

use crate::error::{Error, Result};
use crate::object::Object;

/// An object with the template it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The template, as the comment `# Source:` says; empty without one.
    pub path: String,
    /// The object.
    pub object: Object,
}

/// The objects of a manifest in their order; lists are flattened into their items.
///
/// # Errors
/// [`Error::Manifest`] where a document is no YAML or no object.
pub fn documents(manifest: &str) -> Result<Vec<Document>> {
    let mut documents = vec![];
    for text in manifest::split(manifest).map(|part| part.text) {
        let path = text.lines().find_map(|line| line.strip_prefix("# Source: ")).unwrap_or_default().trim();
        let source =
            Source::new(SourceKind::Generated, if path.is_empty() { "manifest" } else { path }, text);
        let node = yaml::parse_one(&source).map_err(|error| Error::Manifest {
            path: path.into(),
            what: format!("it is no YAML: {error}"),
            place: Some(Box::new(error.diagnostic())),
        })?;
        if node.is_null() {
            continue;
        }
        for node in manifest::flatten(node) {
            documents.push(Document { path: path.into(), object: object(path, &node)? });
        }
    }
    Ok(documents)
}

fn object(path: &str, node: &Node) -> Result<Object> {
    let object = Object::new(json(node));
    let what = if !object.json().is_object() {
        "the document is no table"
    } else if object.kind().is_empty() {
        "the object has no kind"
    } else if object.api_version().is_empty() {
        "the object has no apiVersion"
    } else {
        return Ok(object);
    };
    Err(Error::Manifest { path: path.into(), what: what.into(), place: None })
}

/// A node as the JSON that is sent. Numbers keep Go's JSON form: a whole float is written without a fraction, which
/// integer fields need.
pub fn json(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Bool(value) => (*value).into(),
        yaml::Value::Int(value) => (*value).into(),
        yaml::Value::Uint(value) => (*value).into(),
        yaml::Value::Float(value) => {
            let mut text = String::new();
            yaml::write_json_float(&mut text, *value);
            serde_json::from_str(&text).unwrap_or(Value::Null)
        }
        yaml::Value::String(text) => (**text).into(),
        yaml::Value::Sequence(items) => items.iter().map(json).collect(),
        yaml::Value::Mapping(table) => table.iter().map(|(key, node)| (key.to_owned(), json(node))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_helm_writes() {
        let manifest = "---\n# Source: a/templates/x.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n\
            data:\n  k: |\n    a\n    --- b\n---\n# Source: a/templates/empty.yaml\n# nothing\n---\n\
            apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: z}\n  spec: {f: 1.0, s: 1e3, port: 8080}\n";
        let found = documents(manifest).unwrap();
        let names: Vec<(&str, &str)> =
            found.iter().map(|document| (document.path.as_str(), document.object.name())).collect();
        assert_eq!(names, [("a/templates/x.yaml", "x"), ("", "z")]);
        assert_eq!(found[0].object.json()["data"]["k"], "a\n--- b\n");
        assert_eq!(found[1].object.json()["spec"].to_string(), r#"{"f":1,"s":1000,"port":8080}"#);
    }

    #[test]
    fn refuses_what_is_no_object() {
        for (manifest, what) in [
            ("- a\n", "no table"),
            ("apiVersion: v1\n", "no kind"),
            ("kind: Pod\n", "no apiVersion"),
            ("a: [\n", "no YAML"),
        ] {
            let error = documents(manifest).unwrap_err().to_string();
            assert!(error.contains(what), "{manifest}: {error}");
        }
    }
}
