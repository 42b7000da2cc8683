//! What a judgement says, and the rules for any kind.

use std::sync::Arc;

use serde_json::Value;

use super::rules::Rule;
use super::{job, other, pod, workload};

/// A judgement about an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is what it should be.
    Ready,
    /// It is on its way; the text says what is still missing.
    Waiting(String),
    /// It will not get there by itself; the text says why.
    Failed(String),
}

/// When a Job counts as ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobRule {
    /// Once it runs (`--wait`).
    Started,
    /// Once it has completed (`--wait-for-jobs`).
    Completed,
}

/// What makes an object ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criteria {
    /// When Jobs are.
    pub jobs: JobRule,
    /// Whether the rules of Helm 3 count (`--wait=legacy`): a load balancer has its address, and as many replicas may be
    /// missing as an update may take away.
    pub legacy: bool,
    /// A rule of the chart's own.
    pub rule: Option<Arc<Rule>>,
}

impl Criteria {
    /// The usual rules, where a Job that runs is ready.
    pub const USUAL: Self = Self { jobs: JobRule::Started, legacy: false, rule: None };
}

/// Judges a live object.
pub fn verdict(object: &Value, criteria: &Criteria) -> Verdict {
    if !object["metadata"]["deletionTimestamp"].is_null() {
        return Verdict::Waiting("it is being deleted".into());
    }
    let observed = number(&object["status"]["observedGeneration"]);
    if let (Some(observed), Some(generation)) = (observed, number(&object["metadata"]["generation"]))
        && observed != generation
    {
        return Verdict::Waiting(format!("its controller has seen generation {observed} of {generation}"));
    }
    if let Some(verdict) = criteria.rule.as_ref().and_then(|rule| by_rule(object, rule)) {
        return verdict;
    }
    let api_version = object["apiVersion"].as_str().unwrap_or_default();
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    match (group, object["kind"].as_str().unwrap_or_default()) {
        ("apps" | "extensions", "Deployment") => workload::deployment(object, criteria.legacy),
        ("apps" | "extensions", "ReplicaSet") => workload::replica_set(object),
        ("", "ReplicationController") => workload::replica_set(object),
        ("apps", "StatefulSet") => workload::stateful_set(object),
        ("apps" | "extensions", "DaemonSet") => workload::daemon_set(object, criteria.legacy),
        ("", "Pod") => pod::pod(object),
        ("batch", "Job") => job::job(object, criteria.jobs),
        ("batch", "CronJob") => Verdict::Ready,
        ("", "Service") => other::service(object, criteria.legacy),
        ("", "PersistentVolumeClaim") => other::claim(object),
        ("policy", "PodDisruptionBudget") => Verdict::Ready,
        ("apiextensions.k8s.io", "CustomResourceDefinition") => other::definition(object),
        _ => any(object),
    }
}

/// What a rule of the chart says; nothing where it says when the object has failed, and not when it is ready.
fn by_rule(object: &Value, rule: &Rule) -> Option<Verdict> {
    let message = || {
        let said = rule.message.as_ref().and_then(|path| path.find(object)).and_then(Value::as_str);
        said.filter(|said| !said.is_empty()).map(str::to_owned)
    };
    if let Some(failed) = rule.failed.as_ref().filter(|failed| failed.holds(object)) {
        return Some(Verdict::Failed(message().unwrap_or_else(|| failed.to_string())));
    }
    let ready = rule.ready.as_ref()?;
    Some(if ready.holds(object) {
        Verdict::Ready
    } else {
        Verdict::Waiting(message().unwrap_or_else(|| ready.missing(object)))
    })
}

/// The convention for kinds without a rule of their own: `Stalled`, `Reconciling` and `Ready` conditions.
pub(super) fn any(object: &Value) -> Verdict {
    if let Some((_, message)) = condition(object, "Stalled", "True") {
        return Verdict::Failed(message);
    }
    if let Some((_, message)) = condition(object, "Reconciling", "True") {
        return Verdict::Waiting(message);
    }
    for status in ["False", "Unknown"] {
        if let Some((_, message)) = condition(object, "Ready", status) {
            return Verdict::Waiting(message);
        }
    }
    Verdict::Ready
}

/// Reason and message of a condition that has a status.
pub(super) fn condition(object: &Value, kind: &str, status: &str) -> Option<(String, String)> {
    let conditions = object["status"]["conditions"].as_array()?;
    let found = conditions.iter().find(|found| found["type"] == kind && found["status"] == status)?;
    let reason = found["reason"].as_str().unwrap_or_default();
    let message = match found["message"].as_str() {
        Some(message) if !message.is_empty() => message.to_owned(),
        _ => format!("condition {kind} is {status}{}{reason}", if reason.is_empty() { "" } else { ": " }),
    };
    Some((reason.into(), message))
}

/// A whole number.
pub(super) fn number(value: &Value) -> Option<i64> {
    value.as_i64()
}
