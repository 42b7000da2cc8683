//! `tests/conformance/yaml`: what Helm 4.3.1 prints for a value.

use diagnostic::Source;
use serde_json::Value;

#[test]
fn prints_as_helm_does() {
    let path = "../../tests/conformance/yaml/emit.json";
    let table: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = table["cases"].as_array().unwrap();
    assert!(cases.len() > 200);
    let mut wrong = Vec::new();
    for case in cases {
        // The values were written as JSON into a values.yaml, which is read as YAML.
        let text = case["value"].to_string();
        let source = Source::file("values.yaml", format!("{{\"o\": {text}}}"));
        let value = yaml::parse_json(&source).unwrap();
        let value = floats(value.get("o").unwrap().clone());
        let printed = match case["function"].as_str().unwrap() {
            "toYaml" => yaml::to_yaml(&value),
            "toYamlPretty" => yaml::to_yaml_pretty(&value),
            other => panic!("unknown function {other}"),
        };
        let printed = printed.unwrap_or_default();
        let printed = printed.strip_suffix('\n').unwrap_or(&printed);
        match case.get("output") {
            Some(expected) if expected != printed => wrong.push(format!("{case}\n  printed {printed:?}")),
            Some(_) => {}
            None => assert!(case["error"].as_str().unwrap().contains("Unicode"), "{case}"),
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Values as a template sees them: float64 whatever a number looked like.
fn floats(mut node: yaml::Node) -> yaml::Node {
    use yaml::Value::{Float, Int, Mapping, Sequence, Uint};
    node.value = match node.value {
        Int(value) => Float(value as f64),
        Uint(value) => Float(value as f64),
        Sequence(items) => Sequence(items.into_iter().map(floats).collect()),
        // Helm drops the nulls of a chart's own values.
        Mapping(table) => {
            let kept = table.into_iter().filter(|(_, entry)| !entry.node.is_null());
            Mapping(kept.map(|(key, entry)| (key, floats(entry.node))).collect())
        }
        other => other,
    };
    node
}
