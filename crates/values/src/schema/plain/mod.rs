//! Values that certainly fit, found out without compiling the schema.
//!
//! Nearly every run meets values that fit, and nearly every schema is *plain*: made of a handful of keywords that mean
//! the same in every draft from 7 on. Reading such a schema and holding values against it once costs a fraction of
//! what it takes to compile it, its references and the meta-schema. Whatever is not plain, and every value that does not
//! fit, is left to the validator, which is also the referee of this module's tests.
//!
//! | file | holds |
//! |---|---|
//! | `keyword` | a schema as its plain keywords |
//! | `read` | from JSON to that, dropping what describes and refusing what is not plain |
//! | `form` | what a plain reference, name of a type or pattern is |
//! | `documents` | a schema with all that it refers to |
//! | `hold` | values against it |

mod documents;
mod form;
mod hold;
mod keyword;
mod read;

use yaml::Node;

use self::documents::Plain;
use super::compile::Documents;

/// The schema is not plain, or what it says of the values depends on more than is known here.
#[derive(Debug)]
struct Unsure;

/// What is known, or that it is not.
type Sure<T> = Result<T, Unsure>;

/// Whether the values certainly fit the schema of this text.
///
/// `false` says nothing: the validator has to be asked.
pub(super) fn fits(text: &[u8], documents: &Documents, values: &Node) -> bool {
    Plain::read(text, documents).and_then(|schema| schema.holds(values)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use diagnostic::Source;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::schema::compile::compile;
    use crate::schema::library::Library;

    const DRAFTS: [&str; 3] = [
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ];

    fn node(value: &Value) -> Node {
        yaml::parse_one(&Source::file("values", value.to_string())).unwrap()
    }

    fn known(schema: &Value, values: &Value) -> Option<bool> {
        let text = schema.to_string();
        let documents = Documents::of_library(&Library::bundled());
        Plain::read(text.as_bytes(), &documents).and_then(|plain| plain.holds(&node(values))).ok()
    }

    #[test]
    fn a_charts_schema_is_plain_with_all_that_it_refers_to() {
        let schema = json!({
            "$schema": DRAFTS[0], "type": "object", "title": "Values", "additionalProperties": false,
            "properties": {
                "resources": {"$ref": "ide/resources.json"},
                "title": {"type": ["string", "null"], "pattern": "^[a-z]+$", "render": "textArea"},
                "replicas": {"$ref": "#/definitions/count"},
            },
            "definitions": {"count": {"type": "integer", "minimum": 1}},
        });
        assert_eq!(known(&schema, &json!({"title": "abc", "replicas": 2})), Some(true));
        assert_eq!(known(&schema, &json!({"title": "ABC"})), Some(false));
        assert_eq!(known(&schema, &json!({"replicas": 0})), Some(false));
        assert_eq!(known(&schema, &json!({"tittle": "abc"})), Some(false));
        // What ASCII cannot settle, what leads nowhere, and what is written twice.
        assert_eq!(known(&schema, &json!({"title": "é"})), None);
        assert_eq!(known(&json!({"properties": {"a": {"$ref": "#/definitions/b"}}}), &json!({})), None);
        let documents = Documents::of_library(&Library::empty());
        assert!(!fits(br#"{"type": "string", "type": "object"}"#, &documents, &node(&json!({}))));
    }

    #[test]
    fn all_bundled_schemas_are_plain() {
        let library = Library::bundled();
        for name in library.names() {
            assert!(known(&json!({"not": {"$ref": name}}), &json!(0)).is_some(), "{name}");
        }
    }

    #[test]
    fn references_without_end_are_left_to_the_validator() {
        let schema = json!({"definitions": {"a": {"$ref": "#/definitions/a"}}, "$ref": "#/definitions/a"});
        assert_eq!(known(&schema, &json!(1)), None);
    }

    #[test]
    fn alternatives_that_double_with_each_level_are_left_to_the_validator() {
        let schema = json!({
            "$schema": DRAFTS[0], "type": "object",
            "properties": {"a": {"oneOf": [{"$ref": "#"}, {"$ref": "#"}, {"type": "object"}]}},
        });
        let nested = |depth: usize| (0..depth).fold(json!({}), |inner, _| json!({"a": inner}));
        assert_eq!(known(&schema, &nested(3)), Some(false));
        assert_eq!(known(&schema, &nested(40)), None);
        assert_eq!(known(&json!({"properties": {"a": {"$ref": "ide//git.json"}}}), &json!({})), None);
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<bool>().prop_map(Value::from),
            (-3_i64..4).prop_map(Value::from),
            prop::sample::select(vec![0.5, 1.0, -2.0, 1e20]).prop_map(Value::from),
            prop::sample::select(vec![json!(u64::MAX), json!(i64::MAX), json!(1_i64 << 53)]),
            "[ab0]{0,3}|\u{e9}|a@b[.]c".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[abc]", inner, 0..3)
                    .prop_map(|table| Value::Object(table.into_iter().collect())),
            ]
        })
    }

    fn schemas() -> impl Strategy<Value = Value> {
        let pick = |from: &[Value]| prop::sample::select(from.to_vec());
        let rule = |name: &'static str, value: BoxedStrategy<Value>| {
            value.prop_map(move |value| (name, value)).boxed()
        };
        let types = ["null", "boolean", "object", "array", "number", "string", "integer"].map(Value::from);
        let size = || (0_u64..4).prop_map(Value::from).boxed();
        let number =
            || pick(&[json!(-1), json!(0), json!(1), json!(1.5), json!(1_i64 << 53), json!(1e20)]).boxed();
        let mut leaf = vec![
            rule("type", pick(&types).boxed()),
            rule("type", Just(json!(["object", "string", "integer"])).boxed()),
            rule("type", Just(json!(["text"])).boxed()),
            rule("enum", prop::collection::vec(values(), 0..4).prop_map(Value::from).boxed()),
            rule("const", values().boxed()),
            rule("required", pick(&[json!([]), json!(["a"]), json!(["a", "b"]), json!(["a", "a"])]).boxed()),
            rule(
                "pattern",
                pick(&["^a", "b$", "[ab]{2}", "^\\d+$", "(a|0)", "a++", "\\w"].map(Value::from)).boxed(),
            ),
            rule("format", pick(&["email", "password"].map(Value::from)).boxed()),
            rule("uniqueItems", any::<bool>().prop_map(Value::from).boxed()),
            rule(
                "$ref",
                pick(
                    &["#", "#/definitions/d", "role-spark.json", "#/properties/a", "nothing.json"]
                        .map(Value::from),
                )
                .boxed(),
            ),
            rule("title", pick(&[json!("A title"), json!(1)]).boxed()),
            rule("default", values().boxed()),
            rule("render", values().boxed()),
        ];
        for name in ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"] {
            leaf.push(rule(name, size()));
        }
        for name in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
            leaf.push(rule(name, number()));
        }
        let object = |rules: Vec<(&'static str, Value)>| {
            Value::Object(rules.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        };
        let leaf = prop::collection::vec(prop::strategy::Union::new(leaf), 0..3).prop_map(object).boxed();
        let schema = prop_oneof![6 => leaf, 1 => any::<bool>().prop_map(Value::from)];
        schema.prop_recursive(3, 16, 3, move |inner| {
            let table = prop::collection::btree_map("[abc]", inner.clone(), 0..3)
                .prop_map(|table| Value::Object(table.into_iter().collect()))
                .boxed();
            let list = prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from).boxed();
            let mut rules = vec![rule("properties", table.clone()), rule("definitions", table)];
            rules.extend(["allOf", "anyOf", "oneOf"].map(|name| rule(name, list.clone())));
            let single = ["additionalProperties", "items", "not", "if", "then", "else"];
            rules.extend(single.map(|name| rule(name, inner.clone().boxed())));
            prop::collection::vec(prop::strategy::Union::new(rules), 0..4).prop_map(object)
        })
    }

    /// What is known is what the validator says; and of many schemas something is known.
    #[test]
    fn never_contradicts_the_validator() {
        let (settled, fitting) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(1500));
        let documents = Documents::of_library(&Library::bundled());
        runner
            .run(
                &(schemas(), prop::sample::select(DRAFTS.to_vec()), values()),
                |(mut schema, draft, values)| {
                    if let Value::Object(members) = &mut schema {
                        members.insert("$schema".to_owned(), draft.into());
                    }
                    let Some(known) = known(&schema, &values) else { return Ok(()) };
                    let told = compile(&mut schema.clone(), &documents)
                        .map(|validator| validator.is_valid(&node(&values)));
                    // What does not fit is not believed anyway.
                    if known {
                        prop_assert_eq!(told, Ok(true), "{} {}", schema, values);
                        fitting.fetch_add(1, Ordering::Relaxed);
                    } else if let Ok(told) = told {
                        prop_assert!(!told, "{} {}", schema, values);
                    }
                    settled.fetch_add(1, Ordering::Relaxed);
                    Ok(())
                },
            )
            .unwrap();
        let (settled, fitting) = (settled.into_inner(), fitting.into_inner());
        assert!(settled > 400 && fitting > 200, "{settled} settled, {fitting} of them fitting");
    }
}
