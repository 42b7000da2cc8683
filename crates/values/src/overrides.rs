//! What a user sets: `-f` files and the `--set` flags.

use std::collections::HashMap;
use std::sync::Arc;

use chart::{merge_tables, read_values};
use diagnostic::{Origin, Source, SourceKind, Span};
use yaml::{Mapping, Node};

use crate::error::Error;
use crate::layer::{Layer, LayerKind};
use crate::set::{Mode, apply, json_node};

/// What a user sets, as typed. Files come first, then the flags in the order of these fields, whatever their
/// order on the command line (Helm's pkg/cli/values/options.go).
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `-f`: files that were read, from the weakest to the strongest. Each may hold several documents.
    pub files: Vec<Arc<Source>>,
    /// `--set-json`: `key=json,…`, or a whole JSON object.
    pub json: Vec<String>,
    /// `--set`.
    pub set: Vec<String>,
    /// `--set-string`.
    pub string: Vec<String>,
    /// `--set-file`: `key=path,…`.
    pub file: Vec<String>,
    /// `--set-literal`.
    pub literal: Vec<String>,
}

/// A user's values, merged, and the layers they were merged from.
#[derive(Clone, Debug, Default)]
pub struct UserValues {
    /// The merged table.
    pub values: Node,
    /// One layer per file and per flag, from the weakest to the strongest; [`crate::why`] reads them.
    pub layers: Vec<Layer>,
}

impl Overrides {
    /// Reads and merges everything.
    ///
    /// `read` gives the text of a path or URL that `--set-file` names; its error is shown as it is.
    ///
    /// # Errors
    ///
    /// A file that is not YAML or not a table; a flag that is malformed or meets a value of another kind.
    pub fn collect(&self, read: &mut dyn FnMut(&str) -> Result<String, String>) -> Result<UserValues, Error> {
        let mut base = Node::new(Mapping::new());
        let mut layers = Vec::new();
        let mut known: HashMap<String, String> = HashMap::new();
        // A flag is applied twice, on the whole and alone, but a file is read once.
        let mut read = |path: &str| match known.get(path) {
            Some(text) => Ok(text.clone()),
            None => {
                let text = read(path)?;
                known.insert(path.to_owned(), text.clone());
                Ok(text)
            }
        };
        for source in &self.files {
            let values = read_values(source)?;
            layers.push(Layer { kind: LayerKind::File, name: source.name.clone(), values: values.clone() });
            merge_tables(&mut base, values);
        }
        let mut flag = |source: Arc<Source>, mode: &mut dyn FnMut(&mut Node) -> Result<(), String>| {
            let failed = |why| Error::Flag { flag: Arc::clone(&source), why };
            mode(&mut base).map_err(failed)?;
            // Alone, for provenance; a flag that leans on what is below it is shown by its final part only.
            let mut alone = Node::new(Mapping::new());
            if mode(&mut alone).is_ok() {
                layers.push(Layer { kind: LayerKind::Flag, name: source.name.clone(), values: alone });
            }
            Ok::<(), Error>(())
        };
        for text in &self.json {
            // A JSON number is a float in Go, as from a file, while one of `--set` is an int64; the kind of the
            // source tells them apart.
            let source = Source::new(SourceKind::File, "--set-json", text.as_str());
            flag(Arc::clone(&source), &mut |values| set_json(&source, values))?;
        }
        for text in &self.set {
            let source = Source::flag("--set", text.as_str());
            flag(Arc::clone(&source), &mut |values| apply(&source, Mode::Typed, values))?;
        }
        for text in &self.string {
            let source = Source::flag("--set-string", text.as_str());
            flag(Arc::clone(&source), &mut |values| apply(&source, Mode::Text, values))?;
        }
        for text in &self.file {
            let source = Source::flag("--set-file", text.as_str());
            flag(Arc::clone(&source), &mut |values| apply(&source, Mode::File(&mut read), values))?;
        }
        for text in &self.literal {
            let source = Source::flag("--set-literal", text.as_str());
            flag(Arc::clone(&source), &mut |values| apply(&source, Mode::Literal, values))?;
        }
        Ok(UserValues { values: base, layers })
    }
}

fn set_json(source: &Arc<Source>, values: &mut Node) -> Result<(), String> {
    let trimmed = source.text.trim();
    if !trimmed.starts_with('{') {
        return apply(source, Mode::Json, values);
    }
    let json = serde_json::from_str(trimmed).map_err(|error| error.to_string())?;
    let origin = Origin::new(source, Span::new(0, source.text.len()));
    merge_tables(values, json_node(json, &origin)?);
    Ok(())
}
