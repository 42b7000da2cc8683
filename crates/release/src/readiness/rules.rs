//! Rules of readiness that charts bring for kinds that nobody else has rules for: in a file `readiness.yaml` beside
//! Chart.yaml, or in annotations of an object, which go first.

use std::sync::Arc;

use diagnostic::{Source, SourceKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::condition::{Condition, Path};
use crate::documents::json;
use crate::error::{Error, Result};

/// The file of a chart that holds its rules.
pub const FILE: &str = "readiness.yaml";
/// The annotation that says when an object is ready.
pub const READY_WHEN: &str = "rhumb/ready-when";
/// The annotation that says when an object has failed for good.
pub const FAILED_WHEN: &str = "rhumb/failed-when";

/// When an object is ready, and when it has failed for good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    kinds: Vec<String>,
    pub(super) ready: Option<Condition>,
    pub(super) failed: Option<Condition>,
    pub(super) message: Option<Path>,
}

/// The rules of charts; the first that knows a kind counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "File", into = "File")]
pub struct Rules(Vec<Arc<Rule>>);

/// `readiness.yaml`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rules: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kinds: Vec<String>,
    ready: Option<String>,
    failed: Option<String>,
    message: Option<String>,
}

impl TryFrom<File> for Rules {
    type Error = String;

    fn try_from(file: File) -> std::result::Result<Self, String> {
        let rule = |entry: Entry| {
            if entry.ready.is_none() && entry.failed.is_none() {
                return Err(format!(
                    "the rule for {} says neither `ready` nor `failed`",
                    entry.kinds.join(", ")
                ));
            }
            Ok(Arc::new(Rule {
                ready: entry.ready.map(|text| text.parse()).transpose()?,
                failed: entry.failed.map(|text| text.parse()).transpose()?,
                message: entry.message.map(|text| text.parse()).transpose()?,
                kinds: entry.kinds,
            }))
        };
        file.rules.into_iter().map(rule).collect::<std::result::Result<_, _>>().map(Self)
    }
}

impl From<Rules> for File {
    fn from(rules: Rules) -> Self {
        let entry = |rule: Arc<Rule>| Entry {
            kinds: rule.kinds.clone(),
            ready: rule.ready.as_ref().map(ToString::to_string),
            failed: rule.failed.as_ref().map(ToString::to_string),
            message: rule.message.as_ref().map(ToString::to_string),
        };
        Self { rules: rules.0.into_iter().map(entry).collect() }
    }
}

impl Rules {
    /// Reads the text of a `readiness.yaml`; `path` is how errors call it.
    ///
    /// # Errors
    /// [`Error::Manifest`] where it is no YAML, has other keys, or a condition is malformed.
    pub fn read(path: &str, text: &str) -> Result<Self> {
        let wrong = |what: String| Error::Manifest { path: path.into(), what, place: None };
        let source = Source::new(SourceKind::File, path, text);
        let node = yaml::parse_one(&source).map_err(|error| Error::Manifest {
            path: path.into(),
            what: error.to_string(),
            place: Some(Box::new(error.diagnostic())),
        })?;
        serde_json::from_value(json(&node)).map_err(|error| wrong(error.to_string()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds further rules behind these.
    pub fn extend(&mut self, further: Self) {
        self.0.extend(further.0);
    }

    /// The rule for an object as its chart has it, if there is one.
    ///
    /// # Errors
    /// [`Error::Manifest`] where an annotation is malformed.
    pub fn rule_for(&self, object: &Value) -> Result<Option<Arc<Rule>>> {
        let annotation = |key: &str| -> Result<Option<Condition>> {
            let text = object["metadata"]["annotations"][key].as_str();
            text.map(|text| text.parse::<Condition>()).transpose().map_err(|why| Error::Manifest {
                path: format!(
                    "{}/{}",
                    object["kind"].as_str().unwrap_or_default(),
                    object["metadata"]["name"].as_str().unwrap_or_default()
                ),
                what: format!("annotation {key}: {why}"),
                place: None,
            })
        };
        let (ready, failed) = (annotation(READY_WHEN)?, annotation(FAILED_WHEN)?);
        if ready.is_some() || failed.is_some() {
            return Ok(Some(Arc::new(Rule { ready, failed, ..Rule::default() })));
        }
        Ok(self.0.iter().find(|rule| rule.knows(object)).cloned())
    }
}

impl Rule {
    /// Whether the object is of a kind that the rule names: `Kafka`, or `Kafka.kafka.strimzi.io`.
    fn knows(&self, object: &Value) -> bool {
        let kind = object["kind"].as_str().unwrap_or_default();
        let version = object["apiVersion"].as_str().unwrap_or_default();
        let group = version.split_once('/').map_or("", |(group, _)| group);
        self.kinds.iter().any(|known| match known.split_once('.') {
            Some((name, of)) => name == kind && of == group,
            None => known == kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_rule_that_knows_a_kind_counts_and_annotations_go_first() {
        let text = "rules:\n- kinds: [Kafka.kafka.strimzi.io]\n  ready: .a = 1\n- kinds: [Kafka, Other]\n  failed: .b = 2\n";
        let rules = Rules::read("c/readiness.yaml", text).unwrap();
        let rule = |object: Value| rules.rule_for(&object).unwrap();
        let strimzi = rule(json!({"apiVersion": "kafka.strimzi.io/v1", "kind": "Kafka"})).unwrap();
        assert_eq!(strimzi.ready.as_ref().unwrap().to_string(), ".a = 1");
        assert!(rule(json!({"apiVersion": "v1", "kind": "Kafka"})).unwrap().ready.is_none());
        assert!(rule(json!({"apiVersion": "v1", "kind": "Third"})).is_none());
        let annotated = json!({"kind": "Third", "metadata": {"annotations": {READY_WHEN: ".c = 3"}}});
        assert_eq!(rule(annotated).unwrap().ready.as_ref().unwrap().to_string(), ".c = 3");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, told) in [
            ("rules: [{kinds: [A]}]", "says neither `ready` nor `failed`"),
            ("rules: [{kinds: [A], ready: x}]", "compares nothing"),
            ("rule: []", "unknown field `rule`"),
            ("rules: [", "readiness.yaml"),
        ] {
            let error = Rules::read("c/readiness.yaml", text).unwrap_err();
            assert!(error.to_string().contains(told), "{error}");
        }
        let annotated = json!({"kind": "A", "metadata": {"name": "n", "annotations": {FAILED_WHEN: "x"}}});
        let error = Rules::default().rule_for(&annotated).unwrap_err().to_string();
        assert!(error.starts_with("A/n: annotation rhumb/failed-when: `x` compares nothing"), "{error}");
    }
}
