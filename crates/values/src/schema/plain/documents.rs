//! A schema with all that it refers to.

use std::cell::Cell;

use jsonschema::Draft;

use super::keyword::{Keyword, Schema};
use super::read::{Document, read};
use super::{Sure, Unsure};
use crate::schema::compile::{Documents, draft_named};

/// A plain schema; every reference in it leads to a plain schema.
#[derive(Debug)]
pub(super) struct Plain<'t> {
    pub(super) draft: Draft,
    /// Each with its path below the chart's folder; the chart's own schema first.
    documents: Vec<(String, Schema<'t>)>,
    /// How many schemas have been held against values so far.
    pub(super) steps: Cell<u32>,
}

/// The name of the chart's own schema.
const OWN: &str = "values.schema.json";

impl<'t> Plain<'t> {
    /// Reads a schema and what it refers to.
    pub(super) fn read(text: &'t [u8], documents: &'t Documents) -> Sure<Self> {
        let Document { schema, draft } = document(text)?;
        let draft = match draft {
            Some(name) => draft_named(&name).ok_or(Unsure)?,
            None => Draft::Draft202012,
        };
        // Before, nothing but objects were schemas, and `if` was no keyword.
        if matches!(draft, Draft::Draft4 | Draft::Draft6) {
            return Err(Unsure);
        }
        let mut plain = Self { draft, documents: vec![(OWN.to_owned(), schema)], steps: Cell::new(0) };
        let mut read = 0;
        while read < plain.documents.len() {
            for path in plain.named_by(read) {
                if plain.documents.iter().all(|(known, _)| *known != path) {
                    let Document { schema, draft: own } = document(documents.text(&path).ok_or(Unsure)?)?;
                    if own.is_some_and(|name| draft_named(&name) != Some(draft)) {
                        return Err(Unsure);
                    }
                    plain.documents.push((path, schema));
                }
            }
            read += 1;
        }
        (0..plain.documents.len()).try_for_each(|at| plain.check_references(at, &plain.documents[at].1))?;
        Ok(plain)
    }

    /// The schema to hold values against, and the place of its document.
    pub(super) fn root(&self) -> (usize, &Schema<'t>) {
        (0, &self.documents[0].1)
    }

    /// Where a reference in a document leads.
    pub(super) fn resolve(&self, from: usize, reference: &str) -> Sure<(usize, &Schema<'t>)> {
        let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let at = if path.is_empty() {
            from
        } else {
            let path = beside(&self.documents[from].0, path);
            self.documents.iter().position(|(known, _)| *known == path).ok_or(Unsure)?
        };
        let mut schema = &self.documents[at].1;
        if !pointer.is_empty() {
            let mut steps = pointer.strip_prefix('/').ok_or(Unsure)?.split('/');
            while let Some(step) = steps.next() {
                schema = schema.step(step, || steps.next()).ok_or(Unsure)?;
            }
        }
        Ok((at, schema))
    }

    /// The paths of the other documents that a document names.
    fn named_by(&self, at: usize) -> Vec<String> {
        let (own, schema) = &self.documents[at];
        let mut paths = vec![];
        references(schema, &mut |reference| {
            let path = reference.split('#').next().unwrap_or_default();
            if !path.is_empty() {
                paths.push(beside(own, path));
            }
            Ok(())
        })
        .unwrap_or_default();
        paths
    }

    fn check_references(&self, at: usize, schema: &Schema<'t>) -> Sure<()> {
        references(schema, &mut |reference| self.resolve(at, reference).map(drop))
    }
}

/// Calls for each reference in a schema.
fn references(schema: &Schema<'_>, call: &mut dyn FnMut(&str) -> Sure<()>) -> Sure<()> {
    for keyword in &schema.keywords {
        if let Keyword::Reference(reference) = keyword {
            call(reference)?;
        }
    }
    schema.children().try_for_each(|child| references(child, call))
}

fn document(text: &[u8]) -> Sure<Document<'_>> {
    let text = std::str::from_utf8(text).map_err(|_| Unsure)?;
    read(text).map_err(|_| Unsure)
}

/// The path that one document names as another says it.
fn beside(document: &str, path: &str) -> String {
    let folder = match path.strip_prefix('/') {
        Some(_) => "",
        None => document.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let mut steps: Vec<&str> = vec![];
    for step in folder.split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_beside_the_document_that_names_them() {
        assert_eq!(beside("values.schema.json", "ide/git.json"), "ide/git.json");
        assert_eq!(beside("ide/git.json", "role.json"), "ide/role.json");
        assert_eq!(beside("ide/git.json", "../proxy.json"), "proxy.json");
        assert_eq!(beside("ide/git.json", "/proxy.json"), "proxy.json");
        assert_eq!(beside("ide/git.json", "./../../a.json"), "a.json");
    }
}
