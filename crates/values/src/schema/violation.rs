//! A failed keyword as a diagnostic: what stands where, what was expected, what was probably meant.

use diagnostic::{Diagnostic, Kind, Origin, SourceKind, nearest};
use jsonschema::error::{TypeKind, ValidationErrorKind as K};
use jsonschema::paths::LocationSegment;
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;
use yaml::{Node, Value as YamlValue};

use super::compile::{BASE, Documents};
use crate::path::{Path, Step};

/// The schema that values are held against.
pub(super) struct Against<'s> {
    /// The schema's name as shown: `jupyter/values.schema.json`.
    pub(super) name: &'s str,
    /// The schema.
    pub(super) schema: &'s Value,
    /// What it refers to.
    pub(super) documents: &'s Documents,
    /// The values of the chart that the schema belongs to.
    pub(super) values: &'s Node,
    /// Where those values stand in the root chart's.
    pub(super) below: &'s Path,
}

/// The diagnostics of these errors, without those that follow from a wrong type.
pub(super) fn diagnostics(against: &Against<'_>, errors: &[ValidationError<'_>]) -> Vec<Diagnostic> {
    let wrong: Vec<_> = errors
        .iter()
        .filter(|error| matches!(error.kind(), K::Type { .. }))
        .map(|error| error.instance_path().as_str())
        .collect();
    errors
        .iter()
        .filter(|error| {
            matches!(error.kind(), K::Type { .. }) || !wrong.contains(&error.instance_path().as_str())
        })
        .flat_map(|error| against.diagnose(error))
        .collect()
}

impl Against<'_> {
    fn diagnose(&self, error: &ValidationError<'_>) -> Vec<Diagnostic> {
        let path: Path = error.instance_path().segments().map(step).collect();
        match error.kind() {
            K::AdditionalProperties { unexpected } | K::UnevaluatedProperties { unexpected } => {
                unexpected.iter().map(|key| self.unknown(error, &path, key)).collect()
            }
            _ => vec![self.wrong(error, &path)],
        }
    }

    /// A key that the schema does not know.
    fn unknown(&self, error: &ValidationError<'_>, path: &Path, key: &str) -> Diagnostic {
        let known = self.known_keys(error);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let origin = path.key(key).key_origin(self.values).cloned().unwrap_or_default();
        let message = format!("unknown value `{}`", self.full(&path.key(key)));
        let diagnostic = Diagnostic::error(Kind::Values, message)
            .at(&origin, "the schema has no such key")
            .note(self.rule(error));
        with_nearest(diagnostic, key, &known)
    }

    fn wrong(&self, error: &ValidationError<'_>, path: &Path) -> Diagnostic {
        let value = path.find(self.values);
        let origin = value.map(|node| node.origin.clone()).unwrap_or_default();
        let name = match self.full(path).to_string() {
            root if root.is_empty() => "the values".to_owned(),
            name => format!("`{name}`"),
        };
        let found = value.map_or("missing", |node| article(node.type_name()));
        let (message, label) = match error.kind() {
            K::Type { kind } => {
                let message = format!("{name} must be {}", wanted(kind));
                let diagnostic = Diagnostic::error(Kind::Values, message)
                    .at(&origin, format!("this is {found}"))
                    .note(self.rule(error));
                return match value.and_then(|value| retyped(kind, value)) {
                    Some(hint) => diagnostic.hint(hint),
                    None => diagnostic,
                };
            }
            K::Required { property } => {
                let property = property.as_str().unwrap_or_default();
                let origin = self.key_or_value(path, &origin);
                let diagnostic = Diagnostic::error(
                    Kind::Values,
                    format!("`{}` is required but not set", self.full(&path.key(property))),
                );
                let present: Vec<&str> =
                    value.and_then(Node::as_mapping).map(|table| table.keys().collect()).unwrap_or_default();
                let diagnostic =
                    diagnostic.at(&origin, format!("`{property}` is missing here")).note(self.rule(error));
                return match nearest(property, present) {
                    Some(near) => diagnostic.hint(format!("is `{near}` meant to be `{property}`?")),
                    None => diagnostic.hint(format!(
                        "set it in a values file or with `--set {}=…`",
                        self.full(&path.key(property))
                    )),
                };
            }
            K::Enum { options } => {
                let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
                let shown: Vec<_> = options.iter().map(ToString::to_string).collect();
                let diagnostic =
                    Diagnostic::error(Kind::Values, format!("{name} must be one of {}", shown.join(", ")))
                        .at(&origin, "this is none of them")
                        .note(self.rule(error));
                let texts: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
                let given = value.and_then(Node::as_str).unwrap_or_default();
                return with_nearest(diagnostic, given, &texts);
            }
            K::Constant { expected_value } => {
                (format!("{name} must be {expected_value}"), "this is not".to_owned())
            }
            K::Pattern { pattern } => {
                (format!("{name} must match the pattern `{pattern}`"), "this does not".to_owned())
            }
            K::Minimum { limit } => (format!("{name} must be at least {limit}"), "too small".to_owned()),
            K::Maximum { limit } => (format!("{name} must be at most {limit}"), "too large".to_owned()),
            K::ExclusiveMinimum { limit } => {
                (format!("{name} must be more than {limit}"), "too small".to_owned())
            }
            K::ExclusiveMaximum { limit } => {
                (format!("{name} must be less than {limit}"), "too large".to_owned())
            }
            K::MinLength { limit } => {
                (format!("{name} must have at least {limit} characters"), "too short".to_owned())
            }
            K::MaxLength { limit } => {
                (format!("{name} must have at most {limit} characters"), "too long".to_owned())
            }
            K::MinItems { limit } => {
                (format!("{name} must have at least {limit} items"), "too few".to_owned())
            }
            K::MaxItems { limit } => {
                (format!("{name} must have at most {limit} items"), "too many".to_owned())
            }
            K::Format { format } => (format!("{name} must be a valid {format}"), "this is not".to_owned()),
            K::AnyOf { context } | K::OneOfNotValid { context } => {
                let mut diagnostic =
                    Diagnostic::error(Kind::Values, format!("{name} fits none of the allowed forms"))
                        .at(&origin, "")
                        .note(self.rule(error));
                for (index, errors) in context.iter().enumerate() {
                    let reasons: Vec<_> = errors
                        .iter()
                        .flat_map(|error| self.diagnose(error))
                        .map(|inner| inner.message)
                        .collect();
                    diagnostic = diagnostic.note(format!("form {}: {}", index + 1, reasons.join("; ")));
                }
                return diagnostic;
            }
            _ => (format!("{name}: {error}"), String::new()),
        };
        Diagnostic::error(Kind::Values, message).at(&origin, label).note(self.rule(error))
    }

    /// The path as the root chart's values have it.
    fn full(&self, path: &Path) -> Path {
        self.below.steps().iter().chain(path.steps()).cloned().collect()
    }

    fn key_or_value(&self, path: &Path, value: &Origin) -> Origin {
        path.key_origin(self.values).filter(|origin| origin.source.is_some()).unwrap_or(value).clone()
    }

    /// Where the schema says so.
    fn rule(&self, error: &ValidationError<'_>) -> String {
        let (document, pointer) = location(error);
        let name = match document.as_str() {
            BASE => self.name,
            other => other.trim_start_matches("file:///"),
        };
        format!("the rule is {name}#{pointer}")
    }

    /// The keys that the schema around a failed keyword allows.
    fn known_keys(&self, error: &ValidationError<'_>) -> Vec<String> {
        let (document, pointer) = location(error);
        let around = pointer.rsplit_once('/').map_or("", |(around, _)| around);
        let referred = if document == BASE { None } else { self.documents.get(&document).ok() };
        referred
            .as_ref()
            .unwrap_or(self.schema)
            .pointer(around)
            .and_then(|schema| schema.get("properties")?.as_object())
            .map(|properties| properties.keys().cloned().collect())
            .unwrap_or_default()
    }
}

