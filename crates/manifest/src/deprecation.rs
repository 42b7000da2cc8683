//! API versions that Kubernetes gave up.

/// Group version, kinds, since which 1.x it is deprecated, since which it is gone (0 for not yet), and what took
/// its place: the life cycles that the types of client-go 0.37 declare.
const DEPRECATED: &[(&str, &[&str], u32, u32, &str)] = &[
    ("v1", &["ComponentStatus"], 19, 0, ""),
    ("v1", &["Endpoints"], 33, 0, "discovery.k8s.io/v1 EndpointSlice"),
    ("extensions/v1beta1", &["Deployment", "DaemonSet", "ReplicaSet"], 8, 16, "apps/v1"),
    ("extensions/v1beta1", &["Ingress"], 14, 22, "networking.k8s.io/v1"),
    ("extensions/v1beta1", &["NetworkPolicy"], 9, 16, "networking.k8s.io/v1"),
    ("apps/v1beta1", &["Deployment", "StatefulSet"], 8, 16, "apps/v1"),
    ("apps/v1beta2", &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"], 9, 16, "apps/v1"),
    ("batch/v1beta1", &["CronJob"], 21, 25, "batch/v1"),
    ("policy/v1beta1", &["PodDisruptionBudget"], 21, 25, "policy/v1"),
    ("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], 19, 22, "networking.k8s.io/v1"),
    (
        "rbac.authorization.k8s.io/v1beta1",
        &["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
        17,
        22,
        "rbac.authorization.k8s.io/v1",
    ),
    ("scheduling.k8s.io/v1beta1", &["PriorityClass"], 14, 22, "scheduling.k8s.io/v1"),
    ("discovery.k8s.io/v1beta1", &["EndpointSlice"], 21, 25, "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", &["Event"], 22, 25, "events.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", &["Lease"], 19, 22, "coordination.k8s.io/v1"),
    ("policy/v1beta1", &["PodSecurityPolicy"], 21, 25, ""),
    ("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], 22, 25, "autoscaling/v2"),
    ("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], 23, 26, "autoscaling/v2"),
    ("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"], 16, 22, "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", &["APIService"], 19, 22, "apiregistration.k8s.io/v1"),
    (
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        16,
        22,
        "admissionregistration.k8s.io/v1",
    ),
    ("node.k8s.io/v1beta1", &["RuntimeClass"], 22, 25, "node.k8s.io/v1"),
];

/// Since which version 1.x the cluster no longer has an API, if it is one that Kubernetes gave up, and what took its place.
pub fn removal(api_version: &str, kind: &str) -> Option<(u32, &'static str)> {
    let (.., gone, replacement) =
        DEPRECATED.iter().find(|(version, kinds, ..)| *version == api_version && kinds.contains(&kind))?;
    (*gone > 0).then_some((*gone, *replacement))
}

/// What Kubernetes warns of, if the kind is deprecated in version 1.`minor`.
pub fn deprecation(api_version: &str, kind: &str, minor: u32) -> Option<String> {
    let (_, _, since, gone, replacement) = DEPRECATED.iter().find(|(version, kinds, since, ..)| {
        *version == api_version && kinds.contains(&kind) && minor >= *since
    })?;
    let mut text = format!("{api_version} {kind} is deprecated in v1.{since}+");
    if *gone > 0 {
        text.push_str(&format!(", unavailable in v1.{gone}+"));
    }
    if replacement.contains(' ') {
        text.push_str(&format!("; use {replacement}"));
    } else if !replacement.is_empty() {
        text.push_str(&format!("; use {replacement} {kind}"));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_gone_since_when() {
        assert_eq!(removal("batch/v1beta1", "CronJob"), Some((25, "batch/v1")));
        assert_eq!(removal("v1", "Endpoints"), None);
        assert_eq!(removal("batch/v1", "CronJob"), None);
        assert!(deprecation("batch/v1beta1", "CronJob", 20).is_none());
    }
}
