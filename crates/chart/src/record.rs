//! A chart inside a release record.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use diagnostic::Origin;
use jiff::Timestamp;
use yaml::{Mapping, Node, Value};

use crate::metadata::{Fields, dependencies};
use crate::{Chart, Error, File, Lock, Metadata};

/// What Go writes for a time that was never set.
const NO_TIME: &str = "0001-01-01T00:00:00Z";

impl Chart {
    /// The table that Helm keeps in a release record: everything but subcharts and what was read
    /// (the JSON of pkg/chart/v2/chart.go).
    ///
    /// # Errors
    /// A file that was not read yet cannot be read.
    pub fn to_record(&self) -> Result<Node, Error> {
        let schema_modified = self.raw_file("values.schema.json").and_then(|file| file.modified);
        let mut table = Mapping::new();
        table.insert("metadata", self.metadata.to_node());
        table.insert("lock", self.lock.as_ref().map(Lock::to_node).unwrap_or_default());
        table.insert("templates", files_node(&self.templates)?);
        table.insert("values", self.values.clone());
        table.insert("schema", self.schema.as_ref().map(|data| bytes_node(data)).unwrap_or_default());
        table.insert(
            "schemamodtime",
            Node::new(schema_modified.and_then(time).unwrap_or_else(|| NO_TIME.to_owned())),
        );
        table.insert("files", files_node(&self.files)?);
        if let Some(time) = self.raw_file("Chart.yaml").and_then(|file| file.modified).and_then(time) {
            table.insert("modtime", Node::new(time));
        }
        Ok(Node::new(table))
    }

    /// The chart of a release record, of Helm 3 and 4. A record that Helm wrote is not checked again, since
    /// it was installed as it is; it has no subcharts.
    ///
    /// # Errors
    /// A field has the wrong type, or is not base64.
    pub fn from_record(node: &Node) -> Result<Self, Error> {
        let fields = Fields::new(node, "chart")?;
        let mut metadata = Metadata::default();
        metadata.read(fields.get("metadata").unwrap_or(&Node::default()))?;
        let mut chart = Self {
            metadata,
            lock: fields.get("lock").map(lock).transpose()?,
            values: fields.get("values").cloned().unwrap_or_else(|| Node::new(Mapping::new())),
            schema: fields.get("schema").map(|node| bytes(node, "chart.schema")).transpose()?,
            ..Self::default()
        };
        fields.list("templates", &mut chart.templates, file)?;
        fields.list("files", &mut chart.files, file)?;
        Ok(chart)
    }
}

fn lock(node: &Node) -> Result<Lock, Error> {
    let fields = Fields::new(node, "chart.lock")?;
    let mut lock =
        Lock { generated: String::new(), digest: String::new(), dependencies: dependencies(&fields)? };
    fields.string("generated", &mut lock.generated)?;
    fields.string("digest", &mut lock.digest)?;
    Ok(lock)
}

fn files_node(files: &[File]) -> Result<Node, Error> {
    let file = |file: &File| {
        let mut table = Mapping::new();
        table.insert("name", Node::new(Arc::clone(&file.name)));
        table.insert("data", bytes_node(file.bytes()?));
        if let Some(time) = file.modified.and_then(time) {
            table.insert("modtime", Node::new(time));
        }
        Ok(Node::new(table))
    };
    Ok(Node::new(files.iter().map(file).collect::<Result<Vec<_>, Error>>()?))
}

fn file(node: &Node, path: String) -> Result<File, Error> {
    let fields = Fields::new(node, path.as_str())?;
    let (mut name, mut modified) = (String::new(), String::new());
    fields.string("name", &mut name)?;
    fields.string("modtime", &mut modified)?;
    let data = fields.get("data").map(|node| bytes(node, &format!("{path}.data"))).transpose()?;
    Ok(File {
        name: name.into(),
        data: data.unwrap_or_default().into(),
        modified: modified.parse().ok().map(Timestamp::as_second),
    })
}

fn bytes_node(data: &[u8]) -> Node {
    Node::new(STANDARD.encode(data))
}

fn bytes(node: &Node, path: &str) -> Result<Arc<[u8]>, Error> {
    let decoded = match &node.value {
        Value::String(text) => STANDARD.decode(text.as_bytes()).ok(),
        _ => None,
    };
    decoded.map(Arc::from).ok_or_else(|| Error::WrongType {
        path: path.to_owned(),
        expected: "base64",
        found: "something else",
        origin: Origin::clone(&node.origin),
    })
}

/// A time as Go's JSON writes it.
fn time(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}
