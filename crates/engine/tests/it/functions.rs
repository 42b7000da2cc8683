//! Every case of tests/conformance/gotemplate/functions.json, which says how each was run with the real Helm.

use std::path::Path;

use chart::Chart;
use engine::{ReleaseInfo, RenderInput};
use functions::encoding::base64_decode;
use functions::moment::Moment;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::file;

/// The chart of the cases: a partial with the template, and a file that includes it.
fn chart(template: &str, values: &str) -> Chart {
    let files = vec![
        file("Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\nappVersion: \"2.0\"\n"),
        file("values.yaml", values),
        file("templates/_p.tpl", &format!("{{{{- define \"p\" -}}}}{template}{{{{- end -}}}}")),
        file("templates/x.yaml", "v: {{ include \"p\" . | b64enc | quote }}"),
    ];
    Chart::from_files("c", files, &mut Vec::new()).expect("a chart")
}

fn before(text: &str, mark: &str) -> String {
    text.split_once(mark).unwrap_or_else(|| panic!("no {mark} in {text}")).0.to_owned()
}

/// What is the same in every run: the lines that are no base64 of a key or certificate, with zeros for digits.
fn shape(text: &str) -> String {
    let digits = |c: char| if c.is_ascii_digit() { '0' } else { c };
    let alphabet = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    let kept = text.lines().filter(|line| line.contains(' ') || !line.chars().all(alphabet));
    kept.map(|line| line.chars().map(digits).collect::<String>() + "\n").collect()
}

/// What a template gives in the chart of the cases, or its error.
fn rendered(template: &str, values: &str) -> Result<String, String> {
    let values::Resolved { chart, values, .. } =
        values::resolve(chart(template, values), yaml::Node::new(yaml::Mapping::new())).expect("values");
    let now = Moment::new(jiff::Timestamp::UNIX_EPOCH, TimeZone::UTC);
    let input = RenderInput::new(&chart, &values, ReleaseInfo::install("rel", "default"), now);
    let rendered = engine::render(&input).map_err(|error| error.to_string())?;
    let text = rendered.files[0].text.trim_start_matches("v: ").trim_matches('"');
    Ok(String::from_utf8_lossy(&base64_decode(text.as_bytes()).expect("base64")).into_owned())
}

/// Lines of COMPATIBILITY.md.
#[test]
fn what_go_alone_knows_is_left_out() {
    for (template, text) in [
        (r#"{{ toYamlPretty (toDate "2006-01-02" "2020-02-29") }}"#, "\"2020-02-29T00:00:00Z\""),
        (r#"{{ dict "a" (mustToDuration "1h") | toYamlPretty }}"#, "a: 3600000000000"),
        (r#"{{ .Files.GetBytes "values.yaml" | toYamlPretty }}"#, "\"\""),
    ] {
        assert_eq!(rendered(template, "").as_deref(), Ok(text), "{template}");
    }
    for method in ["Location", "In", "GoString", "AppendFormat", "MarshalBinary"] {
        let template = format!("{{{{ (toDate \"2006-01-02\" \"2020-02-29\").{method} }}}}");
        let error = rendered(&template, "").unwrap_err();
        assert!(error.contains(&format!("can't evaluate field {method} in type time.Time")), "{error}");
    }
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
        let found = rendered(template, values);
        let found = found
            .unwrap_or_else(|error| format!("Error: {error}\n\nUse --debug flag to render out invalid YAML"));
        let expected = case["output"].as_str().or(case["error"].as_str()).unwrap();
        let shape_only =
            case["may_vary"].as_bool().unwrap_or_default() || expected.contains("BEGIN CERTIFICATE");
        // Only the words about broken TOML are our own.
        let own_words = template.contains("fromToml \"a =\"");
        let (found, expected) = if own_words {
            (before(&found, "Error:toml: line 1"), before(expected, "Error:toml: line 1"))
        } else {
            (found, expected.to_owned())
        };
        let same = if shape_only { shape(&found) == shape(&expected) } else { found == expected };
        if !same {
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
