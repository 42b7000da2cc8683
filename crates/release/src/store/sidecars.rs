//! What rhumb keeps beside a record.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::records::Store;
use crate::cluster::{Apply, Write};
use crate::error::{Error, Result};
use crate::record::{self, Parts, Release};

impl Store {
    /// Keeps content beside the record of a revision, in the place of what was there. It goes when the record goes,
    /// whoever deletes that. `sidecar` names it: lower case letters, digits and `-`.
    ///
    /// # Errors
    /// [`Error::NoRevision`] where there is no such record; where the cluster refuses it, which it does above 1 MiB.
    pub async fn put_sidecar(
        &self,
        namespace: &str,
        name: &str,
        revision: u32,
        sidecar: &str,
        content: &[u8],
    ) -> Result<()> {
        let reference = self.reference(namespace, record::key(name, revision));
        let none = || Error::NoRevision { name: name.into(), revision, have: vec![] };
        let record = self.cluster.get(&self.resource(), &reference).await?.ok_or_else(none)?;
        self.write_sidecar(&record, sidecar, content).await
    }

    /// The content of a sidecar; nothing where there is none.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn sidecar(
        &self,
        namespace: &str,
        name: &str,
        revision: u32,
        sidecar: &str,
    ) -> Result<Option<Vec<u8>>> {
        let reference = self.reference(namespace, record::sidecar_key(name, revision, sidecar));
        let object = self.cluster.get(&self.resource(), &reference).await?;
        Ok(object.and_then(|object| record::read_sidecar(&object, self.driver)).map(|(_, content)| content))
    }

    /// The content of the sidecars of that name by the revisions that have one.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub async fn sidecars(
        &self,
        namespace: &str,
        name: &str,
        sidecar: &str,
    ) -> Result<BTreeMap<u32, Vec<u8>>> {
        let selector = record::sidecar_labels(name, sidecar);
        let selectors = [("labelSelector", selector.as_str())];
        let mut found = BTreeMap::new();
        self.cluster
            .list_each(&self.resource(), Some(namespace), &selectors, |object: Value| {
                found.extend(record::read_sidecar(&object, self.driver));
            })
            .await?;
        Ok(found)
    }

    /// Keeps content beside a record, which is given as the cluster has it.
    pub(super) async fn write_sidecar(&self, record: &Value, sidecar: &str, content: &[u8]) -> Result<()> {
        let Some(object) = record::to_sidecar(record, self.driver, sidecar, content) else { return Ok(()) };
        let name = object["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let reference = self.reference(record["metadata"]["namespace"].as_str().unwrap_or_default(), name);
        let how = Apply { force: true, ..Apply::default() };
        self.cluster.write(Write::Apply, &self.resource(), &reference, &object, how).await?;
        Ok(())
    }

    /// Writes the parts of a record that does not fit, the first one last: where it is, all are.
    pub(super) async fn write_parts(&self, record: &Value, parts: &[Vec<u8>]) -> Result<()> {
        for (index, part) in parts.iter().enumerate().rev() {
            self.write_sidecar(record, &record::part_name(index), part).await?;
        }
        Ok(())
    }

    /// The first part of a record that does not fit.
    pub(super) async fn first_part(&self, release: &Release) -> Result<Option<Vec<u8>>> {
        self.sidecar(&release.namespace, &release.name, release.version, &record::part_name(0)).await
    }

    /// The parts of a record that did not fit.
    pub(super) async fn parts(
        &self,
        namespace: &str,
        name: &str,
        Parts { revision, count }: Parts,
    ) -> Result<Vec<Vec<u8>>> {
        stream::iter(0..count)
            .map(|index| async move {
                let part = self.sidecar(namespace, name, revision, &record::part_name(index)).await?;
                part.ok_or_else(|| Error::Record {
                    name: name.into(),
                    revision,
                    what: format!("it lies in {count} parts, and part {index} is missing"),
                })
            })
            .buffered(self.cluster.parallel())
            .try_collect()
            .await
    }
}
