//! Deployments and what else has replicas.

use serde_json::Value;

use super::verdict::{Verdict, condition, number};

/// A count in the status; absent is 0.
fn count(object: &Value, key: &str) -> i64 {
    number(&object["status"][key]).unwrap_or(0)
}

/// The wanted replicas; absent is 1.
fn wanted(object: &Value) -> i64 {
    number(&object["spec"]["replicas"]).unwrap_or(1)
}

fn waiting(what: &str, have: i64, wanted: i64) -> Verdict {
    Verdict::Waiting(format!("{what}: {have}/{wanted}"))
}

/// A number of replicas, or a share of all of them.
fn share(value: &Value, wanted: i64, up: bool) -> i64 {
    match value {
        Value::String(text) => {
            let product = text.trim_end_matches('%').parse().unwrap_or(0) * wanted;
            if up { (product + 99) / 100 } else { product / 100 }
        }
        other => number(other).unwrap_or(0),
    }
}

/// How many replicas an update may take away (k8s.io/kubectl, deployment util, `MaxUnavailable`).
fn spared(deployment: &Value, wanted: i64) -> i64 {
    let strategy = &deployment["spec"]["strategy"];
    if strategy["type"] != "RollingUpdate" || wanted == 0 {
        return 0;
    }
    let rolling = &strategy["rollingUpdate"];
    let surge = share(&rolling["maxSurge"], wanted, true);
    let spared = share(&rolling["maxUnavailable"], wanted, false);
    // With neither an update could not move.
    if surge == 0 && spared == 0 { 1 } else { spared.min(wanted) }
}

pub(super) fn deployment(object: &Value, legacy: bool) -> Verdict {
    // Nothing moves while it is paused; Helm does not wait for it.
    if object["spec"]["paused"] == true {
        return Verdict::Ready;
    }
    if let Some((reason, message)) = condition(object, "Progressing", "False")
        && reason == "ProgressDeadlineExceeded"
    {
        return Verdict::Failed(message);
    }
    if let Some((_, message)) = condition(object, "ReplicaFailure", "True") {
        return Verdict::Failed(message);
    }
    let wanted = wanted(object);
    let (updated, all) = (count(object, "updatedReplicas"), count(object, "replicas"));
    let (available, ready) = (count(object, "availableReplicas"), count(object, "readyReplicas"));
    if object["status"]["observedGeneration"].is_null() {
        return Verdict::Waiting("its controller has not seen it yet".into());
    }
    if legacy {
        // Replicas of an older template count as not ready: which of them are is not told.
        let fresh = (ready - (all - updated)).max(0);
        let enough = wanted - spared(object, wanted);
        return if fresh < enough { waiting("ready", fresh, enough) } else { Verdict::Ready };
    }
    if wanted > updated {
        return waiting("updated", updated, wanted);
    }
    if all > updated {
        return Verdict::Waiting(format!("{} old replica(s) pending termination", all - updated));
    }
    if updated > available {
        return waiting("available", available, updated);
    }
    if wanted > ready {
        return waiting("ready", ready, wanted);
    }
    if object["spec"]["paused"] != true
        && condition(object, "Progressing", "True").is_some_and(|(reason, _)| reason == "ReplicaSetUpdated")
    {
        return Verdict::Waiting("its rollout is being completed".into());
    }
    Verdict::Ready
}

pub(super) fn replica_set(object: &Value) -> Verdict {
    if let Some((_, message)) = condition(object, "ReplicaFailure", "True") {
        return Verdict::Failed(message);
    }
    let wanted = wanted(object);
    let (all, available, ready) =
        (count(object, "replicas"), count(object, "availableReplicas"), count(object, "readyReplicas"));
    if wanted > all {
        return waiting("created", all, wanted);
    }
    if all > wanted {
        return Verdict::Waiting(format!("{} replica(s) pending termination", all - wanted));
    }
    if wanted > available {
        return waiting("available", available, wanted);
    }
    if wanted > ready {
        return waiting("ready", ready, wanted);
    }
    Verdict::Ready
}

pub(super) fn stateful_set(object: &Value) -> Verdict {
    let strategy = &object["spec"]["updateStrategy"];
    if strategy["type"] == "OnDelete" {
        return Verdict::Ready;
    }
    let wanted = wanted(object);
    let (all, ready) = (count(object, "replicas"), count(object, "readyReplicas"));
    if object["status"]["observedGeneration"].is_null() {
        return Verdict::Waiting("its controller has not seen it yet".into());
    }
    if wanted > all {
        return waiting("created", all, wanted);
    }
    if wanted > ready {
        return waiting("ready", ready, wanted);
    }
    if all > wanted {
        return Verdict::Waiting(format!("{} replica(s) pending termination", all - wanted));
    }
    let updated = count(object, "updatedReplicas");
    let partition = number(&strategy["rollingUpdate"]["partition"]).unwrap_or(0);
    if partition > 0 {
        // Below the partition replicas stay as they are, by the user's wish.
        let moving = (wanted - partition).max(0);
        return if updated < moving { waiting("updated", updated, moving) } else { Verdict::Ready };
    }
    if wanted > count(object, "currentReplicas") {
        return waiting("current", count(object, "currentReplicas"), wanted);
    }
    let status = &object["status"];
    if status["currentRevision"] != status["updateRevision"] {
        return Verdict::Waiting("its rollout is being completed".into());
    }
    Verdict::Ready
}

pub(super) fn daemon_set(object: &Value, legacy: bool) -> Verdict {
    if object["status"]["observedGeneration"].is_null() {
        return Verdict::Waiting("its controller has not seen it yet".into());
    }
    if object["spec"]["updateStrategy"]["type"] == "OnDelete" {
        return Verdict::Ready;
    }
    let wanted = count(object, "desiredNumberScheduled");
    if legacy {
        let updated = count(object, "updatedNumberScheduled");
        if updated != wanted {
            return waiting("updated", updated, wanted);
        }
        let spared =
            share(&object["spec"]["updateStrategy"]["rollingUpdate"]["maxUnavailable"], wanted, true);
        let enough = wanted - spared;
        let ready = count(object, "numberReady");
        return if ready < enough { waiting("ready", ready, enough) } else { Verdict::Ready };
    }
    for (what, key) in [
        ("scheduled", "currentNumberScheduled"),
        ("updated", "updatedNumberScheduled"),
        ("available", "numberAvailable"),
        ("ready", "numberReady"),
    ] {
        let have = count(object, key);
        if wanted > have {
            return waiting(what, have, wanted);
        }
    }
    Verdict::Ready
}
