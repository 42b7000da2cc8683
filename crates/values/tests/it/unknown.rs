//! Keys that no chart reads.

use diagnostic::{Severity, Style, render};
use serde_json::{Value, json};
use testkit::golden;
use values::check_unknown;

use crate::charts::{chart, node};

fn run(chart_json: &Value, user: &Value) -> (Vec<String>, bool) {
    let (diagnostics, failed) = match check_unknown(&chart(chart_json), &node("values.yaml", user)) {
        Ok(diagnostics) => (diagnostics, false),
        Err(error) => (error.diagnostics(), true),
    };
    for diagnostic in &diagnostics {
        assert_eq!(diagnostic.severity, if failed { Severity::Error } else { Severity::Warning });
    }
    (diagnostics.iter().map(|diagnostic| render(diagnostic, Style::Plain)).collect(), failed)
}

#[test]
fn a_helm_chart_warns_only_of_what_looks_misspelt() {
    let helm = json!({"name": "c", "values": {"replicas": 1, "image": {}},
                      "requires": [{"name": "db", "alias": "database", "condition": "postgres.enabled"}]});
    let fine =
        json!({"replicas": 2, "global": {}, "tags": {}, "database": {}, "postgres": {}, "somethingElse": 1});
    assert_eq!(run(&helm, &fine), (vec![], false));
    let (found, failed) = run(&helm, &json!({"replcias": 2}));
    assert!(!failed);
    golden("tests/cases/told/a_helm_chart_warns_only_of_what_looks_misspelt", &found.join("\n"));
    let watched = json!({"name": "c", "schema": {}, "values": {"replicas": 1}});
    assert_eq!(run(&watched, &json!({"replcias": 2})), (vec![], false));
}

#[test]
fn a_native_chart_refuses_every_unknown_key() {
    let native = json!({"apiVersion": "rhumb/v1", "name": "c", "values": {"replicas": 1}});
    let (found, failed) = run(&native, &json!({"replicas": 1, "zzz": 1}));
    assert!(failed);
    golden("tests/cases/told/a_native_chart_refuses_every_unknown_key", &found.join("\n"));
}
