//! The pods of what is awaited, for people to see.

use std::collections::{BTreeSet, HashMap};

use futures::{StreamExt, future};
use serde_json::Value;

use super::goal::Target;
use super::wait::Wait;
use crate::cluster::{Change, ClusterError, Resource};
use crate::event::Event;
use crate::object::ObjectRef;
use crate::readiness::{PodState, pod_state};

/// The kinds that have pods.
const KINDS: [&str; 6] =
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"];

/// The awaited objects by kind and name.
type Owners<'a> = HashMap<(&'a str, &'a str), &'a ObjectRef>;

/// Tells of the pods of the targets as long as it is polled; it never ends. Pods that may not be read are not told of.
pub(super) async fn follow(how: &Wait<'_>, targets: &[Target]) {
    if how.events.wants_pods() {
        let awaited = targets.iter().map(|target| &target.object);
        let owners: Vec<&ObjectRef> =
            awaited.filter(|object| KINDS.contains(&object.kind.as_str())).collect();
        let namespaces: BTreeSet<&str> =
            owners.iter().filter_map(|object| object.namespace.as_deref()).collect();
        future::join_all(namespaces.into_iter().map(|namespace| {
            let here = owners.iter().filter(|object| object.namespace.as_deref() == Some(namespace));
            let owners = here.map(|object| ((object.kind.as_str(), object.name.as_str()), *object)).collect();
            follow_in(how, namespace, owners)
        }))
        .await;
    }
    future::pending::<()>().await;
}

/// One list, then the changes after it; ends with whatever error comes.
async fn follow_in(how: &Wait<'_>, namespace: &str, owners: Owners<'_>) -> Result<(), ClusterError> {
    let resource = Resource::core("Pod", "pods", true);
    let mut told: HashMap<String, (PodState, String)> = HashMap::new();
    let mut tell = |pod: &Value, gone: bool| {
        let Some(owner) = owner(pod, &owners) else { return };
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let now = if gone { (PodState::Gone, String::new()) } else { pod_state(pod) };
        if told.get(name) == Some(&now) {
            return;
        }
        told.insert(name.to_owned(), now.clone());
        let (state, message) = now;
        how.events.send(Event::Pod { object: owner.clone(), pod: name.to_owned(), state, message });
    };
    loop {
        let (pods, version) = how.cluster.list(&resource, Some(namespace), &[]).await?;
        pods.iter().for_each(|pod| tell(pod, false));
        let mut changes = std::pin::pin!(how.cluster.watch(&resource, Some(namespace), &[], &version).await?);
        while let Some(Ok(change)) = changes.next().await {
            match change {
                Change::Is(pod) => tell(&pod, false),
                Change::Gone(pod) => tell(&pod, true),
            }
        }
        tokio::time::sleep(super::wait::PAUSE).await;
    }
}

/// The awaited object that a pod belongs to. A Deployment owns its pods through a ReplicaSet, whose name is its own with
/// the hash that its pods carry as a label.
fn owner<'a>(pod: &Value, owners: &Owners<'a>) -> Option<&'a ObjectRef> {
    let metadata = &pod["metadata"];
    metadata["ownerReferences"].as_array()?.iter().find_map(|reference| {
        let (kind, name) = (reference["kind"].as_str()?, reference["name"].as_str()?);
        let direct = owners.get(&(kind, name)).copied();
        direct.or_else(|| {
            let hash = metadata["labels"]["pod-template-hash"].as_str()?;
            let deployment = name.strip_suffix(hash)?.strip_suffix('-')?;
            owners.get(&("Deployment", deployment)).copied()
        })
    })
}
