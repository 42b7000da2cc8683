//! The records of releases in the cluster.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cluster::{Apply, Cluster, Failure, Propagation, Resource, Write};
use crate::error::{Error, Result};
use crate::object::{ObjectMeta, ObjectRef};
use crate::record::{self, Carrier, Driver, Release, Status, Summary};

/// A revision as the labels of its record show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Name of the release.
    pub name: String,
    /// Namespace of the record.
    pub namespace: String,
    /// Number of the revision.
    pub revision: u32,
    /// Its state.
    pub status: Status,
    /// When the record was created, RFC 3339.
    pub created: String,
    /// The user's own labels.
    pub labels: BTreeMap<String, String>,
}

/// The records of releases in the cluster.
#[derive(Clone)]
pub struct Store {
    pub(super) cluster: Cluster,
    pub(super) driver: Driver,
}

impl Store {
    /// The records of a cluster.
    pub fn new(cluster: Cluster, driver: Driver) -> Self {
        Self { cluster, driver }
    }

    /// Where records are kept.
    pub(crate) fn driver(&self) -> Driver {
        self.driver
    }

    pub(crate) fn resource(&self) -> Resource {
        Resource::core(self.driver.kind(), self.driver.plural(), true)
    }

    pub(super) fn reference(&self, namespace: &str, key: String) -> ObjectRef {
        ObjectRef {
            api_version: "v1".into(),
            kind: self.driver.kind().into(),
            namespace: Some(namespace.into()),
            name: key,
        }
    }

    /// The revisions of a release, or of all releases, oldest first, from labels alone. Without a namespace all are
    /// searched.
    ///
    /// # Errors
    /// Where records cannot be listed.
    pub async fn entries(&self, namespace: Option<&str>, name: Option<&str>) -> Result<Vec<Entry>> {
        let mut entries = vec![];
        let selector = record::key_labels(name);
        let selectors = [("labelSelector", selector.as_str())];
        self.cluster
            .list_metadata(&self.resource(), namespace, &selectors, |item| entries.extend(entry(item)))
            .await?;
        entries.sort_by(|a: &Entry, b: &Entry| {
            (&a.namespace, &a.name, a.revision).cmp(&(&b.namespace, &b.name, b.revision))
        });
        Ok(entries)
    }

    /// A revision, whole.
    ///
    /// # Errors
    /// [`Error::NoRevision`] where there is none; [`Error::Record`] where it cannot be read.
    pub async fn get(&self, namespace: &str, name: &str, revision: u32) -> Result<Release> {
        self.get_listed(vec![], namespace, name, revision).await
    }

