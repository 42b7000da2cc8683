//! API versions that Kubernetes gave up.

/// Group version, kinds, since which 1.x it is deprecated, since which it is gone (0 for not yet), and what took
/// its place: the life cycles that the types of client-go 0.37 declare.
const DEPRECATED: &[Row] = &[
    ("admission.k8s.io/v1beta1", &["AdmissionReview"], 19, 22, "admission.k8s.io/v1"),
    (
        "admissionregistration.k8s.io/v1alpha1",
        &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"],
        29,
        32,
        "",
    ),
    (
        "admissionregistration.k8s.io/v1alpha1",
        &["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"],
        35,
        38,
        "",
    ),
    (
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        16,
        22,
        "admissionregistration.k8s.io/v1",
    ),
    (
        "admissionregistration.k8s.io/v1beta1",
        &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"],
        31,
        34,
        "",
    ),
    (
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"],
        37,
        40,
        "admissionregistration.k8s.io/v1",
    ),
    ("apidiscovery.k8s.io/v2beta1", &["APIGroupDiscovery"], 32, 35, ""),
    (
        "apps/v1beta1",
        &["ControllerRevision", "Deployment", "DeploymentRollback", "StatefulSet"],
        8,
        16,
        "apps/v1",
    ),
    ("apps/v1beta1", &["Scale"], 8, 16, "autoscaling/v1"),
    (
        "apps/v1beta2",
        &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
        9,
        16,
        "apps/v1",
    ),
    ("apps/v1beta2", &["Scale"], 9, 16, "autoscaling/v1"),
    ("authentication.k8s.io/v1alpha1", &["SelfSubjectReview"], 29, 32, ""),
    ("authentication.k8s.io/v1beta1", &["TokenReview"], 19, 22, "authentication.k8s.io/v1"),
    ("authentication.k8s.io/v1beta1", &["SelfSubjectReview"], 30, 33, ""),
    (
        "authorization.k8s.io/v1beta1",
        &[
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SelfSubjectRulesReview",
            "SubjectAccessReview",
        ],
        19,
        22,
        "authorization.k8s.io/v1",
    ),
    ("batch/v1beta1", &["CronJob"], 21, 25, "batch/v1"),
    ("certificates.k8s.io/v1alpha1", &["ClusterTrustBundle"], 34, 37, ""),
    ("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], 19, 22, "certificates.k8s.io/v1"),
    (
        "certificates.k8s.io/v1beta1",
        &["ClusterTrustBundle", "PodCertificateRequest"],
        37,
        40,
        "certificates.k8s.io/v1",
    ),
    ("coordination.k8s.io/v1alpha2", &["LeaseCandidate"], 35, 38, ""),
    ("coordination.k8s.io/v1beta1", &["Lease"], 19, 22, "coordination.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", &["LeaseCandidate"], 36, 39, ""),
    ("discovery.k8s.io/v1beta1", &["EndpointSlice"], 21, 25, "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", &["Event"], 22, 25, ""),
    ("extensions/v1beta1", &["Scale"], 2, 16, ""),
    ("extensions/v1beta1", &["DeploymentRollback"], 8, 16, ""),
    ("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], 8, 16, "apps/v1"),
    ("extensions/v1beta1", &["NetworkPolicy"], 9, 16, "networking.k8s.io/v1"),
    ("extensions/v1beta1", &["Ingress"], 14, 22, "networking.k8s.io/v1"),
    (
        "flowcontrol.apiserver.k8s.io/v1beta1",
        &["FlowSchema", "PriorityLevelConfiguration"],
        23,
        26,
        "flowcontrol.apiserver.k8s.io/v1beta3",
    ),
    (
        "flowcontrol.apiserver.k8s.io/v1beta2",
        &["FlowSchema", "PriorityLevelConfiguration"],
        26,
        29,
        "flowcontrol.apiserver.k8s.io/v1beta3",
    ),
    (
        "flowcontrol.apiserver.k8s.io/v1beta3",
        &["FlowSchema", "PriorityLevelConfiguration"],
        29,
        32,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    ("lifecycle.k8s.io/v1alpha1", &["Eviction", "EvictionRequest"], 40, 43, ""),
    ("networking.k8s.io/v1beta1", &["Ingress"], 19, 22, "networking.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", &["IngressClass"], 19, 22, "networking.k8s.io/v1 IngressClassList"),
    ("networking.k8s.io/v1beta1", &["IPAddress", "ServiceCIDR"], 34, 37, ""),
    ("node.k8s.io/v1beta1", &["RuntimeClass"], 22, 25, ""),
    ("policy/v1beta1", &["PodDisruptionBudget"], 21, 25, "policy/v1"),
    ("policy/v1beta1", &["Eviction"], 22, 25, ""),
    (
        "rbac.authorization.k8s.io/v1beta1",
        &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
        17,
        22,
        "rbac.authorization.k8s.io/v1",
    ),
    ("resource.k8s.io/v1alpha3", &["DeviceTaintRule"], 36, 39, ""),
    ("resource.k8s.io/v1alpha3", &["ResourcePoolStatusRequest"], 39, 42, ""),
    (
        "resource.k8s.io/v1beta1",
        &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"],
        35,
        38,
        "",
    ),
    (
        "resource.k8s.io/v1beta2",
        &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"],
        36,
        39,
        "",
    ),
    ("resource.k8s.io/v1beta2", &["DeviceTaintRule"], 39, 42, ""),
    ("scheduling.k8s.io/v1beta1", &["PriorityClass"], 14, 22, "scheduling.k8s.io/v1"),
    ("scheduling.k8s.io/v1beta1", &["PodGroup", "Workload"], 40, 43, ""),
    ("storage.k8s.io/v1alpha1", &["VolumeAttachment"], 21, 24, "storage.k8s.io/v1"),
    ("storage.k8s.io/v1alpha1", &["CSIStorageCapacity"], 21, 24, "storage.k8s.io/v1beta1"),
    ("storage.k8s.io/v1alpha1", &["VolumeAttributesClass"], 32, 35, "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", &["CSINode"], 17, 22, "storage.k8s.io/v1"),
    (
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "StorageClass", "VolumeAttachment"],
        19,
        22,
        "storage.k8s.io/v1",
    ),
    ("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 24, 27, "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", &["VolumeAttributesClass"], 34, 37, "storage.k8s.io/v1"),
    ("storagemigration.k8s.io/v1beta1", &["StorageVersionMigration"], 37, 40, "storagemigration.k8s.io/v1"),
    ("v1", &["ComponentStatus"], 19, 0, ""),
    ("v1", &["Endpoints"], 33, 0, "discovery.k8s.io/v1 EndpointSlice"),
];

/// What was given up, too, but is no type of client-go, so that `lint` says nothing of it, as Helm does not.
const GONE: &[Row] = &[
    ("policy/v1beta1", &["PodSecurityPolicy"], 21, 25, ""),
    ("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"], 16, 22, "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", &["APIService"], 19, 22, "apiregistration.k8s.io/v1"),
    ("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], 22, 25, "autoscaling/v2"),
    ("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], 23, 26, "autoscaling/v2"),
];

type Row = (&'static str, &'static [&'static str], u32, u32, &'static str);

fn row<'t>(table: &'t [Row], api_version: &str, kind: &str) -> Option<&'t Row> {
    table.iter().find(|(version, kinds, ..)| *version == api_version && kinds.contains(&kind))
}

/// Since which version 1.x the cluster no longer has an API, if it is one that Kubernetes gave up, and what took its place.
pub fn removal(api_version: &str, kind: &str) -> Option<(u32, &'static str)> {
    let known = row(DEPRECATED, api_version, kind).or_else(|| row(GONE, api_version, kind));
    let (.., gone, replacement) = known?;
    (*gone > 0).then_some((*gone, *replacement))
}

/// What client-go warns of, if the kind is deprecated in version 1.`minor`.
pub fn deprecation(api_version: &str, kind: &str, minor: u32) -> Option<String> {
    let known = row(DEPRECATED, api_version, kind).filter(|(_, _, since, ..)| minor >= *since);
    let (_, _, since, gone, replacement) = known?;
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
