//! What is read of a document.

use diagnostic::Span;
use yaml::{Scalar, Sink};

use crate::error::{Cause, Mismatch};
use crate::scan::scan;

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
        scan(text).map_or_else(|| Self::parse(text), Ok)
    }

    fn parse(text: &str) -> Result<Self, Cause> {
        let mut reader = Reader::default();
        yaml::read_yaml(text, &mut reader).map_err(Cause::Yaml)?;
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
    use proptest::prelude::*;

    use super::*;

    /// What the scan is certain of, the parser says too.
    fn agrees(text: &str) -> bool {
        let Some(scanned) = scan(text) else { return false };
        match Head::parse(text) {
            Ok(parsed) => assert_eq!(scanned, parsed, "{text}"),
            Err(cause) => panic!("{cause:?}\n{text}"),
        }
        true
    }

    const DOCUMENT: &str = r#"# Source: c/templates/a.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: "there"
  labels:
    app.kubernetes.io/name: 'web'
  annotations:
    helm.sh/hook: pre-install,post-upgrade
    "helm.sh/hook-weight": "-5"
    note: it's # a comment
spec:
  replicas: 3
  empty: {}
  emptier:
    {}
  items:
      []
  regex: .+;
  none:
  template:
    metadata:
      name: inner
      annotations:
        helm.sh/hook: test
    spec:
      containers:
      - name: a
        command: ["sh", '-c', run]
        args:
        - --flag=x
        - |
          kind: Secret

            deeper
          	tab
        env:
          - name: B
            value: "a\nb"
      -   name: b
          list:
          - - 1
            - 2
          -
            x: y
  text: >-
    folded
    text
"#;

    #[test]
    fn ordinary_documents_are_scanned() {
        assert!(agrees(DOCUMENT));
        let head = scan(DOCUMENT).unwrap();
        assert_eq!((&*head.kind, &*head.name, &*head.namespace), ("Deployment", "web", "there"));
        assert_eq!(head.annotation("helm.sh/hook-weight"), Some("-5"));
        assert_eq!(head.annotation("note"), Some("it's"));
        assert!(agrees("# nothing\n"));
    }

    #[test]
    fn what_is_odd_is_left_to_the_parser() {
        for text in [
            "a: b: c\n",
            "a: &x 1\n",
            "a: *x\n",
            "- a\n",
            "text\n",
            "a: 1\n  b: 2\n",
            "a:\n b: 1\n  c: 2\n",
            "a:\n  b: 1\n c: 2\n",
            "kind: yes\n",
            "metadata: x\n",
            "metadata:\n- a\n",
            "metadata:\n  name: 5\n",
            "a: .inf\n",
            "null: 1\n",
            "a: \"x\ny\"\n",
            "a: 'x\n",
            "a: x\n y\n",
            "a:\t1\n",
            "a: \u{1}\n",
            "...\n",
            "a: 1\n...\nb: 2\n",
            "a: [x, y: z]\n",
            "a: |2\n  x\n",
            "a:\n- b\n c: 1\n",
            "a: |\n    \n  x\n",
            "metadata:\n  annotations:\n    a: 1\n",
            "a: 1\r\n",
            "a: - b\n",
            "a: @x\n",
            "kind: |\n  x\n",
        ] {
            assert!(scan(text).is_none(), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_scan_agrees_with_the_parser(edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, piece()), 1..5)) {
            let mut text: Vec<char> = DOCUMENT.chars().collect();
            for (at, removed, piece) in edits {
                let at = at.index(text.len() + 1);
                let end = (at + removed).min(text.len());
                text.splice(at..end, piece.chars());
            }
            agrees(&text.into_iter().collect::<String>());
        }

        #[test]
        fn the_scan_agrees_on_lines(lines in prop::collection::vec((0..4_usize, piece(), piece()), 0..12)) {
            let text: String = lines.iter().map(|(depth, a, b)| format!("{}{a}{b}\n", " ".repeat(*depth))).collect();
            agrees(&text);
        }
    }

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            prop::sample::select(vec![
                "a: ",
                "b:",
                "kind: X",
                "metadata:",
                "name: ",
                "annotations:",
                "- ",
                "-",
                " ",
                "  ",
                "\n",
                "x",
                "1",
                "\"",
                "'",
                "#",
                " #",
                "|",
                ">-",
                "[",
                "]",
                "{}",
                "[a, b]",
                ": ",
                ":",
                "\t",
                "&a ",
                "*a",
                "!t ",
                "---",
                "...",
                "~",
                "null",
                "yes",
                "é",
                "\u{2028}",
                "\u{85}",
                "\r",
                "\\",
                "\"q\"",
                "'q'",
                "? ",
                "%",
                "@",
                "`",
                ",",
                ".5",
                "-1",
                "--",
                "<<: ",
            ])
            .prop_map(str::to_owned),
            "[ -~]{0,6}",
        ]
    }
}
