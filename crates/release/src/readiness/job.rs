//! Jobs, and hooks.

use serde_json::Value;

use super::pod;
use super::verdict::{JobRule, Verdict, condition};

pub(super) fn job(object: &Value, rule: JobRule) -> Verdict {
    for (kind, verdict) in [("Complete", None), ("Failed", Some(()))] {
        if let Some((reason, message)) = condition(object, kind, "True") {
            return match verdict {
                None => Verdict::Ready,
                Some(()) if reason.is_empty() => Verdict::Failed(message),
                Some(()) => Verdict::Failed(format!("{reason}: {message}")),
            };
        }
    }
    let status = &object["status"];
    match (status["startTime"].is_null(), rule) {
        (true, _) => Verdict::Waiting("the job has not started".into()),
        (false, JobRule::Started) => Verdict::Ready,
        (false, JobRule::Completed) => {
            let count = |key: &str| status[key].as_i64().unwrap_or(0);
            Verdict::Waiting(format!(
                "active {}, succeeded {}, failed {}",
                count("active"),
                count("succeeded"),
                count("failed")
            ))
        }
    }
}

/// Judges a hook's object: Jobs and Pods must end well, everything else is done once it exists
/// (pkg/kube/statuswait.go, WatchUntilReady).
pub fn hook_verdict(object: &Value) -> Verdict {
    match object["kind"].as_str().unwrap_or_default() {
        "Job" => job(object, JobRule::Completed),
        "Pod" => match object["status"]["phase"].as_str() {
            Some("Succeeded") => Verdict::Ready,
            Some("Failed") => pod::pod(object),
            phase => Verdict::Waiting(format!("the pod is {}", phase.unwrap_or("new").to_lowercase())),
        },
        _ => Verdict::Ready,
    }
}
