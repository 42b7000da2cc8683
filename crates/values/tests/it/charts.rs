//! Charts made from a few lines of JSON.

use chart::{Chart, Dependency, File, ImportValue, Metadata};
use diagnostic::Source;
use serde_json::Value;
use yaml::Node;

/// A node from JSON text, with its place in a file of that name.
pub(crate) fn node(name: &str, json: &Value) -> Node {
    yaml::parse_one(&Source::file(name, json.to_string())).unwrap()
}

/// A chart from `{name, values, requires, charts, schema, files, apiVersion}`.
pub(crate) fn chart(json: &Value) -> Chart {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let name = text(json, "name");
    let dependencies = list(json, "requires")
        .iter()
        .map(|wanted| Dependency {
            name: text(wanted, "name"),
            version: text(wanted, "version"),
            condition: text(wanted, "condition"),
            alias: text(wanted, "alias"),
            tags: list(wanted, "tags").iter().map(|tag| tag.as_str().unwrap().to_owned()).collect(),
            import_values: list(wanted, "import-values")
                .iter()
                .map(|item| match item.as_str() {
                    Some(name) => ImportValue::Export(name.to_owned()),
                    None => ImportValue::Paths { child: text(item, "child"), parent: text(item, "parent") },
                })
                .collect(),
            ..Dependency::default()
        })
        .collect();
    let version = json["version"].as_str().unwrap_or("1.0.0").to_owned();
    let api_version = json["apiVersion"].as_str().unwrap_or("v2").to_owned();
    let files = json["files"].as_object().cloned().unwrap_or_default();
    Chart {
        values: match &json["values"] {
            Value::Null => Node::new(yaml::Mapping::new()),
            values => node(&format!("{name}/values.yaml"), values),
        },
        metadata: Metadata { api_version, name, version, dependencies, ..Metadata::default() },
        lock: None,
        templates: vec![],
        schema: json.get("schema").map(|schema| schema.to_string().into_bytes().into()),
        files: files
            .into_iter()
            .map(|(name, data)| File {
                name: name.into(),
                data: data.to_string().into_bytes().into(),
                modified: None,
            })
            .collect(),
        raw: vec![],
        dependencies: list(json, "charts").iter().map(chart).collect(),
    }
}

/// A node as JSON.
pub(crate) fn json(node: &Node) -> Value {
    serde_json::from_str(&yaml::to_json(node, yaml::JsonStyle::RAW).unwrap()).unwrap()
}
