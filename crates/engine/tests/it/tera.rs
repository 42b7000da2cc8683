//! `tests/cases/tera`: a native chart each, and what it renders to or the error it gives.

use std::sync::Arc;

use chart::Chart;
use diagnostic::{Source, Style};
use engine::{Cluster, Query, ReleaseInfo, RenderInput, render};
use functions::moment::Moment;
use functions::random::Random;
use yaml::Node;

/// A cluster with one Secret.
struct OneSecret;

impl Cluster for OneSecret {
    fn lookup(&self, query: Query<'_>) -> Result<Option<Node>, String> {
        let wanted = Query { api_version: "v1", kind: "Secret", namespace: "n", name: "s" };
        let secret = Source::file("secret", "data: {password: aHVudGVyMg==}");
        (query == wanted).then(|| yaml::parse_one(&secret).map_err(|error| error.to_string())).transpose()
    }
}

#[test]
fn native_charts_render() {
    testkit::cases("tests/cases/tera", |case| {
        let chart = Chart::load(&case.path("")).unwrap();
        let resolved = values::resolve(chart, Node::new(yaml::Mapping::new())).unwrap();
        let now = Moment::from_seconds(1_700_000_000, jiff::tz::TimeZone::UTC);
        let mut input =
            RenderInput::new(&resolved.chart, &resolved.values, ReleaseInfo::install("rel", "ns"), now);
        input.random = Random::seeded(1);
        input.cluster = Arc::new(OneSecret);
        case.expect_result(match render(&input) {
            Ok(rendered) => {
                let shown = |file: &engine::RenderedFile| format!("### {}\n{}", file.path, file.text);
                Ok(rendered.files.iter().chain(&rendered.notes).map(shown).collect::<String>())
            }
            Err(error) => Err(diagnostic::render(&error.diagnostic(), Style::Plain) + "\n"),
        });
    });
}
