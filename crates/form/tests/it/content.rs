//! The schemas and charts that come with rhumb make forms.

use std::path::{Path, PathBuf};

use diagnostic::Source;
use form::{Field, Form, Item, Launch, Schema, resolve_references};
use serde_json::{Value, json};
use values::Library;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn context() -> Value {
    json!({
        "user": {"name": "Alice", "email": "alice@example.org", "ip": "203.0.113.7", "darkMode": true, "lang": "zh-CN"},
        "service": {"oneTimePassword": "once"},
        "project": {"id": "alice"},
        "git": {"name": "Alice", "email": "alice@example.org", "credentials_cache_duration": 3600},
        "k8s": {"domain": "lab.example.org", "randomSubdomain": "123456", "ingress": true, "ingressClassName": "nginx"},
        "s3": {"AWS_S3_ENDPOINT": "s3.example.org", "pathStyleAccess": true},
        "region": {"tolerations": [{"key": "gpu"}], "nodeSelector": {"disk": "ssd"}},
    })
}

fn launch(schema: &Schema, defaults: &Value, context: &Value) -> (Value, Form, bool) {
    let launch = Launch {
        chart: "jupyter",
        schema: Some(schema),
        defaults,
        context,
        dependencies: &[],
        include_defaults: false,
    };
    let start = launch.start().unwrap();
    let form = launch.form(&start.values).unwrap();
    (start.values, form, start.uses_s3)
}

#[test]
fn every_bundled_schema_passes_onyxias_gate_and_has_a_default_for_every_leaf() {
    let library = Library::bundled();
    assert!(library.names().count() >= 22);
    for name in library.names() {
        let property = resolve_references(library.get(name).unwrap(), &library).unwrap();
        let schema = json!({"type": "object", "properties": {"part": property}});
        let schema = Schema::read_as_onyxia(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        for context in [json!({}), context()] {
            launch(&schema, &json!({}), &context);
        }
    }
}

#[test]
fn the_jupyter_chart_makes_a_form_with_and_without_a_platform() {
    let folder = root().join("charts/jupyter");
    let library = Library::bundled();
    let raw =
        serde_json::from_str(&std::fs::read_to_string(folder.join("values.schema.json")).unwrap()).unwrap();
    let schema = Schema::read_as_onyxia(&resolve_references(&raw, &library).unwrap()).unwrap();
    let text = std::fs::read_to_string(folder.join("values.yaml")).unwrap();
    let node = yaml::parse_one(&Source::file("values.yaml", text)).unwrap();
    let defaults: Value = serde_json::from_str(&yaml::to_json(&node, yaml::JsonStyle::RAW).unwrap()).unwrap();

    let (values, _, _) = launch(&schema, &defaults, &json!({}));
    assert_eq!(values, defaults, "without a platform the form starts with values.yaml");

    let (values, form, uses_s3) = launch(&schema, &defaults, &context());
    assert!(uses_s3);
    assert_eq!(values["security"]["password"], "once");
    assert_eq!(values["ingress"]["enabled"], true);
    assert_eq!(values["ingress"]["hostname"], "alice-123456-0.lab.example.org");
    assert_eq!(values["git"]["cache"], "3600");
    assert_eq!(values["userPreferences"], json!({"darkMode": true, "language": "en"}));
    assert_eq!(values["tolerations"], json!([{"key": "gpu"}]));

    let mut kinds = Vec::new();
    count(&form.main, &mut kinds);
    for kind in ["checkbox", "select", "text", "range", "slider"] {
        assert!(kinds.contains(&kind), "no {kind} in {kinds:?}");
    }
}

fn count(items: &[Item], kinds: &mut Vec<&'static str>) {
    for item in items {
        match item {
            Item::Group(group) => count(&group.nodes, kinds),
            Item::Field(field) => kinds.push(match **field {
                Field::Checkbox { .. } => "checkbox",
                Field::Yaml { .. } => "yaml",
                Field::Number { .. } => "number",
                Field::Select { .. } => "select",
                Field::Text { .. } => "text",
                Field::Slider { .. } => "slider",
                Field::Range { .. } => "range",
            }),
        }
    }
}
