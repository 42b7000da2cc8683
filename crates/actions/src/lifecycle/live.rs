//! The live cluster as templates see it.

use std::sync::Arc;

use engine::{Capabilities, Cluster, KubeVersion, Query};
use release::object::ObjectRef;
use release::operation::Releases;
use serde_json::{Value, json};
use tokio::runtime::Handle;
use yaml::Node;

use super::get::node;
use crate::{Failure, Result};

/// What is known of a live cluster's versions, with the kinds that are about to come.
///
/// # Errors
/// When the cluster does not answer.
pub(super) async fn capabilities(releases: &Releases, coming: &[(String, String)]) -> Result<Capabilities> {
    let cluster = releases.cluster();
    let (version, discovery) =
        futures::try_join!(cluster.version(), cluster.discovery()).map_err(release::Error::from)?;
    let kube_version = KubeVersion::parse(&version.git_version).map_err(|why| {
        Failure::new(diagnostic::Kind::Remote, format!("the version of the cluster: {why}"))
    })?;
    let mut api_versions = discovery.api_versions();
    api_versions
        .extend(coming.iter().flat_map(|(version, kind)| [version.clone(), format!("{version}/{kind}")]));
    api_versions.sort();
    api_versions.dedup();
    Ok(Capabilities { kube_version, api_versions })
}

/// Answers `lookup` by requests. A render runs on a thread of its own, which waits for the runtime's answer.
pub(super) struct LiveCluster {
    cluster: release::Cluster,
    runtime: Handle,
    /// Kinds that are about to come, as `apiVersion` and kind: there are no objects of them yet.
    coming: Vec<(String, String)>,
}

impl LiveCluster {
    /// The cluster of releases, seen from a render that the current runtime starts.
    pub(super) fn of(releases: &Releases, coming: Vec<(String, String)>) -> Arc<dyn Cluster> {
        Arc::new(Self { cluster: releases.cluster().clone(), runtime: Handle::current(), coming })
    }

    async fn look(&self, query: Query<'_>) -> std::result::Result<Option<Value>, release::Error> {
        let namespace = (!query.namespace.is_empty()).then(|| query.namespace.to_owned());
        let object = ObjectRef {
            api_version: query.api_version.into(),
            kind: query.kind.into(),
            namespace,
            name: query.name.into(),
        };
        let comes =
            |(version, kind): &(String, String)| *version == object.api_version && *kind == object.kind;
        let resource = match self.cluster.resource(&object).await {
            Err(release::Error::UnknownKind { .. }) if self.coming.iter().any(comes) => {
                let list = json!({"apiVersion": query.api_version, "kind": format!("{}List", query.kind), "items": []});
                return Ok(object.name.is_empty().then_some(list));
            }
            resource => resource?,
        };
        if !object.name.is_empty() {
            return Ok(self.cluster.get(&resource, &object).await?);
        }
        let (mut items, version) = self.cluster.list(&resource, object.namespace.as_deref(), &[]).await?;
        for item in &mut items {
            item["apiVersion"] = json!(query.api_version);
            item["kind"] = json!(query.kind);
        }
        Ok(Some(json!({
            "apiVersion": query.api_version,
            "kind": format!("{}List", query.kind),
            "metadata": {"resourceVersion": version},
            "items": items,
        })))
    }
}

impl Cluster for LiveCluster {
    fn lookup(&self, query: Query<'_>) -> std::result::Result<Option<Node>, String> {
        let found = self.runtime.block_on(self.look(query)).map_err(|error| error.to_string())?;
        found.map(|json| node(&json).map_err(|failure| failure.to_string())).transpose()
    }
}
