//! The cases of `tests/cases`, which Go's text/template answered (but for those of `diagnostic`).

use std::path::Path;

use diagnostic::{Style, render};
use gotemplate::Limits;
use testkit::cases;

use crate::world::{Outcome, execute};

fn check(topic: &str) {
    cases(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(topic), |case| {
        case.expect_result(execute(&case.input(), Limits::default()).result());
    });
}

#[test]
fn scopes() {
    check("scope");
}

#[test]
fn loops() {
    check("loop");
}

#[test]
fn calls_of_functions_methods_and_templates() {
    check("call");
}

#[test]
fn comparisons_and_indexes() {
    check("builtin");
}

#[test]
fn verbs() {
    check("printf");
}

#[test]
fn parse_errors() {
    check("parse");
}

#[test]
fn nothing_and_missing_keys() {
    check("nothing");
}

#[test]
fn sets_of_templates_and_shared_maps() {
    check("set");
}

#[test]
fn diagnostics_name_the_line_the_callers_and_the_remedy() {
    cases(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diagnostic"), |case| {
        let diagnostic = match execute(&case.input(), Limits::default()) {
            Outcome::Text(text) => panic!("it executes: {}", String::from_utf8_lossy(&text)),
            Outcome::Parse(error) => error.diagnostic(),
            Outcome::Exec(error) => error.diagnostic(),
        };
        case.expect("out", &render(&diagnostic, Style::Plain));
    });
}
