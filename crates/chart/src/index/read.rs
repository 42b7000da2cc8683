//! An index from YAML or JSON.

use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, Source};
use version::Version;
use yaml::{Node, Value};

use super::{Index, IndexEntry};
use crate::metadata::Fields;
use crate::{Error, Metadata, Rule};

impl Index {
    /// Reads an index, which may be JSON as well as YAML. Entries that break a rule of Chart.yaml are left out
    /// with a warning, and the versions of each chart are sorted, the newest first (`loadIndex`).
    ///
    /// # Errors
    /// Text that is empty, no YAML, or no index at all.
    pub fn parse(source: &Arc<Source>, warnings: &mut Vec<Diagnostic>) -> Result<Self, Error> {
        if source.text.is_empty() {
            return Err(Error::EmptyIndex { name: source.name.clone() });
        }
        let is_json = source.text.trim_start().starts_with('{');
        let node = match is_json.then(|| yaml::parse_json(source)) {
            Some(Ok(node)) => node,
            _ => yaml::parse_one(source)?,
        };
        let fields = Fields::new(&node, "")?;
        let mut index = Self::default();
        fields.string("apiVersion", &mut index.api_version)?;
        if index.api_version.is_empty() {
            return Err(Error::NoIndexVersion { name: source.name.clone() });
        }
        fields.string("generated", &mut index.generated)?;
        fields.strings("publicKeys", &mut index.public_keys)?;
        for (key, text) in fields.texts("annotations")? {
            index.annotations.insert(key.to_owned(), text);
        }
        let Some(entries) = fields.get("entries") else { return Ok(index) };
        let wrong = |expected, node: &Node| Error::WrongType {
            path: "entries".to_owned(),
            expected,
            found: "something else",
            origin: node.origin.clone(),
        };
        let entries = entries.as_mapping().ok_or_else(|| wrong("a table of lists", entries))?;
        for (name, versions) in entries.iter() {
            let items = match &versions.value {
                Value::Null => &[],
                Value::Sequence(items) => &items[..],
                _ => return Err(wrong("a table of lists", versions)),
            };
            let mut kept = vec![];
            for item in items {
                match entry(item) {
                    Ok(entry) => kept.push(entry),
                    Err(error) => warnings.push(skipped(name, source, &error)),
                }
            }
            sort(&mut kept);
            index.entries.insert(name.to_owned(), kept);
        }
        Ok(index)
    }
}

/// Newest first; what is no version comes last.
pub(super) fn sort(entries: &mut [IndexEntry]) {
    entries.sort_by_cached_key(|entry| std::cmp::Reverse(Version::parse(&entry.metadata.version).ok()));
}

fn entry(node: &Node) -> Result<IndexEntry, Error> {
    if node.is_null() {
        let origin = node.origin.clone();
        return Err(Error::WrongType { path: String::new(), expected: "an entry", found: "nothing", origin });
    }
    let fields = Fields::new(node, "")?;
    let mut entry = IndexEntry { metadata: Metadata::default(), ..IndexEntry::default() };
    entry.metadata.read(node)?;
    entry.metadata.default_api_version();
    match entry.metadata.validate_at(Some(&fields)) {
        // A well-known repository software drops aliases from its index (helm#12748).
        Err(violation) if !matches!(violation.rule, Rule::DuplicateDependency(_)) => {
            return Err(violation.into());
        }
        _ => {}
    }
    fields.strings("urls", &mut entry.urls)?;
    fields.string("created", &mut entry.created)?;
    fields.bool("removed", &mut entry.removed)?;
    fields.string("digest", &mut entry.digest)?;
    Ok(entry)
}

fn skipped(name: &str, source: &Source, error: &Error) -> Diagnostic {
    let cause = error.diagnostic();
    let message = format!("skipped an invalid entry of chart {name:?} in {}: {}", source.name, cause.message);
    let mut warning = Diagnostic::warning(Kind::Chart, message);
    warning.labels = cause.labels;
    warning
}
