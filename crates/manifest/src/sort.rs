//! Files into hooks and documents in order (pkg/release/v1/util/manifest_sorter.go).

use std::sync::Arc;

use crate::hook::Classified;
use crate::{Document, Error, Hook, KindOrder, Part, Text, split};

/// The documents of rendered files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sorted {
    /// Hooks, by kind; [`crate::execution_order`] gives the order in which they run.
    pub hooks: Vec<Hook>,
    /// All other documents, by kind, equal kinds by path and then as in their file.
    pub documents: Vec<Document>,
    /// Documents that are left out, as Helm does, since their annotation names an event that does not exist.
    pub unknown_hooks: Vec<Document>,
}

/// Reads the documents of one rendered file.
///
/// # Errors
/// The first document that is no YAML, or no object.
pub fn read_file(path: &str, text: &Text) -> Result<Vec<Document>, Error> {
    let path: Arc<str> = path.into();
    let place = |part: &Part<'_>| part.start..part.start + part.text.len();
    split(text).map(|part| Document::read(&path, part.line, text.part(place(&part)))).collect()
}

/// Reads and sorts rendered files, given as path and text; files whose name begins with `_` do not count.
///
/// # Errors
/// The first document, by path, that is no YAML, or no object.
pub fn sort_files<'t, T: Into<Text>>(
    files: impl IntoIterator<Item = (&'t str, T)>,
    order: KindOrder,
) -> Result<Sorted, Error> {
    let mut files: Vec<(&str, T)> = files.into_iter().collect();
    files.sort_by_key(|(path, _)| *path);
    let mut documents = Vec::new();
    for (path, text) in files {
        let name = path.rsplit('/').next().unwrap_or(path);
        if !name.starts_with('_') {
            documents.extend(read_file(path, &text.into())?);
        }
    }
    Ok(sort_manifest(documents, order))
}

/// Sorts documents into hooks and others.
pub fn sort_manifest(documents: Vec<Document>, order: KindOrder) -> Sorted {
    let mut sorted = Sorted::default();
    for document in documents {
        match Hook::classify(document) {
            Classified::Plain(document) => sorted.documents.push(document),
            Classified::Hook(hook) => sorted.hooks.push(hook),
            Classified::Unknown(document) => sorted.unknown_hooks.push(document),
        }
    }
    sorted.hooks.sort_by(|a, b| order.compare(&a.document.head.kind, &b.document.head.kind));
    sorted.documents.sort_by(|a, b| order.compare(&a.head.kind, &b.head.kind));
    sorted
}
