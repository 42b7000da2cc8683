//! How Go prints a value with `%t`, as Helm's message about a subchart's values does.

use yaml::{Node, Value};

/// The value as `fmt.Sprintf("%t", value)` has it.
pub(crate) fn percent_t(node: &Node) -> String {
    if node.is_null() { "%!t(<nil>)".to_owned() } else { inner(node) }
}

/// A number as `%v` shows a `float64`, which is what Go reads every number of a file as.
fn float(value: f64) -> String {
    let mut text = String::new();
    yaml::write_yaml_float(&mut text, value);
    text
}

fn inner(node: &Node) -> String {
    let wrong = |kind: &str, text: &str| format!("%!t({kind}={text})");
    match &node.value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) if node.origin.kind() == Some(diagnostic::SourceKind::Flag) => {
            wrong("int64", &value.to_string())
        }
        Value::Int(value) => wrong("float64", &float(*value as f64)),
        Value::Uint(value) => wrong("float64", &float(*value as f64)),
        Value::Float(value) => wrong("float64", &float(*value)),
        Value::String(text) => wrong("string", text),
        Value::Sequence(items) => {
            let items: Vec<_> = items.iter().map(inner).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Mapping(table) => {
            let mut members: Vec<_> = table.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            let members: Vec<_> = members
                .iter()
                .map(|(key, node)| format!("{}:{}", wrong("string", key), inner(node)))
                .collect();
            format!("map[{}]", members.join(" "))
        }
    }
}
