//! Services, claims, definitions.

use serde_json::Value;

use super::verdict::{Verdict, condition};

pub(super) fn service(object: &Value, legacy: bool) -> Verdict {
    if object["spec"]["type"] != "LoadBalancer" {
        return Verdict::Ready;
    }
    // Helm 4 is content with an address inside the cluster.
    if !legacy && object["spec"]["clusterIP"].as_str().is_some_and(|address| !address.is_empty()) {
        return Verdict::Ready;
    }
    // Only a controller can give the address, and it may be named by the user (pkg/kube/ready.go).
    let named = object["spec"]["externalIPs"].as_array().is_some_and(|addresses| !addresses.is_empty());
    let given = object["status"]["loadBalancer"]["ingress"].as_array().is_some_and(|given| !given.is_empty());
    if named || given {
        Verdict::Ready
    } else {
        Verdict::Waiting("its load balancer has no address yet".into())
    }
}

pub(super) fn claim(object: &Value) -> Verdict {
    match object["status"]["phase"].as_str() {
        Some("Bound") => Verdict::Ready,
        Some("Lost") => Verdict::Failed("the volume it was bound to is gone".into()),
        _ => Verdict::Waiting("the claim is not bound to a volume".into()),
    }
}

pub(super) fn definition(object: &Value) -> Verdict {
    if let Some((_, message)) = condition(object, "NamesAccepted", "False") {
        return Verdict::Failed(message);
    }
    if condition(object, "Established", "True").is_some() {
        return Verdict::Ready;
    }
    Verdict::Waiting("the definition is not established".into())
}
