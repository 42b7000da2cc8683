//! Values that do not fit the chart.

use end_to_end::{Desk, copy_of_our_charts};

/// A desk with the Jupyter chart, its library in place.
fn jupyter() -> Desk {
    let desk = Desk::new();
    copy_of_our_charts(&desk);
    desk.rhumb(&["dependency", "update", "charts/jupyter"]).ok();
    desk
}

#[test]
fn a_misspelt_key() {
    let run = jupyter().rhumb(&["template", "lab", "charts/jupyter", "--set", "persistance.size=1Gi"]);
    run.fails(5).complains("persistance").complains("hint: is `persistence` meant?");
}

/// Each value knows where it comes from: the second of two files, or the command line.
#[test]
fn a_wrong_type() {
    let desk = jupyter();
    desk.write("one.yaml", "persistence:\n  size: 5Gi\n");
    desk.write("two.yaml", "# a comment\npersistence:\n  enabled: maybe\n");
    let run = desk.rhumb(&["template", "lab", "charts/jupyter", "-f", "one.yaml", "-f", "two.yaml"]);
    run.fails(5).complains("two.yaml:3:12").complains("#/properties/enabled").complains("hint: write `true`");
    let run = desk.rhumb(&[
        "template",
        "lab",
        "charts/jupyter",
        "-f",
        "one.yaml",
        "--set",
        "persistence.enabled=maybe",
    ]);
    run.fails(5).complains("--set").complains("persistence.enabled=maybe").complains("boolean");
}

#[test]
fn invalid_yaml() {
    let desk = jupyter();
    desk.write("broken.yaml", "persistence:\n  size: [5Gi\nx: 1\n");
    desk.rhumb(&["template", "lab", "charts/jupyter", "-f", "broken.yaml"])
        .fails(4)
        .complains("broken.yaml:3:")
        .complains("hint: close the list");
}

/// A byte order mark, which some editors write, moves no place.
#[test]
fn a_tab_behind_a_byte_order_mark() {
    let desk = jupyter();
    desk.write("marked.yaml", "\u{feff}persistence:\n  enabled: true\n\tsize: 5Gi\n");
    let run = desk.rhumb(&["template", "lab", "charts/jupyter", "-f", "marked.yaml"]).fails(4);
    run.complains("marked.yaml:3:1").complains("hint: indent with spaces");
}

#[test]
fn values_that_are_no_text() {
    let desk = jupyter();
    for (bytes, found) in [(&b"a: \xe9\n"[..], "no UTF-8"), (b"\xff\xfea\0:\0 \x001\0", "UTF-16")] {
        std::fs::write(desk.path().join("bytes.yaml"), bytes).unwrap();
        let run = desk.rhumb(&["template", "lab", "charts/jupyter", "-f", "bytes.yaml"]).fails(4);
        run.complains("bytes.yaml").complains(found).complains("hint: ");
    }
}

#[test]
fn a_values_file_that_is_not_there() {
    let run = jupyter().rhumb(&["template", "lab", "charts/jupyter", "-f", "none.yaml"]);
    run.fails(3).complains("none.yaml").complains("hint: check the path");
}

#[test]
fn a_bad_set() {
    let run = jupyter().rhumb(&["template", "lab", "charts/jupyter", "--set", "a[x]=1"]);
    run.fails(5).complains("a[x]=1").complains("hint: ");
}

/// Keywords of which Helm's words tell more than ours (COMPATIBILITY.md).
#[test]
fn keywords_that_are_told_without_their_detail() {
    let desk = Desk::new();
    desk.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    let of_items = r#""contains": {"type": "string"}"#;
    for (schema, values, ours, helms) in [
        (
            r#"{"dependencies": {"a": ["b", "c"]}}"#.to_owned(),
            "{a: 1}",
            "- at '': missing properties 'b', 'c'",
            "- at '': properties 'b', 'c' required, if 'a' exists",
        ),
        (
            format!(r#"{{"properties": {{"a": {{{of_items}, "minContains": 2}}}}}}"#),
            "{a: [x, 1]}",
            "- at '/a': no items match contains schema",
            "- at '/a': min 2 items required to match contains schema, but matched 1 items at 0",
        ),
        (
            format!(r#"{{"properties": {{"a": {{{of_items}, "maxContains": 1}}}}}}"#),
            "{a: [x, y, z]}",
            "- at '/a': no items match contains schema",
            "- at '/a': max 1 items required to match contains schema, but matched 2 items at 0 2",
        ),
    ] {
        let draft = if schema.contains("Contains") {
            "https://json-schema.org/draft/2020-12/schema"
        } else {
            "http://json-schema.org/draft-07/schema#"
        };
        desk.write(
            "app/values.schema.json",
            &schema.replacen('{', &format!(r#"{{"$schema": "{draft}", "#), 1),
        );
        desk.write("app/values.yaml", values);
        desk.helm(&["template", "web", "app"]).fails(1).complains(helms);
        desk.rhumb(&["template", "web", "app"]).fails(5);
        desk.rhumb(&["template", "web", "app", "--helm-errors"]).fails(5).complains(ours);
    }
}
