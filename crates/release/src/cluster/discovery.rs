//! Which kinds the cluster has, in two requests (aggregated discovery, Kubernetes 1.26 and later).

use std::collections::HashMap;

use http::Method;
use serde_json::Value;

use super::connect::Cluster;
use super::error::ClusterError;
use super::request::Call;
use super::resource::Resource;
use crate::object::ObjectRef;

const ACCEPT: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
    application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

/// Which kinds the cluster has.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    resources: HashMap<(String, String), Resource>,
    versions: Vec<String>,
    stale: Vec<String>,
}

impl Discovery {
    pub(super) async fn ask(cluster: &Cluster) -> Result<Self, ClusterError> {
        let list = |path: &str| {
            let call = Call::new("read the cluster's API", None, Method::GET, path.into()).accept(ACCEPT);
            cluster.send(call)
        };
        let (core, groups) = futures::try_join!(list("/api"), list("/apis"))?;
        let mut discovery = Self::default();
        for group in [&core, &groups].into_iter().filter_map(|list| list["items"].as_array()).flatten() {
            discovery.add(group);
        }
        Ok(discovery)
    }

    fn add(&mut self, group: &Value) {
        let name = group["metadata"]["name"].as_str().unwrap_or_default();
        for version in group["versions"].as_array().into_iter().flatten() {
            let number = version["version"].as_str().unwrap_or_default();
            let api_version = if name.is_empty() { number.to_owned() } else { format!("{name}/{number}") };
            // An aggregated API whose server is gone is still listed, with the kinds it had.
            if version["freshness"] == "Stale" {
                self.stale.push(api_version.clone());
            }
            for resource in version["resources"].as_array().into_iter().flatten() {
                let Some(kind) = resource["responseKind"]["kind"].as_str() else { continue };
                let verbs = resource["verbs"].as_array().into_iter().flatten();
                let resource = Resource {
                    group: name.into(),
                    version: number.into(),
                    kind: kind.into(),
                    plural: resource["resource"].as_str().unwrap_or_default().into(),
                    namespaced: resource["scope"] == "Namespaced",
                    verbs: verbs.filter_map(|verb| verb.as_str().map(Into::into)).collect(),
                };
                self.resources.insert((api_version.clone(), kind.into()), resource);
            }
            self.versions.push(api_version);
        }
    }

    /// The place of an object's kind.
    pub fn resource(&self, object: &ObjectRef) -> Option<&Resource> {
        self.resources.get(&(object.api_version.clone(), object.kind.clone()))
    }

    /// Whether the cluster has a kind in that version.
    pub fn has(&self, kind: &Resource) -> bool {
        self.resources.contains_key(&(kind.api_version(), kind.kind.clone()))
    }

    /// What the cluster has in the place of a kind that it does not have: another version, or a kind whose name is close.
    pub fn near(&self, object: &ObjectRef) -> Option<String> {
        if self.stale.contains(&object.api_version) {
            return Some(format!("an APIService for {:?}, whose server does not answer", object.api_version));
        }
        let mut others: Vec<String> = self
            .resources
            .keys()
            .filter(|(_, kind)| *kind == object.kind)
            .map(|(api_version, kind)| format!("{kind} in {api_version:?}"))
            .collect();
        others.sort();
        others.into_iter().next().or_else(|| {
            let kinds = self.resources.keys().filter(|(version, _)| *version == object.api_version);
            let near = diagnostic::nearest(&object.kind, kinds.map(|(_, kind)| kind.as_str()))?;
            Some(format!("{near} in {:?}", object.api_version))
        })
    }

    /// All of `.Capabilities.APIVersions`: `group/version` and `group/version/Kind`.
    pub fn api_versions(&self) -> Vec<String> {
        let kinds = self.resources.keys().map(|(version, kind)| format!("{version}/{kind}"));
        let mut all: Vec<String> = self.versions.iter().cloned().chain(kinds).collect();
        all.sort();
        all
    }

    /// The API versions whose servers do not answer.
    pub fn stale(&self) -> &[String] {
        &self.stale
    }
}

/// The version of an API server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVersion {
    /// `v1.37.1`.
    pub git_version: String,
    /// `1`.
    pub major: String,
    /// `37`.
    pub minor: String,
}

impl ServerVersion {
    pub(super) async fn ask(cluster: &Cluster) -> Result<Self, ClusterError> {
        let call = Call::new("read the cluster's version", None, Method::GET, "/version".into());
        let answer = cluster.send(call).await?;
        let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
        Ok(Self { git_version: text("gitVersion"), major: text("major"), minor: text("minor") })
    }
}
