//! From what the cluster says to a cause.

use serde_json::Value;

use super::{Cause, Diagnosis};
use crate::object::ObjectRef;
use crate::readiness::containers;

/// What the cluster says about an object that is not ready.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The live object; null where it is gone.
    pub object: Value,
    /// Its pods.
    pub pods: Vec<Value>,
    /// Events about it, its pods and what stands between them; in any order.
    pub events: Vec<Value>,
}

/// What is most probably wrong. `state` is what the readiness rules said.
pub fn examine(object: ObjectRef, state: String, findings: &Findings) -> Diagnosis {
    let suspect = findings.pods.iter().find_map(suspect_pod);
    let suspect = suspect.or_else(|| findings.pods.iter().find_map(unready_pod));
    let mut diagnosis = Diagnosis {
        object,
        state,
        cause: Cause::Unknown,
        remedy: None,
        evidence: vec![],
        log: vec![],
        pod: None,
    };
    if let Some((cause, evidence, pod)) = suspect {
        diagnosis.cause = cause;
        diagnosis.evidence.push(evidence);
        diagnosis.pod = Some(pod);
    }
    for (cause, line) in warnings(&findings.events) {
        if diagnosis.cause == Cause::Unknown {
            diagnosis.cause = cause;
        }
        // The scheduler says the same of every pod, and in its conditions.
        let message = line.splitn(3, ": ").last().unwrap_or(&line);
        if diagnosis.evidence.len() < 4 && !diagnosis.evidence.iter().any(|known| known.ends_with(message)) {
            diagnosis.evidence.push(line);
        }
    }
    if diagnosis.cause == Cause::Unknown {
        diagnosis.cause = by_kind(&findings.object);
    }
    // A pod that failed before its container could tell anything still names the place to look at.
    if diagnosis.pod.is_none() && diagnosis.cause == Cause::JobFailed {
        diagnosis.pod = findings
            .pods
            .iter()
            .filter_map(|pod| pod["metadata"]["name"].as_str())
            .next_back()
            .map(|name| (name.to_owned(), None));
    }
    diagnosis.remedy = diagnosis.cause.remedy();
    diagnosis
}

/// The cause that a pod shows, with the evidence and the container.
fn suspect_pod(pod: &Value) -> Option<(Cause, String, (String, Option<String>))> {
    let name = pod["metadata"]["name"].as_str().unwrap_or_default();
    for container in containers(pod) {
        let container_name = container["name"].as_str().unwrap_or_default();
        let place = || (name.to_owned(), Some(container_name.to_owned()));
        let waiting = &container["state"]["waiting"];
        if let Some(cause) = waiting["reason"].as_str().and_then(by_waiting_reason) {
            let killed = container["lastState"]["terminated"]["reason"] == "OOMKilled";
            let cause = if cause == Cause::CrashLoop && killed { Cause::OutOfMemory } else { cause };
            return Some((cause, container_line(name, container_name, waiting, container), place()));
        }
        let ended = &container["state"]["terminated"];
        if ended["exitCode"].as_i64().is_some_and(|code| code != 0) {
            let killed = ended["reason"] == "OOMKilled";
            let cause = if killed { Cause::OutOfMemory } else { Cause::CrashLoop };
            return Some((cause, container_line(name, container_name, ended, container), place()));
        }
    }
    let conditions = pod["status"]["conditions"].as_array()?;
    let unscheduled = conditions
        .iter()
        .find(|condition| condition["type"] == "PodScheduled" && condition["status"] == "False")?;
    let message = unscheduled["message"].as_str().unwrap_or("no node takes it");
    let cause = if message.contains("PersistentVolumeClaim") { Cause::Volume } else { Cause::Unschedulable };
    Some((cause, format!("Pod/{name}: {message}"), (name.into(), None)))
}

/// A container that runs and whose probe does not pass, where nothing worse is known of its pod.
fn unready_pod(pod: &Value) -> Option<(Cause, String, (String, Option<String>))> {
    let pod_name = pod["metadata"]["name"].as_str().unwrap_or_default();
    let waits = containers(pod)
        .find(|container| container["ready"] == false && !container["state"]["running"].is_null())?;
    let name = waits["name"].as_str()?;
    let specs = pod["spec"]["containers"].as_array()?;
    let spec = specs.iter().find(|spec| spec["name"] == name)?;
    let kinds: &[_] = if waits["started"] == true { &["readiness"] } else { &["startup", "readiness"] };
    let (kind, probe) = kinds
        .iter()
        .map(|kind| (kind, &spec[format!("{kind}Probe")]))
        .find(|(_, probe)| probe.is_object())?;
    let line = format!(
        "Pod/{pod_name} container {name}: it runs, but its {kind} probe{} has not passed",
        probed(probe)
    );
    Some((Cause::Probe, line, (pod_name.into(), Some(name.into()))))
}

/// What a probe asks, in brackets.
fn probed(probe: &Value) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    if let Some(get) = probe["httpGet"].as_object() {
        let value = |key| get.get(key).map_or_else(String::new, text);
        return format!(" (GET :{}{})", value("port"), value("path"));
    }
    if let Some(command) = probe["exec"]["command"].as_array() {
        let words: Vec<String> = command.iter().map(text).collect();
        return format!(" ({})", words.join(" "));
    }
    for kind in ["tcpSocket", "grpc"] {
        if !probe[kind]["port"].is_null() {
            return format!(" ({kind} :{})", text(&probe[kind]["port"]));
        }
    }
    String::new()
}

