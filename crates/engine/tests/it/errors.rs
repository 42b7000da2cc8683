//! What Helm 4.3.1 says of 180 wrong expressions: `tests/cases/errors/helm.jsonl`.
//!
//! Each stands alone in a define `p` that the file `templates/x.yaml` includes; the values are those of the parity
//! chart `functions`.

use std::path::Path;

use chart::Chart;
use engine::{ReleaseInfo, RenderInput};
use functions::moment::Moment;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::file;

#[test]
fn errors_are_in_helms_words() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| {
        std::fs::read_to_string(here.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let parity = "../../tests/parity/charts/functions";
    let values = read(&format!("{parity}/values.yaml"));
    let partials = read(&format!("{parity}/templates/_show.tpl"));
    let mut failures = Vec::new();
    let table = read("tests/cases/errors/helm.jsonl");
    assert!(table.lines().count() > 100);
    for line in table.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let (expression, expected) = (case["expression"].as_str(), case["error"].as_str());
        let (expression, expected) = expression.zip(expected).expect("an expression and its error");
        let files = vec![
            file("Chart.yaml", "apiVersion: v2\nname: e\nversion: 0.1.0\n"),
            file("values.yaml", &values),
            file("templates/_show.tpl", &partials),
            file(
                "templates/_q.tpl",
                &format!("{{{{ define \"p\" }}}}\n  {{{{ {expression} }}}}\n{{{{ end }}}}"),
            ),
            file("templates/x.yaml", "a: {{ include \"p\" . }}\n"),
        ];
        let chart = Chart::from_files("e", files, &mut Vec::new()).expect("a chart");
        let resolved = values::resolve(chart, yaml::Node::new(yaml::Mapping::new())).expect("values");
        let now = Moment::new(jiff::Timestamp::UNIX_EPOCH, TimeZone::UTC);
        let release = ReleaseInfo::install("r", "default");
        let input = RenderInput::new(&resolved.chart, &resolved.values, release, now);
        let found =
            engine::render(&input).map_or_else(|error| error.to_string(), |_| "it renders".to_owned());
        if found != expected {
            failures.push(format!("{expression}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(failures.is_empty(), "{} errors differ:\n{}", failures.len(), failures.join("\n"));
}

/// Files of a chart, and parts of what is told when it does not render.
const TOLD: &[(&str, &[&str])] = &[
    ("{{ required \"set it\" .Values.none }}", &["error: a required value is missing: set it\n"]),
    ("{{ fail \"not so\\nnor so\" }}", &["error: the chart refuses these values: not so\n"]),
    (
        "{{ .Values.none.x.y }}",
        &["cannot read `x` of nothing: `.Values.none` is null or missing", "guard it"],
    ),
    ("{{ with .Values }}{{ .Values.a }}{{ end }}", &["`.Values` is null or missing", "write `$.Values`"]),
    ("{{ range list \"a\" }}{{ .Values }}{{ end }}", &["there is no `Values` here", "write `$.Values`"]),
    ("{{ .values.a }}", &["did you mean `.Values`?"]),
    ("{{ .Values.my-key }}", &["index .Values \"my-key\""]),
];

#[test]
fn our_own_words_name_what_is_missing_and_what_was_meant() {
    for (text, parts) in TOLD {
        let files = vec![
            file("Chart.yaml", "apiVersion: v2\nname: e\nversion: 0.1.0\n"),
            file("templates/x.yaml", text),
        ];
        let chart = Chart::from_files("e", files, &mut Vec::new()).expect("a chart");
        let values = yaml::parse_one(&diagnostic::Source::file("values.yaml", "a: 1")).expect("values");
        let resolved = values::resolve(chart, values).expect("values");
        let now = Moment::new(jiff::Timestamp::UNIX_EPOCH, TimeZone::UTC);
        let release = ReleaseInfo::install("r", "default");
        let input = RenderInput::new(&resolved.chart, &resolved.values, release, now);
        let error = engine::render(&input).map(drop).expect_err("it fails");
        let told = diagnostic::render(&error.diagnostic(), diagnostic::Style::Plain);
        for part in *parts {
            assert!(told.contains(part), "{text}: `{part}` is not in\n{told}");
        }
    }
}
