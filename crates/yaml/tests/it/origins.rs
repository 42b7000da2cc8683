//! Where values, keys, duplicates and comments stand.

use diagnostic::Source;

#[test]
fn values_and_keys_know_their_place() {
    let text = "# head\na: &x\n  b: [1, two]  # beside\nc: *x\n";
    let source = Source::file("values.yaml", text);
    let parsed = yaml::parse_all(&source, true).unwrap();
    let root = &parsed.documents[0];
    let slice = |origin: &diagnostic::Origin| &text[origin.span.range()];
    let two = &root.at(["a", "b"]).unwrap().as_sequence().unwrap()[1];
    assert_eq!(slice(&two.origin), "two");
    assert_eq!(two.origin.to_string(), "values.yaml:3:10");
    assert_eq!(slice(&root.at(["a", "b"]).unwrap().origin), "[1, two]");
    assert_eq!(slice(&root.as_mapping().unwrap().get_entry("c").unwrap().key), "c");
    assert_eq!(root.at(["c", "b"]), root.at(["a", "b"]), "an alias has the origin of what it stands for");
    let comments: Vec<_> = parsed.comments.iter().map(|c| (&*c.text, c.beside)).collect();
    assert_eq!(comments, [(" head", false), (" beside", true)]);
}

#[test]
fn a_key_that_comes_twice_is_reported_and_the_last_counts() {
    let source = Source::file("values.yaml", "a: 1\nb: 2\na: 3\nm: {<<: {x: 1}, x: 2}\n");
    let parsed = yaml::parse_all(&source, false).unwrap();
    assert_eq!(parsed.documents[0].get("a").unwrap().as_i64(), Some(3));
    let [duplicate] = &*parsed.duplicates else { panic!("{:?}", parsed.duplicates) };
    assert_eq!(&*duplicate.key, "a");
    assert_eq!(duplicate.first.to_string(), "values.yaml:1:1");
    assert_eq!(duplicate.again.to_string(), "values.yaml:3:1");
}

#[test]
fn a_stream_has_all_its_documents() {
    let source = Source::file("many.yaml", "a: 1\n---\n---\n- b\n...\n");
    let documents = yaml::parse(&source).unwrap();
    assert_eq!(documents.len(), 3);
    assert!(documents[1].is_null());
    assert!(yaml::parse(&Source::file("empty.yaml", "# nothing\n")).unwrap().is_empty());
}

#[test]
fn an_error_marks_its_place_and_says_how_to_mend_it() {
    let source = Source::file("values.yaml", "image:\n  tag: v1: 2\n");
    let error = yaml::parse_one(&source).unwrap_err();
    assert_eq!(
        error.go_conversion(),
        "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context"
    );
    let shown = diagnostic::render(&error.diagnostic(), diagnostic::Style::Plain);
    assert!(shown.contains("values.yaml:2:10"), "{shown}");
    assert!(shown.contains("quotes"), "{shown}");
}

#[test]
fn block_style_quotes_what_would_be_a_merge_key() {
    let node = yaml::parse_one(&Source::file("a", "\"<<\": {z: 1, a: on}\n")).unwrap();
    assert_eq!(yaml::to_block(&node).unwrap(), "\"<<\":\n  z: 1\n  a: true\n");
}

#[test]
fn what_nests_without_end_is_refused() {
    let deep = "[".repeat(100_000);
    let error = yaml::parse_one(&Source::file("deep.yaml", deep.clone())).unwrap_err();
    assert_eq!(error.kind, yaml::ErrorKind::Limit);
    let error = yaml::parse_json(&Source::file("deep.json", deep)).unwrap_err();
    assert_eq!(error.kind, yaml::ErrorKind::Limit);
}