fn container_line(pod: &str, container: &str, state: &Value, all: &Value) -> String {
    let mut line = format!("Pod/{pod} container {container}:");
    for part in [&state["reason"], &state["message"]] {
        if let Some(part) = part.as_str().filter(|part| !part.is_empty()) {
            line.push(' ');
            line.push_str(part.trim());
        }
    }
    let last = if state["exitCode"].is_null() { &all["lastState"]["terminated"] } else { state };
    if let Some(code) = last["exitCode"].as_i64() {
        line.push_str(&format!(" (exit code {code}"));
        if let Some(restarts) = all["restartCount"].as_i64().filter(|&restarts| restarts > 0) {
            line.push_str(&format!(", {restarts} restart(s)"));
        }
        line.push(')');
    }
    line
}

fn by_waiting_reason(reason: &str) -> Option<Cause> {
    Some(match reason {
        "ImagePullBackOff"
        | "ErrImagePull"
        | "InvalidImageName"
        | "ErrImageNeverPull"
        | "RegistryUnavailable" => Cause::ImagePull,
        "CrashLoopBackOff" => Cause::CrashLoop,
        "CreateContainerConfigError" | "CreateContainerError" | "RunContainerError" => Cause::Configuration,
        _ => return None,
    })
}

/// The warnings among events, the newest first, with the cause that each shows.
fn warnings(events: &[Value]) -> Vec<(Cause, String)> {
    let mut warnings: Vec<&Value> = events.iter().filter(|event| event["type"] == "Warning").collect();
    let time = |event: &Value| -> String {
        let series = &event["series"]["lastObservedTime"];
        [&event["lastTimestamp"], series, &event["eventTime"], &event["metadata"]["creationTimestamp"]]
            .into_iter()
            .find_map(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    warnings.sort_by_key(|event| std::cmp::Reverse(time(event)));
    warnings
        .into_iter()
        .map(|event| {
            let about = &event["involvedObject"];
            let reason = event["reason"].as_str().unwrap_or_default();
            let message = event["message"].as_str().unwrap_or_default().trim();
            let line = format!(
                "{}/{}: {reason}: {message}",
                about["kind"].as_str().unwrap_or_default(),
                about["name"].as_str().unwrap_or_default()
            );
            (by_event(reason, message), line)
        })
        .collect()
}

fn by_event(reason: &str, message: &str) -> Cause {
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    match reason {
        "FailedCreate" if says(&["exceeded quota", "LimitRange", "maximum ", "minimum "]) => Cause::Quota,
        "FailedCreate"
            if says(&[
                "admission webhook",
                "calling webhook",
                "PodSecurity",
                "denied the request",
                "denied request",
            ]) =>
        {
            Cause::Refused
        }
        "FailedCreate" if says(&["cannot create", "is forbidden: User"]) => Cause::Rights,
        "FailedCreate" if says(&["serviceaccount", "service account"]) => Cause::Configuration,
        "FailedScheduling" if says(&["PersistentVolumeClaim", "volume"]) => Cause::Volume,
        "FailedScheduling" => Cause::Unschedulable,
        "ProvisioningFailed" | "FailedBinding" => Cause::Volume,
        "FailedMount" | "FailedAttachVolume" if says(&["configmap", "secret"]) => Cause::Configuration,
        "FailedMount" | "FailedAttachVolume" => Cause::Volume,
        "Unhealthy" => Cause::Probe,
        "Failed" if says(&["image"]) => Cause::ImagePull,
        "BackOff" if says(&["image"]) => Cause::ImagePull,
        "BackOff" => Cause::CrashLoop,
        "BackoffLimitExceeded" | "DeadlineExceeded" => Cause::JobFailed,
        _ => Cause::Unknown,
    }
}

fn by_kind(object: &Value) -> Cause {
    match object["kind"].as_str().unwrap_or_default() {
        "PersistentVolumeClaim" => Cause::Volume,
        "Job" => Cause::JobFailed,
        "Service" => Cause::LoadBalancer,
        _ => Cause::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A pod whose only container has this status.
    fn pod(status: Value, spec: Value) -> Value {
        json!({"kind": "Pod", "metadata": {"name": "web-1"}, "spec": {"containers": [spec]},
            "status": {"phase": "Running", "containerStatuses": [status]}})
    }

    #[test]
    fn causes_that_only_a_real_node_shows() {
        let waiting = |reason: &str, last: Value| {
            let state = json!({"waiting": {"reason": reason, "message": "m"}});
            pod(
                json!({"name": "main", "state": state, "lastState": last, "restartCount": 3}),
                json!({"name": "main"}),
            )
        };
        let killed = json!({"terminated": {"reason": "OOMKilled", "exitCode": 137}});
        let running = json!({"name": "main", "ready": false, "started": true, "state": {"running": {}}});
        let probe = json!({"name": "main", "readinessProbe": {"httpGet": {"port": 80, "path": "/ok"}}});
        for (pod, cause, evidence) in [
            (
                waiting("CrashLoopBackOff", killed),
                Cause::OutOfMemory,
                "Pod/web-1 container main: CrashLoopBackOff m (exit code 137, 3 restart(s))",
            ),
            (
                waiting("CreateContainerConfigError", json!({})),
                Cause::Configuration,
                "Pod/web-1 container main: CreateContainerConfigError m",
            ),
            (
                pod(running, probe),
                Cause::Probe,
                "Pod/web-1 container main: it runs, but its readiness probe (GET :80/ok) has not passed",
            ),
        ] {
            let object = crate::object::Object::new(pod.clone()).reference();
            let findings = Findings { pods: vec![pod], ..Findings::default() };
            let diagnosis = examine(object, String::new(), &findings);
            assert_eq!((diagnosis.cause, diagnosis.evidence[0].as_str()), (cause, evidence));
            assert_eq!(diagnosis.remedy, cause.remedy());
        }
    }
}
