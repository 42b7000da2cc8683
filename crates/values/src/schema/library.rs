//! The schemas that a `$ref` or `overwriteSchemaWith` may name.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use serde_json::Value;

/// Named schemas outside any chart, such as `ide/resources.json`.
#[derive(Clone, Debug, Default)]
pub struct Library {
    schemas: Arc<BTreeMap<String, Arc<Entry>>>,
}

/// A schema that is read when it is first asked for: most renders ask for none.
#[derive(Debug, Default)]
struct Entry {
    text: &'static str,
    schema: OnceLock<Option<Value>>,
}

/// One for the process: what was read stays read.
static BUNDLED: LazyLock<Library> = LazyLock::new(|| {
    let entry = |text| Arc::new(Entry { text, schema: OnceLock::new() });
    let schemas = super::bundled::SCHEMAS.iter().map(|(name, text)| ((*name).to_owned(), entry(text)));
    Library { schemas: Arc::new(schemas.collect()) }
});

impl Library {
    /// None at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The schemas that come with rhumb, named as Onyxia names its own.
    pub fn bundled() -> Self {
        BUNDLED.clone()
    }

    /// Adds a schema, or replaces the one of that name.
    pub fn insert(&mut self, name: impl Into<String>, schema: Value) {
        let entry = Entry { text: "", schema: OnceLock::from(Some(schema)) };
        Arc::make_mut(&mut self.schemas).insert(name.into(), Arc::new(entry));
    }

    /// The schema of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let entry = self.schemas.get(name)?;
        entry.schema.get_or_init(|| serde_json::from_str(entry.text).ok()).as_ref()
    }

    /// The text of a schema that came as one.
    pub(super) fn text(&self, name: &str) -> Option<&'static str> {
        self.schemas.get(name).map(|entry| entry.text).filter(|text| !text.is_empty())
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.schemas.keys().map(String::as_str)
    }
}
