//! Validation: Helm's words, and our own.

use std::path::Path;

use diagnostic::{Source, Style, render};
use serde_json::{Value, json};
use testkit::golden;
use values::{Library, Overrides, SchemaError, resolve, validate};

use crate::charts::{chart, node};

fn check(chart_json: &Value, overrides: &Overrides, library: &Library) -> Result<(), SchemaError> {
    let user = overrides.collect(&mut |_| Err(String::new())).unwrap().values;
    let resolved = resolve(chart(chart_json), user).unwrap();
    validate(&resolved.chart, &resolved.values, library)
}

fn shown(error: &SchemaError) -> String {
    let shown: Vec<_> =
        error.diagnostics().iter().map(|diagnostic| render(diagnostic, Style::Plain)).collect();
    shown.join("\n\n")
}

/// Every case was run through the real Helm 4.3.1. It visits tables in a random order, so lines are compared as a set.
#[test]
fn violations_are_told_in_helms_words() {
    let sorted = |text: &str| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect();
        lines.sort();
        lines.join("\n")
    };
    let mut failures = Vec::new();
    let cases = include_str!("../cases/schema/helm.jsonl");
    for (number, line) in cases.lines().enumerate() {
        let case: Value = serde_json::from_str(line).unwrap();
        let files = case["files"].as_array().cloned().unwrap_or_default();
        let files = files.iter().map(|file| Source::file("values.yaml", file.to_string())).collect();
        let found =
            match check(&case["chart"], &Overrides { files, ..Overrides::default() }, &Library::empty()) {
                Ok(()) => String::new(),
                Err(error) => sorted(&error.to_string()),
            };
        let expected = sorted(case["expect"]["error"].as_str().unwrap_or_default());
        if found != expected {
            failures.push(format!(
                "line {}: {}\nfound:\n{found}\nexpected:\n{expected}\n",
                number + 1,
                case["chart"]
            ));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

fn schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "replicas": {"type": "integer", "minimum": 1},
            "kind": {"type": "string", "enum": ["small", "large"]},
            "image": {"type": "object", "required": ["tag"], "properties": {"tag": {"type": "string"}}},
        },
    })
}

#[test]
fn a_wrong_type_points_at_the_file_that_set_it_last() {
    let chart = json!({"name": "c", "schema": schema(), "values": {"replicas": 1}});
    let overrides = Overrides {
        files: vec![
            Source::file("one.yaml", "replicas: 2\n"),
            Source::file("two.yaml", "# the second\nreplicas: two\n"),
        ],
        ..Overrides::default()
    };
    golden(
        "tests/cases/told/a_wrong_type_points_at_the_file_that_set_it_last",
        &shown(&check(&chart, &overrides, &Library::empty()).unwrap_err()),
    );
}

#[test]
fn a_wrong_type_points_at_the_flag() {
    let chart = json!({"name": "c", "schema": schema(), "values": {"replicas": 1}});
    let overrides =
        Overrides { set: vec!["image.tag=latest,replicas=many".to_owned()], ..Overrides::default() };
    golden(
        "tests/cases/told/a_wrong_type_points_at_the_flag",
        &shown(&check(&chart, &overrides, &Library::empty()).unwrap_err()),
    );
}

#[test]
fn scalars_of_another_type_are_told_how_to_be_written() {
    let schema = json!({"properties": {"tag": {"type": "string"}, "dark": {"type": "boolean"}, "count": {"type": "integer"}}});
    let chart = json!({"name": "c", "schema": schema});
    let hints = |overrides: Overrides| -> Vec<String> {
        let diagnostics = check(&chart, &overrides, &Library::empty()).unwrap_err().diagnostics();
        diagnostics.into_iter().flat_map(|diagnostic| diagnostic.hints).collect()
    };
    let files = vec![Source::file("v.yaml", "tag: 1.20\ndark: 'true'\ncount: '3'\n")];
    assert_eq!(
        hints(Overrides { files, ..Overrides::default() }),
        [
            "put it in quotes: \"1.20\"",
            "without quotes it is a truth value: true",
            "without quotes it is a number: 3"
        ]
    );
    let set = vec!["tag=7".to_owned()];
    assert_eq!(hints(Overrides { set, ..Overrides::default() }), ["use `--set-string`"]);
}

#[test]
fn misspelt_keys_and_options_name_the_nearest() {
    let chart = json!({"name": "c", "schema": schema(), "values": {"replicas": 1}});
    let overrides = Overrides {
        files: vec![Source::file("v.yaml", "replcias: 2\nkind: smal\nimage:\n  tga: x\n")],
        ..Overrides::default()
    };
    golden(
        "tests/cases/told/misspelt_keys_and_options_name_the_nearest",
        &shown(&check(&chart, &overrides, &Library::empty()).unwrap_err()),
    );
}

