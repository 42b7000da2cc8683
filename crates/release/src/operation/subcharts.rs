//! What subcharts bring and a record has no room for: Helm's format holds the chart alone. It lies in a sidecar.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::releases::Releases;
use crate::error::{Error, Result};
use crate::readiness::Rules;
use crate::record::{Release, decode_packed, pack_json};

/// Name of the sidecar.
const SIDECAR: &str = "subcharts";

/// What the subcharts of a revision bring.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subcharts {
    /// Their rules of readiness.
    pub readiness: Rules,
    /// All values of the chart, with the defaults of its subcharts.
    pub values: Value,
}

impl Releases {
    /// What the subcharts of a revision brought; nothing where there are none, or Helm made the revision.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn subcharts_of(&self, name: &str, revision: u32) -> Result<Option<Subcharts>> {
        let Some(content) = self.store.sidecar(&self.namespace, name, revision, SIDECAR).await? else {
            return Ok(None);
        };
        let what = |error| format!("what its subcharts brought cannot be read: {error}");
        decode_packed(&content).map(Some).map_err(|error| Error::Record {
            name: name.into(),
            revision,
            what: what(error),
        })
    }

    /// Keeps what the subcharts of a revision bring beside its record. The release can do without: what cannot be kept is told.
    pub(super) async fn keep_subcharts(&self, release: &Release, subcharts: Option<&Subcharts>) {
        let Some(subcharts) = subcharts else { return };
        let kept = match pack_json(subcharts) {
            Ok(content) => {
                let (name, revision) = (&release.name, release.version);
                let kept = self.store.put_sidecar(&self.namespace, name, revision, SIDECAR, &content).await;
                kept.map_err(|error| error.to_string())
            }
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            self.events.warn(format!("what the subcharts bring cannot be kept beside the record: {error}"));
        }
    }
}
