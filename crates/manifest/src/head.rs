//! What is read of a document.

use diagnostic::Span;
use yaml::{Scalar, Sink};

use crate::error::{Cause, Mismatch};

/// What is read of a document without making a tree of it (Helm's SimpleHead, and the namespace).
///
/// Numbers and truth values count as their text, and keys without regard to case, as Helm's decoder has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// `apiVersion`, empty where it is missing.
    pub api_version: String,
    /// `kind`, empty where it is missing.
    pub kind: String,
    /// `metadata.name`, empty where it is missing.
    pub name: String,
    /// `metadata.namespace`, empty where it is missing.
    pub namespace: String,
    /// `metadata.annotations` in order.
    pub annotations: Vec<(String, String)>,
}

impl Head {
    /// Reads the head of a document; its whole text must be YAML.
    pub(crate) fn read(text: &str) -> Result<Self, Cause> {
        let mut reader = Reader::default();
        if yaml::read_ordinary(text, &mut reader).is_none() {
            reader = Reader::default();
            yaml::read_yaml(text, &mut reader).map_err(Cause::Yaml)?;
        }
        reader.finish().map_err(Cause::Type)
    }

    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// Where in the document a value stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    /// The document itself.
    Root,
    // From here on in the order in which encoding/json comes upon them, which decides what error is told.
    ApiVersion,
    Kind,
    Metadata,
    Annotations,
    Annotation,
    Name,
    Namespace,
    #[default]
    Other,
}

#[derive(Default)]
struct Reader {
    head: Head,
    /// How many collections are open.
    depth: usize,
    /// The field whose value comes next, by the depth it stands at.
    fields: [Field; 4],
    annotation: String,
    mismatch: Option<(Field, Mismatch)>,
}

impl Reader {
    fn finish(self) -> Result<Head, Mismatch> {
        match self.mismatch {
            None => Ok(self.head),
            Some((_, mismatch)) => Err(mismatch),
        }
    }

    fn field(&self) -> Field {
        match self.depth {
            0 => Field::Root,
            depth => self.fields.get(depth).copied().unwrap_or_default(),
        }
    }

    /// Notes a value of the wrong type, unless one that encoding/json meets earlier is known.
    fn wrong(&mut self, field: Field, found: &'static str, span: Span) {
        let path = match field {
            Field::Root => String::new(),
            Field::ApiVersion => ".apiVersion".to_owned(),
            Field::Kind => ".kind".to_owned(),
            Field::Metadata => ".metadata".to_owned(),
            Field::Annotations => ".metadata.annotations".to_owned(),
            Field::Annotation => format!(".metadata.annotations.{}", self.annotation),
            Field::Name => ".metadata.name".to_owned(),
            Field::Namespace | Field::Other => return,
        };
        let earlier =
            self.mismatch.as_ref().is_none_or(|(known, mismatch)| (field, &path) < (*known, &mismatch.field));
        if earlier {
            self.mismatch = Some((field, Mismatch { found, field: path, span }));
        }
    }

    fn open(&mut self, found: &'static str, span: Span) {
        let field = self.field();
        let table = found == "object";
        if !(table && matches!(field, Field::Root | Field::Metadata | Field::Annotations)) {
            self.wrong(field, found, span);
        }
        self.depth += 1;
        if let Some(next) = self.fields.get_mut(self.depth) {
            *next = Field::Other;
        }
        // Nothing below a list counts.
        if !table && self.depth < self.fields.len() {
            for next in &mut self.fields[self.depth..] {
                *next = Field::Other;
            }
        }
    }

    fn text(&mut self, field: Field, text: String) {
        match field {
            Field::ApiVersion => self.head.api_version = text,
            Field::Kind => self.head.kind = text,
            Field::Name => self.head.name = text,
            Field::Namespace => self.head.namespace = text,
            Field::Annotation => {
                let key = std::mem::take(&mut self.annotation);
                self.head.annotations.retain(|(known, _)| *known != key);
                self.head.annotations.push((key, text));
            }
            _ => {}
        }
    }
}

impl Sink for Reader {
    fn scalar(&mut self, value: Scalar<'_>, span: Span) {
        let field = self.field();
        match field {
            Field::Other => return,
            Field::Root | Field::Metadata | Field::Annotations => {
                let found = match value {
                    Scalar::Null => return,
                    Scalar::Bool(_) => "bool",
                    Scalar::String(_) => "string",
                    Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_) => "number",
                };
                return self.wrong(field, found, span);
            }
            _ => {}
        }
        let text = match value {
            Scalar::Null => String::new(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Int(value) => value.to_string(),
            Scalar::Uint(value) => value.to_string(),
            Scalar::Float(value) => {
                let mut text = String::new();
                yaml::write_yaml_float(&mut text, value);
                text
            }
            Scalar::String(text) => text.into_owned(),
        };
        self.text(field, text);
    }

    fn begin_sequence(&mut self, span: Span) {
        self.open("array", span);
    }

    fn end_sequence(&mut self, _: Span) {
        self.depth -= 1;
    }

    fn begin_mapping(&mut self, span: Span) {
        self.open("object", span);
    }

    fn key(&mut self, key: &str, _: Span, _: bool) {
        let field = match (
            self.depth,
            self.depth.checked_sub(1).map_or(Field::Root, |above| self.fields_at(above)),
        ) {
            (1, _) if key.eq_ignore_ascii_case("apiVersion") => Field::ApiVersion,
            (1, _) if key.eq_ignore_ascii_case("kind") => Field::Kind,
            (1, _) if key.eq_ignore_ascii_case("metadata") => {
                self.head.name.clear();
                self.head.namespace.clear();
                self.head.annotations.clear();
                Field::Metadata
            }
            (2, Field::Metadata) if key.eq_ignore_ascii_case("name") => Field::Name,
            (2, Field::Metadata) if key.eq_ignore_ascii_case("namespace") => Field::Namespace,
            (2, Field::Metadata) if key.eq_ignore_ascii_case("annotations") => {
                self.head.annotations.clear();
                Field::Annotations
            }
            (3, Field::Annotations) => {
                key.clone_into(&mut self.annotation);
                Field::Annotation
            }
            _ => Field::Other,
        };
        if let Some(next) = self.fields.get_mut(self.depth) {
            *next = field;
        }
    }

    fn end_mapping(&mut self, _: Span) {
        self.depth -= 1;
    }

    fn wants(&self) -> bool {
        self.field() != Field::Other
    }
}

impl Reader {
    fn fields_at(&self, depth: usize) -> Field {
        match depth {
            0 => Field::Root,
            depth => self.fields.get(depth).copied().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn heads_are_read_of_ordinary_and_of_odd_documents() {
        for spec in ["spec: {}\n", "spec: &anchor\n  a: 1\n"] {
            let document = "# Source: c/templates/a.yaml\napiVersion: apps/v1\nKind: Deployment\nmetadata:\n  name: 'web'\n  \
                            namespace: \"there\"\n  labels:\n    name: other\n  annotations:\n    helm.sh/hook: \
                            pre-install,post-upgrade\n    helm.sh/hook-weight: -5\n    note: it's # a comment\n    \
                            note: again\n";
            let head = Head::read(&format!("{document}{spec}")).unwrap();
            assert_eq!((&*head.api_version, &*head.kind), ("apps/v1", "Deployment"));
            assert_eq!((&*head.name, &*head.namespace), ("web", "there"));
            assert_eq!(head.annotation("helm.sh/hook-weight"), Some("-5"));
            assert_eq!(head.annotation("note"), Some("again"));
            assert_eq!(head.annotations.len(), 3);
        }
    }
}
