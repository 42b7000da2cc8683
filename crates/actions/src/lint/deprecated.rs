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
    ("node.k8s.io/v1beta1", &["RuntimeClass"], 22, 25, "node.k8s.io/v1"),
];

/// What Kubernetes warns of, if the kind is deprecated in version 1.`minor`.
pub(super) fn deprecation(api_version: &str, kind: &str, minor: u32) -> Option<String> {
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
