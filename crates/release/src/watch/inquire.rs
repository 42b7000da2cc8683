//! Asking the cluster why something is not ready.

use std::time::Duration;

use futures::{StreamExt, stream};
use serde_json::Value;

use super::goal::Target;
use crate::cluster::{Cluster, Resource};
use crate::diagnosis::{Cause, Diagnosis, Findings, examine};
use crate::readiness::{PodState, pod_state};

/// A failure must not wait long for its own explanation.
const LIMIT: Duration = Duration::from_secs(10);
/// How many log lines are shown.
const LINES: u32 = 10;

/// Diagnoses each target; what the cluster does not tell in time is left out.
pub(super) async fn inquire(cluster: &Cluster, blamed: Vec<(&Target, String)>) -> Vec<Diagnosis> {
    stream::iter(blamed)
        .map(|(target, state)| async move {
            let bare = examine(target.object.clone(), state.clone(), &Findings::default());
            tokio::time::timeout(LIMIT, one(cluster, target, state)).await.unwrap_or(bare)
        })
        .buffered(4)
        .collect()
        .await
}

async fn one(cluster: &Cluster, target: &Target, state: String) -> Diagnosis {
    let namespace = target.object.namespace.as_deref();
    let object = cluster.get(&target.resource, &target.object).await.ok().flatten().unwrap_or_default();
    let pods = pods(cluster, namespace, &object).await;
    let events = events(cluster, namespace, &target.object.name, &pods).await;
    let mut diagnosis = examine(target.object.clone(), state, &Findings { object, pods, events });
    if let (
        Some((pod, container)),
        Some(namespace),
        Cause::CrashLoop | Cause::OutOfMemory | Cause::JobFailed,
    ) = (&diagnosis.pod, namespace, diagnosis.cause)
    {
        // What the container said before it died last; what it says now where it has not died yet.
        for previous in [true, false] {
            let log = cluster.log(namespace, pod, container.as_deref(), Some(LINES), previous).await;
            if let Ok(lines) = log
                && !lines.is_empty()
            {
                diagnosis.log = lines;
                break;
            }
        }
    }
    diagnosis
}

/// The pods of an object: itself, or those that its selector finds.
async fn pods(cluster: &Cluster, namespace: Option<&str>, object: &Value) -> Vec<Value> {
    if object["kind"] == "Pod" {
        return vec![object.clone()];
    }
    let labels = object["spec"]["selector"]["matchLabels"].as_object();
    let Some(labels) = labels.filter(|_| object["kind"] != "PersistentVolumeClaim") else { return vec![] };
    let selector: Vec<String> =
        labels.iter().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
    let resource = Resource::core("Pod", "pods", true);
    let selectors = [("labelSelector", selector.join(","))];
    let selectors = selectors.each_ref().map(|(key, value)| (*key, value.as_str()));
    let mut pods =
        cluster.list(&resource, namespace, &selectors).await.map(|(pods, _)| pods).unwrap_or_default();
    // The newest pods belong to what was just applied; those of an older template tell of an older trouble.
    pods.sort_by(|a, b| {
        let time = |pod: &Value| pod["metadata"]["creationTimestamp"].as_str().unwrap_or_default().to_owned();
        time(b).cmp(&time(a))
    });
    let template = |pod: &Value| -> Value {
        let labels = &pod["metadata"]["labels"];
        let hashes = [&labels["pod-template-hash"], &labels["controller-revision-hash"]];
        hashes.into_iter().find(|hash| !hash.is_null()).cloned().unwrap_or_default()
    };
    let is_settled = |pod: &&Value| matches!(pod_state(pod).0, PodState::Ready | PodState::Completed);
    if let Some(newest) = pods.iter().find(|pod| !is_settled(pod)).map(template) {
        pods.retain(|pod| template(pod) == newest);
    }
    pods
}

/// The events about an object, its pods, and what stands between them, whose names begin with the object's.
async fn events(cluster: &Cluster, namespace: Option<&str>, name: &str, pods: &[Value]) -> Vec<Value> {
    let resource = Resource::core("Event", "events", true);
    let below = format!("{name}-");
    let is_pod = |about: &str| pods.iter().any(|pod| pod["metadata"]["name"] == about);
    let mut found = vec![];
    let listed = cluster
        .list_each(&resource, namespace, &[], |event: Value| {
            let about = event["involvedObject"]["name"].as_str().unwrap_or_default();
            if about == name || about.starts_with(&below) || is_pod(about) {
                found.push(event);
            }
        })
        .await;
    drop(listed);
    found
}
