//! Pods.

use serde_json::Value;

use super::verdict::{Verdict, condition};

pub(super) fn pod(object: &Value) -> Verdict {
    match object["status"]["phase"].as_str().unwrap_or_default() {
        "Succeeded" => Verdict::Ready,
        "Failed" => {
            let message = object["status"]["message"].as_str().map(str::to_owned).or_else(|| exit(object));
            Verdict::Failed(message.unwrap_or_else(|| "the pod failed".into()))
        }
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

fn exit(pod: &Value) -> Option<String> {
    containers(pod).find_map(|state| {
        let ended = &state["state"]["terminated"];
        let code = ended["exitCode"].as_i64().filter(|&code| code != 0)?;
        Some(format!("container {} exited with {code}", state["name"].as_str()?))
    })
}
