//! `tests/cases/template`: a file without template actions, and what `helm template` 4.3.1 prints for a chart that
//! has only this file.

use manifest::{INSTALL_ORDER, show_only, sort_files, template_output};

#[test]
fn prints_as_helm_does() {
    testkit::cases("tests/cases/template", |case| {
        let text = case.input();
        let outcome = sort_files([("c/templates/a.yaml", text.as_str())], INSTALL_ORDER)
            .map(|sorted| template_output([], &sorted.documents, &sorted.hooks, false).to_string())
            .map_err(|error| error.to_string());
        case.expect_result(outcome);
    });
}

#[test]
fn files_are_read_in_the_order_of_their_paths_and_partials_are_not() {
    let files = [
        ("c/templates/b.yaml", "b: 1"),
        ("c/templates/_x.yaml", "}"),
        ("c/charts/d/templates/a.yaml", "a: 1"),
    ];
    let sorted = sort_files(files, INSTALL_ORDER).unwrap();
    let paths: Vec<&str> = sorted.documents.iter().map(|document| &*document.path).collect();
    assert_eq!(paths, ["c/charts/d/templates/a.yaml", "c/templates/b.yaml"]);
}

#[test]
fn show_only_prints_in_the_order_of_the_patterns() {
    let files = [("c/templates/a.yaml", "a: 1\n---\naa: 1\n"), ("c/templates/b.yaml", "b: 1\n")];
    let sorted = sort_files(files, INSTALL_ORDER).unwrap();
    let output = template_output([], &sorted.documents, &sorted.hooks, false).to_string();
    let exact = |pattern: &str, path: &str| pattern == path;
    let patterns = ["templates/b.yaml".to_owned(), "templates/a.yaml".to_owned()];
    assert_eq!(
        show_only(&output, &patterns, exact).unwrap(),
        "---\n# Source: c/templates/b.yaml\nb: 1\n\n---\n# Source: c/templates/a.yaml\na: 1\n\n\n\
         ---\n# Source: c/templates/a.yaml\naa: 1\n\n\n"
    );
    assert_eq!(show_only(&output, &["x".to_owned()], exact), Err("x"));
}

#[test]
fn an_error_marks_the_line_of_the_rendered_file() {
    let error = sort_files([("c/templates/a.yaml", "a: 1\n---\n\nb: c: d\n")], INSTALL_ORDER).unwrap_err();
    let shown = diagnostic::render(&error.diagnostic(), diagnostic::Style::Plain);
    assert!(shown.contains("c/templates/a.yaml:4:5"), "{shown}");
    let error = sort_files([("c/templates/a.yaml", "a: 1\n---\nmetadata:\n  name: [x]\n")], INSTALL_ORDER)
        .unwrap_err();
    let shown = diagnostic::render(&error.diagnostic(), diagnostic::Style::Plain);
    assert!(
        shown.contains("metadata.name of a document of c/templates/a.yaml is a list, not text"),
        "{shown}"
    );
    assert!(shown.contains("c/templates/a.yaml:4:9"), "{shown}");
}
