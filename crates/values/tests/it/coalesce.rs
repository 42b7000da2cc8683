//! What templates see, held against what the real Helm 4.3.1 made of the same charts and values.

use std::collections::BTreeMap;
use std::path::Path;

use chart::Chart;
use diagnostic::Source;
use serde_json::Value;
use values::{Overrides, resolve};
use yaml::Node;

use crate::charts::{chart, json};

/// Every recorded case: a chart tree, values files and flags, and each chart's `.Values` or Helm's error.
#[test]
fn values_are_helms() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/coalesce");
    let mut count = 0;
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        for (line, text) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            let case: Value = serde_json::from_str(text).unwrap();
            count += 1;
            let found = run(&case);
            let expected = expectation(&case["expect"]);
            if found != expected {
                failures.push(format!(
                    "{}:{}\n  found    {found}\n  expected {expected}",
                    path.display(),
                    line + 1
                ));
            }
        }
    }
    assert!(count > 300, "only {count} cases were found");
    assert!(
        failures.is_empty(),
        "{} of {count} differ:\n{}",
        failures.len(),
        failures[..failures.len().min(8)].join("\n")
    );
}

fn expectation(expect: &Value) -> Value {
    match expect["error"].as_str() {
        // What failed where is Helm's command line, not its values.
        Some(error) => Value::from(error.trim_start_matches("chart dependencies processing failed: ")),
        None => expect["values"].clone(),
    }
}

fn run(case: &Value) -> Value {
    let strings = |key: &str| -> Vec<String> {
        let list = case[key].as_array().cloned().unwrap_or_default();
        list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    let files = case["files"].as_array().cloned().unwrap_or_default();
    let overrides = Overrides {
        files: files
            .iter()
            .map(|file| {
                Source::file("values.yaml", file.as_str().map_or_else(|| file.to_string(), str::to_owned))
            })
            .collect(),
        set: strings("set"),
        json: strings("set-json"),
        string: strings("set-string"),
        literal: strings("set-literal"),
        ..Overrides::default()
    };
    let user = match overrides.collect(&mut |_| Err("no files here".to_owned())) {
        Ok(user) => user.values,
        Err(error) => return error.to_string().trim().into(),
    };
    match resolve(chart(&case["chart"]), user) {
        Ok(resolved) => {
            let mut seen = BTreeMap::new();
            collect(&resolved.chart, &resolved.values, &resolved.chart.metadata.name, &mut seen);
            serde_json::to_value(seen).unwrap()
        }
        Err(error) => error.to_string().into(),
    }
}

fn collect(chart: &Chart, values: &Node, path: &str, seen: &mut BTreeMap<String, Value>) {
    seen.insert(path.to_owned(), json(values));
    for child in &chart.dependencies {
        let name = &child.metadata.name;
        collect(child, values.get(name).unwrap(), &format!("{path}/{name}"), seen);
    }
}
