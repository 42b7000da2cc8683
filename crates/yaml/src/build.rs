//! The sink that makes nodes.

use std::sync::Arc;

use diagnostic::{Origin, Source, Span};

use crate::read::Documents;
use crate::{Entry, Mapping, Node, Scalar, Sink, Value};

/// A key that a table has twice; the last one counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    /// The key.
    pub key: Arc<str>,
    /// Where it stood before.
    pub first: Origin,
    /// Where it stands again.
    pub again: Origin,
}

/// A comment of the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// What follows the `#`.
    pub text: Arc<str>,
    /// From the `#` to the end of the line.
    pub span: Span,
    /// Whether it stands behind something on its line.
    pub beside: bool,
}

/// Makes nodes of one or more documents.
pub(crate) struct Builder {
    source: Option<Arc<Source>>,
    stack: Vec<Frame>,
    last: Option<Node>,
    pub(crate) documents: Vec<Node>,
    pub(crate) duplicates: Vec<Duplicate>,
    pub(crate) comments: Vec<Comment>,
}

enum Frame {
    Sequence(Vec<Node>),
    Mapping { mapping: Mapping, key: Option<(Arc<str>, Origin, bool)>, merged: Vec<Arc<str>> },
}

impl Builder {
    /// Without a source nodes come from nowhere.
    pub(crate) fn new(source: Option<&Arc<Source>>) -> Self {
        Self {
            source: source.cloned(),
            stack: Vec::new(),
            last: None,
            documents: Vec::new(),
            duplicates: Vec::new(),
            comments: Vec::new(),
        }
    }

    /// The value that was read last, null if there was none.
    pub(crate) fn finish(self) -> Node {
        self.last.unwrap_or_default()
    }

    fn origin(&self, span: Span) -> Origin {
        Origin { source: self.source.clone(), span }
    }

    fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.last = Some(node),
            Some(Frame::Sequence(items)) => items.push(node),
            Some(Frame::Mapping { mapping, key, merged }) => {
                let Some((key, origin, is_merged)) = key.take() else { return };
                if is_merged {
                    merged.push(Arc::clone(&key));
                }
                let entry = Entry { key: origin, node };
                let again = entry.key.clone();
                let Some(old) = mapping.insert_entry(Arc::clone(&key), entry) else { return };
                if !is_merged && !merged.contains(&key) {
                    self.duplicates.push(Duplicate { key, first: old.key, again });
                }
            }
        }
    }
}

impl Sink for Builder {
    fn scalar(&mut self, value: Scalar<'_>, span: Span) {
        let value = match value {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Int(value) => Value::Int(value),
            Scalar::Uint(value) => Value::Uint(value),
            Scalar::Float(value) => Value::Float(value),
            Scalar::String(text) => Value::String(text.into()),
        };
        let origin = self.origin(span);
        self.add(Node { value, origin });
    }

    fn begin_sequence(&mut self, _: Span) {
        self.stack.push(Frame::Sequence(Vec::new()));
    }

    fn end_sequence(&mut self, span: Span) {
        if let Some(Frame::Sequence(items)) = self.stack.pop() {
            let origin = self.origin(span);
            self.add(Node { value: Value::Sequence(items), origin });
        }
    }

    fn begin_mapping(&mut self, _: Span) {
        self.stack.push(Frame::Mapping { mapping: Mapping::new(), key: None, merged: Vec::new() });
    }

    fn key(&mut self, name: &str, span: Span, is_merged: bool) {
        let origin = self.origin(span);
        if let Some(Frame::Mapping { key, .. }) = self.stack.last_mut() {
            *key = Some((name.into(), origin, is_merged));
        }
    }

    fn end_mapping(&mut self, span: Span) {
        if let Some(Frame::Mapping { mapping, .. }) = self.stack.pop() {
            let origin = self.origin(span);
            self.add(Node { value: Value::Mapping(mapping), origin });
        }
    }
}

impl Documents for Builder {
    fn end_document(&mut self) {
        self.documents.push(self.last.take().unwrap_or_default());
    }

    fn comment(&mut self, text: &str, span: Span, beside: bool) {
        self.comments.push(Comment { text: text.into(), span, beside });
    }
}
