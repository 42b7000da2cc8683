//! What is printed reads back as what it was.

use std::sync::Arc;

use diagnostic::Source;
use proptest::prelude::*;
use yaml::{JsonStyle, Node, PrintError, Value};

/// Text with what YAML treats specially, at any place.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,12}",
        "[ \t\n:#'\"\\-?{}\\[\\],&*!|>%@`=<~.0-9+]{1,3}",
        prop::sample::select(vec![
            "yes",
            "null",
            "0x1",
            "1e3",
            "12:30",
            "2024-01-02",
            "---",
            "...",
            "<<",
            ": ",
            " #"
        ])
        .prop_map(str::to_owned),
        prop::sample::select(vec!["\r", "\u{a0}", "\u{feff}", "\u{1}", "é", "😀"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// go-yaml prints the key `<<` bare and then takes it for a merge key.
fn key() -> impl Strategy<Value = Arc<str>> {
    text().prop_filter("go-yaml does not read this back", |key| key != "<<").prop_map(Arc::from)
}

fn node() -> impl Strategy<Value = Node> {
    let number = any::<f64>().prop_filter("JSON has no such number", |value| value.is_finite());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        number.prop_map(Value::Float),
        text().prop_map(Value::from),
    ];
    leaf.prop_map(Node::new).prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Node::new),
            prop::collection::vec((key(), inner), 0..5)
                .prop_map(|entries| Node::new(entries.into_iter().collect::<yaml::Mapping>())),
        ]
    })
}

/// A tree as JSON with every number a float, which is what Go compares.
fn essence(node: &Node) -> String {
    fn floats(node: &Node) -> Node {
        Node::new(match &node.value {
            Value::Int(value) => Value::Float(*value as f64),
            Value::Uint(value) => Value::Float(*value as f64),
            Value::Float(value) => Value::Float(value + 0.0),
            Value::Sequence(items) => Value::Sequence(items.iter().map(floats).collect()),
            Value::Mapping(table) => {
                Value::Mapping(table.iter().map(|(key, node)| (key, floats(node))).collect())
            }
            other => other.clone(),
        })
    }
    yaml::to_json(&floats(node), JsonStyle::RAW).expect("finite and shallow")
}

fn assert_reads_back(node: &Node, printed: &str) {
    let source = Source::file("printed", printed);
    let again = yaml::parse_one(&source).unwrap_or_else(|error| panic!("{error}\n{printed}"));
    assert_eq!(essence(node), essence(&again), "{printed}");
}

proptest! {
    #[test]
    fn yaml_reads_back(node in node()) {
        match yaml::to_yaml(&node) {
            Ok(printed) => assert_reads_back(&node, &printed),
            Err(error) => prop_assert_eq!(error, PrintError::ControlCharacter),
        }
    }

    #[test]
    fn pretty_yaml_reads_back(node in node()) {
        assert_reads_back(&node, &yaml::to_yaml_pretty(&node).unwrap());
    }

    #[test]
    fn block_style_reads_back_in_order(node in node()) {
        let printed = yaml::to_block(&node).unwrap();
        assert_reads_back(&node, &printed);
        let again = yaml::parse_one(&Source::file("printed", &*printed)).unwrap();
        prop_assert_eq!(yaml::to_block(&again).unwrap(), printed);
    }

    #[test]
    fn json_reads_back(node in node()) {
        let style = JsonStyle { sorted: false, ..JsonStyle::PRETTY };
        let printed = yaml::to_json(&node, style).unwrap();
        let again = yaml::parse_json(&Source::file("printed", &*printed)).unwrap();
        prop_assert_eq!(essence(&node), essence(&again));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in text()) {
        let _ = yaml::parse(&Source::file("text", &*text));
        let _ = yaml::parse_json(&Source::file("text", text));
    }
}
