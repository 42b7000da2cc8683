//! The rules of readiness of subcharts: Helm's format holds the files of the chart alone, so they lie in a sidecar.

use super::releases::Releases;
use crate::error::{Error, Result};
use crate::readiness::Rules;
use crate::record::Release;

/// Name of the sidecar.
const SIDECAR: &str = "readiness";

impl Releases {
    /// The rules that the subcharts of a revision brought; none where Helm made it.
    pub(super) async fn subchart_rules(&self, name: &str, revision: u32) -> Result<Rules> {
        let kept = self.store.sidecar(&self.namespace, name, revision, SIDECAR).await?;
        let Some(content) = kept else { return Ok(Rules::default()) };
        serde_json::from_slice(&content).map_err(|error| Error::Record {
            name: name.into(),
            revision,
            what: format!("the rules of readiness of its subcharts cannot be read: {error}"),
        })
    }

    /// Keeps the rules that the subcharts of a revision bring beside its record.
    pub(super) async fn keep_subchart_rules(&self, release: &Release, rules: &Rules) -> Result<()> {
        if rules.is_empty() {
            return Ok(());
        }
        let (name, revision) = (&release.name, release.version);
        let content = serde_json::to_vec(rules).map_err(|error| Error::Record {
            name: name.clone(),
            revision,
            what: format!("the rules of readiness of its subcharts cannot be kept: {error}"),
        })?;
        self.store.put_sidecar(&self.namespace, name, revision, SIDECAR, &content).await
    }
}
