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