#[test]
fn a_subcharts_values_are_named_from_the_root() {
    let chart =
        json!({"name": "p", "charts": [{"name": "c", "schema": schema(), "values": {"replicas": 0}}]});
    let mut overrides = Overrides::default();
    golden(
        "tests/cases/told/a_subcharts_values_are_named_from_the_root",
        &shown(&check(&chart, &overrides, &Library::empty()).unwrap_err()),
    );
    overrides.set.push("c.replicas=1".to_owned());
    // Helm puts the globals into every subchart, and a closed schema refuses them there.
    golden(
        "tests/cases/told/a_subcharts_values_are_named_from_the_root_2",
        &check(&chart, &overrides, &Library::empty()).unwrap_err().to_string(),
    );
}

#[test]
fn references_reach_the_charts_files_and_the_library_only() {
    let mut library = Library::empty();
    library.insert("ide/size.json", json!({"type": "integer"}));
    let refer = |to: &str| json!({"properties": {"a": {"$ref": to}}});
    let run = |to: &str| {
        let chart =
            json!({"name": "c", "schema": refer(to), "files": {"defs/size.json": {"type": "integer"}}});
        let overrides = Overrides { set: vec!["a=x".to_owned()], ..Overrides::default() };
        check(&chart, &overrides, &library)
            .map_err(|error| error.to_string().lines().skip(2).collect::<String>())
    };
    let refused = Err("- at '/a': got string, want integer".to_owned());
    assert_eq!(run("defs/size.json"), refused);
    assert_eq!(run("./defs/size.json"), refused);
    assert_eq!(run("ide/size.json"), refused);
    assert_eq!(run("urn:rhumb:schemas:ide/size.json"), refused);
    assert_eq!(run("urn:nobody"), Ok(()));
    for far in ["https://example.org/x.json", "file:///etc/passwd", "../../etc/passwd", "ide/siez.json"] {
        let error = run(far).unwrap_err();
        assert!(!error.contains("want integer"), "{far}: {error}");
    }
    golden(
        "tests/cases/told/references_reach_the_charts_files_and_the_library_only",
        &run("https://example.org/x.json").unwrap_err(),
    );
    golden(
        "tests/cases/told/references_reach_the_charts_files_and_the_library_only_2",
        &run("ide/siez.json").unwrap_err(),
    );
}

#[test]
fn a_broken_schema_is_the_charts_fault() {
    let pattern = |pattern: &str| json!({"properties": {"a": {"pattern": pattern}}});
    for schema in [json!({"type": "objekt"}), pattern("("), pattern("(?=a)"), pattern("(?<!a)b")] {
        let chart = json!({"name": "c", "schema": schema});
        let error = check(&chart, &Overrides::default(), &Library::empty()).unwrap_err();
        let diagnostics = error.diagnostics();
        assert_eq!(diagnostics[0].kind, diagnostic::Kind::Chart, "{diagnostics:?}");
    }
}

const DRAFTS: [&str; 4] = [
    "http://json-schema.org/draft-06/schema#",
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
];

#[test]
fn every_file_of_the_schemas_folder_is_bundled_and_valid_in_every_draft_from_6_on() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let mut files = Vec::new();
    for (folder, prefix) in [(folder.clone(), ""), (folder.join("ide"), "ide/")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            files.extend(name.ends_with(".json").then(|| format!("{prefix}{name}")));
        }
    }
    files.sort();
    let library = Library::bundled();
    assert_eq!(library.names().collect::<Vec<_>>(), files);
    for (name, draft) in files.iter().flat_map(|name| DRAFTS.map(|draft| (name, draft))) {
        let mut schema = library.get(name).unwrap().clone();
        schema["$schema"] = draft.into();
        // Values that fit nothing: only a schema that cannot be used is the chart's fault.
        let chart = crate::charts::chart(&json!({"name": "c", "schema": schema}));
        if let Err(error) = validate(&chart, &node("values", &json!(0)), &library) {
            assert_eq!(error.diagnostics()[0].kind, diagnostic::Kind::Values, "{name} {draft}: {error}");
        }
    }
}

#[test]
fn the_jupyter_charts_defaults_fit_its_schema_in_every_draft_from_6_on() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charts/jupyter");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut schema: Value = serde_json::from_str(&read("values.schema.json")).unwrap();
    for draft in DRAFTS {
        schema["$schema"] = draft.into();
        let chart = crate::charts::chart(&json!({"name": "jupyter", "schema": schema}));
        let run = |text: &str| {
            let values = yaml::parse_one(&Source::file("values.yaml", text)).unwrap();
            validate(&chart, &values, &Library::bundled())
        };
        run(&read("values.yaml")).unwrap();
        let error = run("persistence: {sise: 3Gi}\nresources: {limits: {cpu: 2}}\n").unwrap_err();
        assert_eq!(error.diagnostics().len(), 2, "{draft}: {error}");
    }
    golden(
        "tests/cases/told/a_misspelt_value_of_the_jupyter_chart",
        &shown(&{
            let chart = crate::charts::chart(&json!({"name": "jupyter", "schema": schema}));
            let values = yaml::parse_one(&Source::file("mine.yaml", "persistence:\n  sise: 3Gi\n")).unwrap();
            validate(&chart, &values, &Library::bundled()).unwrap_err()
        }),
    );
}
