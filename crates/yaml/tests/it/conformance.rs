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

/// `tests/cases/print/random.json`: values of random text and numbers, and what go-yaml prints for them: `v2` by way of
/// JSON as sigs.k8s.io/yaml 1.6.0 does, null where it refuses the value, `v3` with an indentation of 2.
#[test]
fn prints_random_values_as_go_does() {
    let table: Value =
        serde_json::from_str(&std::fs::read_to_string("tests/cases/print/random.json").unwrap()).unwrap();
    let cases = table.as_array().unwrap();
    assert!(cases.len() > 200);
    for case in cases {
        let source = Source::file("value", case["value"].to_string());
        let value = all_floats(yaml::parse_json(&source).unwrap());
        assert_eq!(yaml::to_yaml(&value).ok().as_deref(), case["v2"].as_str(), "{case}");
        assert_eq!(yaml::to_yaml_pretty(&value).ok().as_deref(), case["v3"].as_str(), "{case}");
    }
}

/// Values as a template sees them: Helm drops the nulls of a chart's own values.
fn floats(mut node: yaml::Node) -> yaml::Node {
    if let Some(table) = node.as_mapping_mut() {
        table.retain(|_, node| !node.is_null());
    }
    all_floats(node)
}

/// Numbers as Go's JSON reads them: float64 whatever they looked like.
fn all_floats(mut node: yaml::Node) -> yaml::Node {
    use yaml::Value::{Float, Int, Mapping, Sequence, Uint};
    node.value = match node.value {
        Int(value) => Float(value as f64),
        Uint(value) => Float(value as f64),
        Sequence(items) => Sequence(items.into_iter().map(all_floats).collect()),
        Mapping(table) => {
            Mapping(table.into_iter().map(|(key, entry)| (key, all_floats(entry.node))).collect())
        }
        other => other,
    };
    node
}
