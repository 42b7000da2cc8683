//! From the text of a schema to a validator.

use std::error::Error as StdError;

use chart::Chart;
use jsonschema::{Draft, PatternOptions, Retrieve, Uri, Validator};
use serde_json::Value;

use super::instance::Values;
use super::library::Library;

/// The place where a chart's own schema stands, as in Helm; relative references start here.
pub(super) const BASE: &str = "file:///values.schema.json";

/// Builds the validator of a schema, and takes `$schema` out of it. References reach the chart's own files and the library, never the network
/// or the file system.
///
/// # Errors
///
/// A sentence: the schema is no valid schema of its draft, or a reference leads nowhere.
pub(super) fn compile(schema: &mut Value, documents: &Documents) -> Result<Validator<Values>, String> {
    let draft = draft_of(schema);
    if let (Some(_), Value::Object(members)) = (draft, &mut *schema) {
        // The draft is set by hand, and a name such as `http://json-schema.org/schema#` is none that can be read.
        members.shift_remove("$schema");
    }
    let draft = draft.unwrap_or(Draft::Draft202012);
    // Helm's validator asserts formats up to draft 7 only.
    let formats = matches!(draft, Draft::Draft4 | Draft::Draft6 | Draft::Draft7);
    jsonschema::options_for::<Values>()
        .with_draft(draft)
        .should_validate_formats(formats)
        .should_ignore_unknown_formats(true)
        // Nor does it look into texts that are something else in base64.
        .without_content_encoding_support("base64")
        .without_content_media_type_support("application/json")
        // Linear time, and no look-around, which Go's RE2 refuses as well.
        .with_pattern_options(PatternOptions::regex())
        .with_base_uri(BASE)
        .with_retriever(documents.clone())
        .build(schema)
        .map_err(|error| {
            let path = error.instance_path().as_str();
            if path.is_empty() { error.to_string() } else { format!("{error} (at #{path})") }
        })
}

/// The draft that `$schema` names; none where it is absent or unknown.
fn draft_of(schema: &Value) -> Option<Draft> {
    draft_named(schema.get("$schema")?.as_str()?)
}

/// The draft of a name, if it is known.
pub(super) fn draft_named(name: &str) -> Option<Draft> {
    let name = name.trim_start_matches("http://").trim_start_matches("https://").trim_end_matches('#');
    Some(match name {
        "json-schema.org/draft-04/schema" => Draft::Draft4,
        "json-schema.org/draft-06/schema" => Draft::Draft6,
        "json-schema.org/draft-07/schema" => Draft::Draft7,
        "json-schema.org/draft/2019-09/schema" => Draft::Draft201909,
        "json-schema.org/draft/2020-12/schema" | "json-schema.org/schema" => Draft::Draft202012,
        _ => return None,
    })
}

/// The documents that a reference may reach: JSON files of the chart, and the library.
#[derive(Clone)]
pub(super) struct Documents {
    files: Vec<chart::File>,
    library: Library,
}

impl Documents {
    pub(super) fn new(chart: &Chart, library: &Library) -> Self {
        let files = chart.files.iter().filter(|file| file.name.ends_with(".json")).cloned().collect();
        Self { files, library: library.clone() }
    }

    /// Those of the library alone.
    #[cfg(test)]
    pub(super) fn of_library(library: &Library) -> Self {
        Self { files: vec![], library: library.clone() }
    }

    /// The text of a document of the chart or of the library, if it is there and can be read.
    pub(super) fn text(&self, path: &str) -> Option<&[u8]> {
        match self.files.iter().find(|file| &*file.name == path) {
            Some(file) => file.bytes().ok(),
            None => self.library.text(path).map(str::as_bytes),
        }
    }

    /// The document of a URI.
    pub(super) fn get(&self, uri: &str) -> Result<Value, String> {
        if let Some(name) = uri.strip_prefix("urn:") {
            // Helm takes a URN that nobody resolves for `true`.
            let known = name.strip_prefix("rhumb:schemas:").and_then(|name| self.library.get(name));
            return Ok(known.cloned().unwrap_or(Value::Bool(true)));
        }
        let Some(path) = uri.strip_prefix("file:///") else {
            return Err(format!(
                "`{uri}` is not read: schemas may only refer to the chart's own files and to rhumb's schemas"
            ));
        };
        if let Some(file) = self.files.iter().find(|file| &*file.name == path) {
            let bytes = file.bytes().map_err(|error| error.to_string())?;
            return serde_json::from_slice(bytes).map_err(|error| format!("`{path}` is not JSON: {error}"));
        }
        if let Some(schema) = self.library.get(path) {
            return Ok(schema.clone());
        }
        let names = self.files.iter().map(|file| &*file.name).chain(self.library.names());
        let near = diagnostic::nearest(path, names).map(|near| format!("; there is `{near}`"));
        Err(format!("neither the chart nor rhumb has a schema `{path}`{}", near.unwrap_or_default()))
    }
}

impl Retrieve for Documents {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn StdError + Send + Sync>> {
        Ok(self.get(uri.as_str())?)
    }
}
