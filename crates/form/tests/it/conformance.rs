//! The outputs of Onyxia's own form engine for the charts of its interactive services.
//!
//! They are other people's files and stand beside the checkout, in `../shared/conformance/onyxia`; where they do not, the
//! test says so and passes.

use std::path::{Path, PathBuf};

use diagnostic::Source;
use form::{Dependency, Launch, Schema, resolve_references};
use serde_json::Value;
use values::Library;

#[expect(clippy::print_stdout, reason = "a test that finds nothing to test says so")]
fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance/onyxia");
    if beside.is_dir() {
        return Some(beside);
    }
    println!("skipped: {} does not stand", beside.display());
    None
}

fn json(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

fn library(folder: &Path) -> Library {
    let mut library = Library::empty();
    let root = folder.join("default-schemas");
    for folder in [root.clone(), root.join("ide")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if let Some(schema) = json(&path).filter(|_| path.extension().is_some()) {
                library.insert(path.strip_prefix(&root).unwrap().to_str().unwrap(), schema);
            }
        }
    }
    library
}

/// Equality as a browser has it: 1 and 1.0 are one number.
fn differences(found: &Value, expected: &Value, path: &str, out: &mut Vec<String>) {
    match (found, expected) {
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                differences(a, b, &format!("{path}/{index}"), out);
            }
        }
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                let (a, b) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                differences(a, b, &format!("{path}/{key}"), out);
            }
        }
        _ if found == expected => {}
        _ => out.push(format!("{path}: found {found}, expected {expected}")),
    }
}

/// Members that only matter while the interface runs: the option list of a field that completes what is typed.
fn without_autocomplete(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.shift_remove("autocomplete");
            members.values_mut().for_each(without_autocomplete);
        }
        Value::Array(items) => items.iter_mut().for_each(without_autocomplete),
        _ => {}
    }
}

#[test]
fn values_and_forms_are_onyxias() {
    let Some(folder) = folder() else { return };
    let library = library(&folder);
    let context = json(&folder.join("context.json")).unwrap();
    let mut count = 0;
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let chart = entry.unwrap().path();
        let Some(raw) = json(&chart.join("values.schema.json")) else { continue };
        let name = chart.file_name().unwrap().to_str().unwrap().to_owned();
        let yaml = std::fs::read_to_string(chart.join("values.yaml")).unwrap();
        let node = yaml::parse_one(&Source::file("values.yaml", yaml)).unwrap();
        let defaults = serde_json::from_str(&yaml::to_json(&node, yaml::JsonStyle::RAW).unwrap()).unwrap();
        for (kind, schema) in
            [("raw", raw.clone()), ("resolved", resolve_references(&raw, &library).unwrap())]
        {
            count += 1;
            let expected_values = json(&chart.join(format!("{kind}.values.json")));
            let expected_form = json(&chart.join(format!("{kind}.form.json")));
            let found = Schema::read(&schema).and_then(|schema| {
                let launch = Launch {
                    chart: &name,
                    schema: Some(&schema),
                    defaults: &defaults,
                    context: &context,
                    dependencies: &[Dependency { name: "library-chart".to_owned(), condition: None }],
                    include_defaults: false,
                };
                let values = launch.start()?.values;
                let form = launch.form(&values)?;
                Ok((values, serde_json::to_value(form).unwrap()))
            });
            match (found, expected_values, expected_form) {
                (Ok((values, form)), Some(expected_values), Some(mut expected_form)) => {
                    without_autocomplete(&mut expected_form);
                    let mut out = Vec::new();
                    differences(&values, &expected_values, "values", &mut out);
                    differences(&form, &expected_form, "form", &mut out);
                    failures.extend(out.into_iter().take(6).map(|line| format!("{name} {kind} {line}")));
                }
                (Err(_), None, None) => {}
                (Err(error), ..) => failures.push(format!("{name} {kind}: refused: {error}")),
                (Ok(_), ..) => failures.push(format!("{name} {kind}: should be refused")),
            }
        }
    }
    assert!(count >= 16, "only {count} schemas were found");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
