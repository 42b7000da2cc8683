//! Which layer set a value.

use diagnostic::Source;
use serde_json::json;
use values::{LayerKind, Overrides, defaults, why};

use crate::charts::chart;

#[test]
fn every_layer_that_sets_a_path_is_named_in_order() {
    let chart = chart(&json!({
        "name": "root",
        "values": {"sub": {"port": 2}},
        "charts": [{"name": "sub", "values": {"port": 1, "host": "h"}}],
    }));
    let user = Overrides {
        files: vec![
            Source::file("one.yaml", "sub:\n  port: 3\n"),
            Source::file("two.yaml", "other: 1\n---\nsub: {port: 4}\n"),
        ],
        set: vec!["other=2,sub.port=5".to_owned()],
        ..Overrides::default()
    };
    let user = user.collect(&mut |_| Err(String::new())).unwrap();
    let mut layers = defaults(&chart);
    layers.extend(user.layers);
    let found: Vec<_> = why(&layers, &"sub.port".parse().unwrap())
        .into_iter()
        .map(|setting| {
            (setting.kind, setting.name.to_owned(), setting.origin.to_string(), setting.value.as_i64())
        })
        .collect();
    assert_eq!(
        found,
        [
            (LayerKind::Default, "sub/values.yaml".to_owned(), "sub/values.yaml:1:9".to_owned(), Some(1)),
            (LayerKind::Default, "root/values.yaml".to_owned(), "root/values.yaml:1:16".to_owned(), Some(2)),
            (LayerKind::File, "one.yaml".to_owned(), "one.yaml:2:9".to_owned(), Some(3)),
            (LayerKind::File, "two.yaml".to_owned(), "two.yaml:3:13".to_owned(), Some(4)),
            (LayerKind::Flag, "--set".to_owned(), "--set".to_owned(), Some(5)),
        ]
    );
    assert!(why(&layers, &"sub.nowhere".parse().unwrap()).is_empty());
}

#[test]
fn paths_are_read_and_shown() {
    for (text, shown) in
        [("a.b[0].c", "a.b[0].c"), (r"a\.b.c", r"a\.b.c"), ("a[x]", "a.x"), ("", ""), ("a..b", "a.b")]
    {
        let path: values::Path = text.parse().unwrap();
        assert_eq!(path.to_string(), shown, "{text}");
    }
}
