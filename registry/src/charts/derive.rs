//! Reading an archive; the files of it that user interfaces want.

use bytes::Bytes;
use chart::{Chart, File};
use serde_json::{Map, Value};

use crate::Error;
use crate::store::Blob;

/// Largest archive that is looked into, in bytes; Helm's own limit is 100 MiB unpacked.
const LARGEST: usize = 32 << 20;

/// A file of a chart that user interfaces want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartFile {
    /// values.yaml.
    Values,
    /// values.schema.json.
    Schema,
    /// README.md.
    Readme,
}

/// The files of a chart that user interfaces want.
#[derive(Clone, Debug, Default)]
pub struct ChartFiles {
    values: Bytes,
    schema: Option<Bytes>,
    readme: Option<Bytes>,
}

impl ChartFiles {
    /// The bytes of a file; a chart without values.yaml has an empty one.
    pub fn get(&self, file: ChartFile) -> Option<Bytes> {
        match file {
            ChartFile::Values => Some(self.values.clone()),
            ChartFile::Schema => self.schema.clone(),
            ChartFile::Readme => self.readme.clone(),
        }
    }

    /// Bytes of all of them.
    pub(super) fn size(&self) -> usize {
        self.values.len()
            + self.schema.as_ref().map_or(0, Bytes::len)
            + self.readme.as_ref().map_or(0, Bytes::len)
    }

    pub(super) fn of(chart: &Chart) -> Self {
        // Archives are read whole.
        let bytes = |file: &File| file.bytes().map(Bytes::copy_from_slice).unwrap_or_default();
        let file = |name: &str| chart.raw_file(name).map(bytes);
        let readme = chart.raw.iter().find(|file| file.name.eq_ignore_ascii_case("readme.md"));
        Self {
            values: file("values.yaml").unwrap_or_default(),
            schema: file("values.schema.json"),
            readme: readme.map(bytes),
        }
    }
}

/// Unpacks an archive in memory. Blocks.
pub(super) fn unpack(blob: Blob) -> Result<Chart, Error> {
    let name = blob.digest.to_string();
    unpack_bytes(&name, &blob.read(LARGEST)?)
}

/// Unpacks an archive in memory; `name` is for errors. Blocks.
pub(super) fn unpack_bytes(name: &str, archive: &[u8]) -> Result<Chart, Error> {
    Chart::from_archive(name, archive).map_err(|error| Error::ChartInvalid { reason: error.to_string() })
}

/// Chart.yaml as JSON, in Helm's order of keys.
pub(super) fn metadata(chart: &Chart) -> Result<Map<String, Value>, Error> {
    serde_json::from_str(&chart.metadata.oci_config())
        .map_err(|error| Error::ChartInvalid { reason: format!("Chart.yaml is no table: {error}") })
}