/// The document in which a failed keyword stands, and the JSON pointer to it.
fn location(error: &ValidationError<'_>) -> (String, String) {
    let absolute = error.absolute_keyword_location().and_then(|uri| uri.as_str().split_once('#'));
    match absolute {
        Some((document, pointer)) => (document.to_owned(), pointer.to_owned()),
        None => (BASE.to_owned(), error.schema_path().as_str().to_owned()),
    }
}

fn step(segment: LocationSegment<'_>) -> Step {
    match segment {
        LocationSegment::Property(key) => Step::Key(key.into_owned()),
        LocationSegment::Index(index) => Step::Index(index),
    }
}

/// Adds what was probably meant, or all there is when it is little.
pub(crate) fn with_nearest(diagnostic: Diagnostic, name: &str, known: &[&str]) -> Diagnostic {
    match nearest(name, known.iter().copied()) {
        Some(near) => diagnostic.hint(format!("is `{near}` meant?")),
        None if !known.is_empty() && known.len() <= 12 => {
            diagnostic.hint(format!("there are: {}", known.join(", ")))
        }
        None => diagnostic,
    }
}

/// A type of a schema with its article, in the words of YAML.
pub(crate) fn article(name: &str) -> &'static str {
    match name {
        "null" => "null",
        "boolean" => "a boolean",
        "integer" => "an integer",
        "number" => "a number",
        "string" => "a string",
        "array" => "a list",
        _ => "a table",
    }
}

/// How to write a scalar so that it has the type that is wanted.
fn retyped(kind: &TypeKind, value: &Node) -> Option<String> {
    let TypeKind::Single(wanted) = kind else { return None };
    as_it_is(wanted, value).or_else(|| {
        Some(match wanted {
            JsonType::Boolean => "write `true` or `false`, without quotes".to_owned(),
            JsonType::Integer | JsonType::Number => "write a number, without quotes".to_owned(),
            JsonType::String => "write a text, in quotes".to_owned(),
            JsonType::Array => "write a list, such as `[a, b]`".to_owned(),
            JsonType::Object => "write a table, such as `{key: value}`".to_owned(),
            JsonType::Null => return None,
        })
    })
}

/// How to write the same scalar in another type, where it has one there.
fn as_it_is(wanted: &JsonType, value: &Node) -> Option<String> {
    let is_flag = value.origin.kind() == Some(SourceKind::Flag);
    match (wanted, &value.value) {
        (JsonType::String, YamlValue::Null | YamlValue::Sequence(_) | YamlValue::Mapping(_)) => None,
        (JsonType::String, _) if is_flag => Some("use `--set-string`".to_owned()),
        (JsonType::String, _) => {
            // As it was written: 1.20 is not 1.2 once it is text.
            let source = value.origin.source.as_ref()?;
            source.text.get(value.origin.span.range()).map(|text| format!("put it in quotes: \"{text}\""))
        }
        (JsonType::Integer, YamlValue::String(text)) => {
            text.parse::<i64>().ok().map(|number| format!("without quotes it is a number: {number}"))
        }
        (JsonType::Boolean, YamlValue::String(text)) if matches!(&**text, "true" | "false") => {
            Some(format!("without quotes it is a truth value: {text}"))
        }
        _ => None,
    }
}

fn wanted(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(name) => article(&name.to_string()).to_owned(),
        TypeKind::Multiple(names) => {
            names.iter().map(|name| article(&name.to_string())).collect::<Vec<_>>().join(" or ")
        }
    }
}
