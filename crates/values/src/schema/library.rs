//! The schemas that a `$ref` or `overwriteSchemaWith` may name.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

/// Named schemas outside any chart, such as `ide/resources.json`.
#[derive(Clone, Debug, Default)]
pub struct Library {
    schemas: BTreeMap<String, Arc<Value>>,
}

impl Library {
    /// None at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The schemas that come with rhumb, named as Onyxia names its own.
    pub fn bundled() -> Self {
        let mut library = Self::default();
        for (name, text) in super::bundled::SCHEMAS {
            // A test reads each of them, so that none is lost here.
            if let Ok(schema) = serde_json::from_str(text) {
                library.insert(*name, schema);
            }
        }
        library
    }

    /// Adds a schema, or replaces the one of that name.
    pub fn insert(&mut self, name: impl Into<String>, schema: Value) {
        self.schemas.insert(name.into(), Arc::new(schema));
    }

    /// The schema of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.schemas.get(name).map(|schema| &**schema)
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.schemas.keys().map(String::as_str)
    }
}
