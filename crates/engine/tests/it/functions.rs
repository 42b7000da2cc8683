//! Every case of tests/conformance/gotemplate/functions.json, which says how each was run with the real Helm.

use std::path::Path;

use chart::{Chart, File};
use engine::{ReleaseInfo, RenderInput};
use functions::encoding::base64_decode;
use functions::moment::Moment;
use jiff::tz::TimeZone;
use serde_json::Value;

fn file(name: &str, text: &str) -> File {
    File { name: name.into(), data: text.as_bytes().into(), modified: None }
}

/// The chart of the cases: a partial with the template, and a file that includes it.
fn chart(template: &str, values: &str) -> Chart {
    let files = vec![
        file("Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\nappVersion: \"2.0\"\n"),
        file("values.yaml", values),
        file("templates/_p.tpl", &format!("{{{{- define \"p\" -}}}}{template}{{{{- end -}}}}")),
        file("templates/x.yaml", "v: {{ include \"p\" . | b64enc | quote }}"),
    ];
    Chart::from_files("c", files, &mut Vec::new()).unwrap()
}

/// What is the same in every run: the text without base64 of keys and without fractions of the time.
fn shape(text: &str) -> String {
    let digits = |c: char| if c.is_ascii_digit() { '0' } else { c };
    let base64 = |line: &&str| {
        !(line.len() > 20 && line.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c)))
    };
    text.lines().filter(base64).map(|line| line.chars().map(digits).collect::<String>() + "\n").collect()
}

#[test]
fn every_function_does_what_helm_does() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/gotemplate/functions.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let table: Value = serde_json::from_str(&text).unwrap();
    let values = table["values_yaml"].as_str().unwrap();
    let mut failures = Vec::new();
    let cases = table["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let template = case["template"].as_str().unwrap();
        let values::Resolved { chart, values, .. } =
            values::resolve(chart(template, values), yaml::Node::new(yaml::Mapping::new())).unwrap();
        let now = Moment::new(jiff::Timestamp::UNIX_EPOCH, TimeZone::UTC);
        let input = RenderInput::new(&chart, &values, ReleaseInfo::install("rel", "default"), now);
        let found = engine::render(&input);
        let found = match &found {
            Ok(rendered) => {
                let text = rendered.files[0].text.trim_start_matches("v: ").trim_matches('"');
                String::from_utf8_lossy(&base64_decode(text.as_bytes()).unwrap()).into_owned()
            }
            Err(error) => format!("Error: {error}\n\nUse --debug flag to render out invalid YAML"),
        };
        let expected = case["output"].as_str().or(case["error"].as_str()).unwrap();
        let shape_only = case["may_vary"].as_bool().unwrap_or_default();
        if if shape_only { shape(&found) != shape(expected) } else { found != expected } {
            failures.push(format!("{template}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} cases differ:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}
