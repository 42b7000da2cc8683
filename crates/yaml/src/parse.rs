//! From text to nodes.

use std::sync::Arc;

use diagnostic::Source;

use crate::build::{Builder, Comment, Duplicate};
use crate::{Error, Node, Sink, read};

/// What a source holds besides its values.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The documents; none for text without any.
    pub documents: Vec<Node>,
    /// Keys that a table has twice.
    pub duplicates: Vec<Duplicate>,
    /// The comments in order, if they were asked for.
    pub comments: Vec<Comment>,
}

/// Reads all documents of a source, as sigs.k8s.io/yaml reads one: go-yaml v2, then JSON.
///
/// # Errors
/// Text that is not YAML, or that JSON cannot hold; the first error ends the reading.
pub fn parse(source: &Arc<Source>) -> Result<Vec<Node>, Error> {
    let mut builder = Builder::new(Some(source));
    read::read_documents(&source.text, false, &mut builder).map_err(|error| error.in_source(source))?;
    Ok(builder.documents)
}

/// Reads the first document of a source and nothing after it, as go-yaml's `Unmarshal` does; null if there is none.
///
/// # Errors
/// As [`parse`].
pub fn parse_one(source: &Arc<Source>) -> Result<Node, Error> {
    let mut builder = Builder::new(Some(source));
    if read::read_ordinary(&source.text, &mut builder).is_some() {
        return Ok(builder.finish());
    }
    let mut builder = Builder::new(Some(source));
    read::read_first(&source.text, &mut builder).map_err(|error| error.in_source(source))?;
    Ok(builder.finish())
}

/// Reads all documents with their duplicate keys and, if wanted, the comments.
///
/// # Errors
/// As [`parse`].
pub fn parse_all(source: &Arc<Source>, comments: bool) -> Result<Parsed, Error> {
    let mut builder = Builder::new(Some(source));
    read::read_documents(&source.text, comments, &mut builder).map_err(|error| error.in_source(source))?;
    Ok(Parsed { documents: builder.documents, duplicates: builder.duplicates, comments: builder.comments })
}

/// Reads the first document of a text into a sink; tells whether there was one.
///
/// # Errors
/// As [`parse`]; the sink has then seen the beginning.
pub fn read_yaml(text: &str, sink: &mut impl Sink) -> Result<bool, Error> {
    read::read_first(text, sink)
}
