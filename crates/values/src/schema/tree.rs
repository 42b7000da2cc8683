//! What failed where, nested as Helm's validator nests it.
//!
//! The validator here reports a flat list; santhosh-tekuri/jsonschema, which Helm uses, stops at the first of
//! `type`, `const`, `enum` and `format`, and groups what fails below `allOf`, a reference or one schema.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as K;

use super::wording::words;

/// A schema that failed, with what failed in it.
#[derive(Default)]
struct Schema<'e> {
    location: String,
    own: Vec<&'e ValidationError<'e>>,
    below: Vec<(String, Below<'e>)>,
}

/// How a schema is reached from the one above.
enum Below<'e> {
    /// A part of the value: `properties`, `items`, ….
    Part(Schema<'e>),
    /// `allOf`: one schema per failed branch.
    AllOf(Vec<(String, Schema<'e>)>),
    /// `$ref` and its like.
    Reference(Schema<'e>),
    /// `then`, `else`, `dependentSchemas`, …: the same value.
    Same(Schema<'e>),
}

/// A line of Helm's report with the lines below it.
pub(super) struct Failure {
    location: String,
    text: String,
    causes: Vec<Failure>,
    kind: FailureKind,
}

#[derive(PartialEq)]
enum FailureKind {
    Plain,
    Group,
    Reference,
}

/// The lines that Helm prints for these errors, without a line end.
pub(super) fn helm_text(errors: &[ValidationError<'_>]) -> String {
    let errors: Vec<_> = errors.iter().collect();
    let Some(root) = failure(&errors, "") else { return String::new() };
    let causes = if root.kind == FailureKind::Group { root.causes } else { vec![root] };
    let mut out = String::new();
    for cause in &causes {
        cause.print(0, &mut out);
    }
    out.trim_start_matches('\n').to_owned()
}

/// The failure of a schema whose errors these are; `prefix` is the way to it.
fn failure(errors: &[&ValidationError<'_>], prefix: &str) -> Option<Failure> {
    let mut root = Schema::default();
    for error in errors {
        let way = error.evaluation_path().as_str();
        let way = way.strip_prefix(prefix).unwrap_or(way);
        let mut parts: Vec<&str> = way.split('/').skip(1).collect();
        // The last part is the keyword that failed.
        parts.pop();
        let mut location: Vec<&str> = error.instance_path().as_str().split('/').skip(1).collect();
        let consumed = parts_of_the_value(&parts);
        location.truncate(location.len().saturating_sub(consumed));
        root.location = pointer(&location);
        let full: Vec<&str> = error.instance_path().as_str().split('/').skip(1).collect();
        root.insert(&parts, &full, location.len(), error);
    }
    root.fail()
}

fn pointer(parts: &[&str]) -> String {
    parts.iter().map(|part| format!("/{part}")).collect()
}

/// How many levels of the value a way through a schema descends.
fn parts_of_the_value(parts: &[&str]) -> usize {
    let mut count = 0;
    let mut rest = parts;
    while let Some((keyword, after)) = rest.split_first() {
        let (arguments, descends) = shape(keyword, after);
        count += usize::from(descends);
        rest = &after[arguments.min(after.len())..];
    }
    count
}

/// How many parts follow a keyword as its arguments, and whether it leads to a part of the value.
fn shape(keyword: &str, after: &[&str]) -> (usize, bool) {
    match keyword {
        "properties" | "patternProperties" | "prefixItems" => (1, true),
        "items" => (usize::from(after.first().is_some_and(|next| next.parse::<usize>().is_ok())), true),
        "additionalProperties"
        | "additionalItems"
        | "contains"
        | "unevaluatedProperties"
        | "unevaluatedItems" => (0, true),
        "allOf" | "anyOf" | "oneOf" | "dependencies" | "dependentSchemas" => (1, false),
        _ => (0, false),
    }
}

impl<'e> Schema<'e> {
    fn at(location: String) -> Self {
        Self { location, ..Self::default() }
    }

    fn insert(&mut self, parts: &[&str], location: &[&str], depth: usize, error: &'e ValidationError<'e>) {
        let Some((keyword, after)) = parts.split_first() else {
            self.own.push(error);
            return;
        };
        let (arguments, descends) = shape(keyword, after);
        let arguments = arguments.min(after.len());
        let depth = depth + usize::from(descends);
        let inner_location = pointer(&location[..depth.min(location.len())]);
        // A part of the value may be reached by several keywords, each with its own schema.
        let mut key = format!("{keyword}/{}", after[..arguments].join("/"));
        if descends {
            key = format!("{key}@{inner_location}");
        }
        let branch = after.first().copied().unwrap_or_default().to_owned();
        if *keyword == "allOf" {
            "allOf".clone_into(&mut key);
        }
        let index = self.below.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            let schema = Self::at(inner_location.clone());
            let below = match *keyword {
                "allOf" => Below::AllOf(Vec::new()),
                "$ref" | "$dynamicRef" | "$recursiveRef" => Below::Reference(schema),
                _ if descends => Below::Part(schema),
                _ => Below::Same(schema),
            };
            self.below.push((key, below));
            self.below.len() - 1
        });
        let schema = match &mut self.below[index].1 {
            Below::Part(schema) | Below::Reference(schema) | Below::Same(schema) => schema,
            Below::AllOf(branches) => {
                let index = branches.iter().position(|(known, _)| *known == branch).unwrap_or_else(|| {
                    branches.push((branch, Self::at(inner_location.clone())));
                    branches.len() - 1
                });
                &mut branches[index].1
            }
        };
        schema.insert(&after[arguments..], location, depth, error);
    }

    fn fail(&self) -> Option<Failure> {
        let stops: [fn(&K) -> bool; 4] = [
            |kind| matches!(kind, K::Type { .. }),
            |kind| matches!(kind, K::Constant { .. }),
            |kind| matches!(kind, K::Enum { .. }),
            |kind| matches!(kind, K::Format { .. }),
        ];
        for stops in stops {
            if let Some(error) = self.own.iter().find(|error| stops(error.kind())) {
                return Some(self.leaf(error));
            }
        }
        let mut failures = Vec::new();
        for (_, below) in &self.below {
            if let Below::Reference(schema) = below {
                failures.extend(schema.fail().map(|failure| failure.of_reference(&self.location)));
            }
        }
        failures.extend(self.leaves());
        for (_, below) in &self.below {
            match below {
                Below::Reference(_) => {}
                Below::Part(schema) | Below::Same(schema) => failures.extend(schema.fail()),
                Below::AllOf(branches) => {
                    let causes = branches.iter().filter_map(|(_, schema)| schema.fail()).collect();
                    failures.push(self.plain("'allOf' failed".to_owned(), causes));
                }
            }
        }
        match failures.len() {
            0 => None,
            1 => failures.pop(),
            _ => Some(Failure {
                kind: FailureKind::Group,
                ..self.plain("validation failed".to_owned(), failures)
            }),
        }
    }

    /// What failed in the schema itself: missing properties in one line, forbidden parts each at its own place.
    fn leaves(&self) -> Vec<Failure> {
        let mut missing = Vec::new();
        let mut leaves = Vec::new();
        for error in &self.own {
            match error.kind() {
                K::Required { property } => missing.extend(property.as_str()),
                K::UnevaluatedProperties { unexpected } => {
                    leaves.extend(unexpected.iter().map(|key| Failure {
                        location: format!("{}/{}", self.location, key.replace('~', "~0").replace('/', "~1")),
                        ..self.plain(words(error), vec![])
                    }))
                }
                _ => leaves.push(self.leaf(error)),
            }
        }
        if !missing.is_empty() {
            leaves.insert(0, self.plain(super::wording::missing(&missing), vec![]));
        }
        leaves
    }

    fn plain(&self, text: String, causes: Vec<Failure>) -> Failure {
        Failure { location: self.location.clone(), text, causes, kind: FailureKind::Plain }
    }

    fn leaf(&self, error: &ValidationError<'_>) -> Failure {
        let causes = match error.kind() {
            K::AnyOf { context } | K::OneOfNotValid { context } => {
                let prefix = error.evaluation_path().as_str();
                context
                    .iter()
                    .enumerate()
                    .filter_map(|(index, errors)| {
                        failure(&errors.iter().collect::<Vec<_>>(), &format!("{prefix}/{index}"))
                    })
                    .collect()
            }
            K::PropertyNames { error } => {
                let text = words(error);
                vec![Failure { location: String::new(), text, causes: vec![], kind: FailureKind::Plain }]
            }
            _ => vec![],
        };
        self.plain(words(error), causes)
    }
}

impl Failure {
    fn of_reference(self, location: &str) -> Self {
        let causes = if self.kind == FailureKind::Group { self.causes } else { vec![self] };
        Self {
            location: location.to_owned(),
            text: "validation failed".to_owned(),
            causes,
            kind: FailureKind::Reference,
        }
    }

    fn print(&self, indent: usize, out: &mut String) {
        let skipped = self.kind == FailureKind::Reference && self.causes.len() == 1;
        if !skipped {
            out.push('\n');
            out.push_str(&"  ".repeat(indent));
            out.push_str("- at ");
            out.push_str(&super::wording::quote(&self.location));
            out.push_str(": ");
            out.push_str(&self.text);
        }
        for cause in &self.causes {
            cause.print(indent + usize::from(!skipped), out);
        }
    }
}
