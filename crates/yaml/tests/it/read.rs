//! `tests/cases/read`: a text, and the JSON or the error that sigs.k8s.io/yaml 1.6.0 makes of it.

use diagnostic::Source;
use yaml::{JsonStyle, parse_one, to_json};

#[test]
fn reads_as_go_does() {
    testkit::cases("tests/cases/read", |case| {
        let source = Source::file("values.yaml", case.input());
        let outcome = parse_one(&source);
        let outcome = match &outcome {
            Ok(node) => Ok(to_json(node, JsonStyle::COMPACT).unwrap()),
            Err(error) => Err(error.go()),
        };
        case.expect_result(outcome);
    });
}

/// YAML 1.1 breaks lines there; COMPATIBILITY.md says so.
#[test]
fn the_line_breaks_of_unicode_are_letters() {
    for letter in ['\u{85}', '\u{2028}', '\u{2029}'] {
        let node = parse_one(&Source::file("values.yaml", format!("a: x{letter}y\n"))).unwrap();
        assert_eq!(node.get("a").and_then(yaml::Node::as_str), Some(&*format!("x{letter}y")));
    }
}
