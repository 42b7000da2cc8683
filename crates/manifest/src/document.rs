//! A document with its head.

use std::sync::Arc;

use diagnostic::{Source, SourceKind};
use yaml::Node;

use crate::{Error, Head, Text};

/// A document of a rendered file.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The file it comes from, with the chart's name in front: `jupyter/templates/service.yaml`.
    pub path: Arc<str>,
    /// The line of the file where it begins, counted from 1.
    pub line: usize,
    /// Its text, as rendered.
    pub text: Text,
    /// What was read of it.
    pub head: Head,
}

impl Document {
    /// Reads the head of a document, whose whole text must be YAML.
    ///
    /// # Errors
    /// What is no table, no YAML, or has a list where Kubernetes has a string.
    pub fn read(path: &Arc<str>, line: usize, text: Text) -> Result<Self, Error> {
        let head = Head::read(&text).map_err(|cause| Error::new(&source(path, line, &text), cause))?;
        Ok(Self { path: Arc::clone(path), line, text, head })
    }

    /// The text as a source, with the lines of the rendered file.
    pub fn source(&self) -> Arc<Source> {
        source(&self.path, self.line, &self.text)
    }

    /// The whole document as a tree.
    ///
    /// # Errors
    /// None in a document that [`Document::read`] took.
    pub fn node(&self) -> Result<Node, yaml::Error> {
        yaml::parse_one(&self.source())
    }
}

fn source(path: &str, line: usize, text: &str) -> Arc<Source> {
    Arc::new(Source {
        name: path.to_owned(),
        text: text.to_owned(),
        kind: SourceKind::Generated,
        first_line: line,
    })
}