    /// The records of a release whose labels say that they are deployed, as the cluster has them: one, as a rule.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub(crate) async fn deployed(&self, namespace: &str, name: &str) -> Result<Vec<Value>> {
        let selector = format!("{},status={}", record::key_labels(Some(name)), Status::Deployed);
        let selectors = [("labelSelector", selector.as_str())];
        Ok(self.cluster.list(&self.resource(), Some(namespace), &selectors).await?.0)
    }

    /// As [`Store::get`], where the record may be among some that were listed.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn get_listed(
        &self,
        listed: Vec<Value>,
        namespace: &str,
        name: &str,
        revision: u32,
    ) -> Result<Release> {
        let key = record::key(name, revision);
        let release = match listed.iter().find(|object| object["metadata"]["name"] == *key) {
            Some(object) => record::read_object(object, self.driver)?,
            None => self.get_bare(namespace, name, revision).await?,
        };
        let Some(place) = record::parts_of(&release) else { return Ok(release) };
        let parts = self.parts(namespace, name, place).await?;
        record::join(release, &parts).map_err(|what| Error::Record { name: name.into(), revision, what })
    }

    /// A revision as its record alone has it. One that lies in parts lacks them: enough for changing its state.
    ///
    /// # Errors
    /// As [`Store::get`].
    pub(crate) async fn get_bare(&self, namespace: &str, name: &str, revision: u32) -> Result<Release> {
        let reference = self.reference(namespace, record::key(name, revision));
        match self.cluster.get(&self.resource(), &reference).await? {
            Some(object) => record::read_object(&object, self.driver),
            None => Err(Error::NoRevision { name: name.into(), revision, have: vec![] }),
        }
    }

    /// What a list shows of a revision.
    ///
    /// # Errors
    /// As [`Store::get`].
    pub async fn summary(&self, namespace: &str, name: &str, revision: u32) -> Result<Summary> {
        let reference = self.reference(namespace, record::key(name, revision));
        let none = || Error::NoRevision { name: name.into(), revision, have: vec![] };
        let object = self.cluster.get(&self.resource(), &reference).await?.ok_or_else(none)?;
        let carrier: std::result::Result<Carrier, _> = serde_json::from_value(object);
        let summary =
            carrier.map_err(|error| error.to_string()).and_then(|carrier| carrier.summary(self.driver));
        summary.map_err(|what| Error::Record { name: name.into(), revision, what })
    }

    /// What a list shows of every revision that was not superseded, in one pass.
    pub(crate) async fn current(&self, namespace: Option<&str>) -> Result<Vec<Summary>> {
        let mut found = vec![];
        let selectors = [("labelSelector", "owner=helm,status!=superseded")];
        self.cluster
            .list_each(&self.resource(), namespace, &selectors, |carrier: Carrier| {
                // Helm too passes over records that it cannot read.
                found.extend(carrier.summary(self.driver).ok());
            })
            .await?;
        Ok(found)
    }

    /// Writes a new revision. That it did not exist is the lock that Helm sees.
    ///
    /// # Errors
    /// [`Error::Pending`] where somebody else has just written this revision.
    pub async fn create(&self, release: &Release, now: i64) -> Result<()> {
        let fitted = record::fit(release)?;
        let object = record::object_with(release, &fitted.text, self.driver, ("createdAt", now));
        let reference = self.reference(&release.namespace, record::key(&release.name, release.version));
        let ours = |there: &Value| there["data"] == object["data"];
        let how = Apply::default();
        match self.cluster.create_surely(&self.resource(), &reference, &object, how, ours).await {
            Ok(record) => self.write_parts(&record, &fitted.parts).await,
            Err(error) if error.failure == Failure::Exists => Err(Error::Pending {
                name: release.name.clone(),
                what: format!("revision {} has just been written by somebody else", release.version),
                abandoned: false,
            }),
            Err(error) => Err(error.into()),
        }
    }

    /// Rewrites a revision.
    ///
    /// # Errors
    /// Where the cluster refuses it.
    pub async fn update(&self, release: &Release, now: i64) -> Result<()> {
        let fitted = record::fit(release)?;
        let object = record::object_with(release, &fitted.text, self.driver, ("modifiedAt", now));
        let reference = self.reference(&release.namespace, record::key(&release.name, release.version));
        // What did fit may have grown by the runs of its hooks.
        if !fitted.parts.is_empty() && self.first_part(release).await?.is_none() {
            let record = self.cluster.get(&self.resource(), &reference).await?.unwrap_or_default();
            self.write_parts(&record, &fitted.parts).await?;
        }
        let how = Apply::default();
        Ok(self.cluster.write_blindly(Write::Replace, &self.resource(), &reference, &object, how).await?)
    }

    /// Deletes a revision's record, if it is there.
    ///
    /// # Errors
    /// Where the cluster refuses it.
    pub async fn delete(&self, namespace: &str, name: &str, revision: u32) -> Result<()> {
        let reference = self.reference(namespace, record::key(name, revision));
        self.cluster.delete(&self.resource(), &reference, Propagation::Background, None).await?;
        Ok(())
    }
}

fn entry(item: ObjectMeta) -> Option<Entry> {
    Some(Entry {
        name: item.labels.get("name")?.clone(),
        revision: record::revision_of(&item.name)?,
        status: item.labels.get("status").map_or("", String::as_str).into(),
        namespace: item.namespace,
        created: item.creation_timestamp,
        labels: record::own_labels(item.labels),
    })
}
