//! Pods.

use serde::Serialize;
use serde_json::Value;

use super::verdict::{Verdict, condition};

/// What a pod does, as people are shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PodState {
    /// No node has it yet, or its containers are being created.
    Pending,
    /// It runs, and is not ready yet.
    Running,
    /// It is ready.
    Ready,
    /// It has run to a good end.
    Completed,
    /// It has failed, or a container of it cannot start or stay up.
    Trouble,
    /// It is being deleted.
    Terminating,
    /// It is gone.
    Gone,
}

/// What a pod does, and more about it.
pub(crate) fn pod_state(pod: &Value) -> (PodState, String) {
    if !pod["metadata"]["deletionTimestamp"].is_null() {
        return (PodState::Terminating, String::new());
    }
    match pod["status"]["phase"].as_str().unwrap_or_default() {
        "Succeeded" => return (PodState::Completed, String::new()),
        "Failed" => return (PodState::Trouble, failure(pod)),
        _ => {}
    }
    if let Some(waiting) = containers(pod).map(|container| &container["state"]["waiting"]).find(|waiting| {
        // Everything else passes by itself.
        waiting["reason"]
            .as_str()
            .is_some_and(|reason| !["ContainerCreating", "PodInitializing"].contains(&reason))
    }) {
        let text = |key: &str| waiting[key].as_str().unwrap_or_default();
        let more = text("message").trim();
        let separator = if more.is_empty() { "" } else { ": " };
        return (PodState::Trouble, format!("{}{separator}{more}", text("reason")));
    }
    if condition(pod, "Ready", "True").is_some() {
        return (PodState::Ready, String::new());
    }
    if let Some((_, message)) = condition(pod, "PodScheduled", "False") {
        return (PodState::Trouble, message);
    }
    if pod["status"]["phase"] != "Running" {
        return (PodState::Pending, String::new());
    }
    let all = pod["status"]["containerStatuses"].as_array().map_or(0, Vec::len);
    let ready = containers(pod).filter(|container| container["ready"] == true).count();
    (PodState::Running, format!("{ready}/{all} containers ready"))
}

pub(super) fn pod(object: &Value) -> Verdict {
    match object["status"]["phase"].as_str().unwrap_or_default() {
        "Succeeded" => Verdict::Ready,
        "Failed" => Verdict::Failed(failure(object)),
        "Running" if condition(object, "Ready", "True").is_some() => Verdict::Ready,
        "Running" => match waiting_container(object) {
            Some((name, "CrashLoopBackOff")) => {
                Verdict::Failed(format!("container {name} crashes again and again"))
            }
            Some((name, reason)) => Verdict::Waiting(format!("container {name} waits: {reason}")),
            None => Verdict::Waiting("it runs but is not ready".into()),
        },
        _ => {
            if let Some((_, message)) = condition(object, "PodScheduled", "False") {
                return Verdict::Waiting(message);
            }
            match waiting_container(object) {
                Some((name, "CrashLoopBackOff")) => {
                    Verdict::Failed(format!("container {name} crashes again and again"))
                }
                Some((name, reason)) => Verdict::Waiting(format!("container {name} waits: {reason}")),
                None => Verdict::Waiting("it is pending".into()),
            }
        }
    }
}

/// All container states of a pod, those of init containers first.
pub(crate) fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    ["initContainerStatuses", "containerStatuses"]
        .into_iter()
        .filter_map(|key| pod["status"][key].as_array())
        .flatten()
}

fn waiting_container(pod: &Value) -> Option<(&str, &str)> {
    containers(pod)
        .find_map(|state| Some((state["name"].as_str()?, state["state"]["waiting"]["reason"].as_str()?)))
}

/// Why a pod failed.
fn failure(pod: &Value) -> String {
    let message = pod["status"]["message"].as_str().filter(|message| !message.is_empty()).map(str::to_owned);
    message.or_else(|| exit(pod)).unwrap_or_else(|| "the pod failed".into())
}

fn exit(pod: &Value) -> Option<String> {
    containers(pod).find_map(|state| {
        let ended = &state["state"]["terminated"];
        let code = ended["exitCode"].as_i64().filter(|&code| code != 0)?;
        Some(format!("container {} exited with {code}", state["name"].as_str()?))
    })
}
