//! What is known of the cluster's versions (Helm's pkg/chart/common/capabilities.go).

use version::{Constraint, Version};

/// What is known of the cluster's versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The version of the cluster.
    pub kube_version: KubeVersion,
    /// The group versions it serves (`apps/v1`) and, on a live cluster, their kinds (`apps/v1/Deployment`).
    pub api_versions: Vec<String>,
}

/// The version of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVersion {
    /// In full, with a `v` in front: `v1.33.4-gke.1245000`.
    pub version: String,
    /// Without what follows the numbers: `v1.33.4`; ranges are checked against it, and it is what is printed.
    pub normalized: String,
    /// The first number.
    pub major: String,
    /// The second number.
    pub minor: String,
}

impl KubeVersion {
    /// Reads a version as `--kube-version` takes it: numbers with dots between, at least two, then anything.
    ///
    /// # Errors
    /// What is wrong, in Helm's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rest = text.trim_start();
        let rest = rest.strip_prefix('v').unwrap_or(rest);
        let numbers = rest.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
        let components: Vec<&str> = numbers.split('.').take_while(|part| !part.is_empty()).collect();
        let (Some(major), minor) = (components.first(), components.get(1)) else {
            return Err(format!("could not parse {text:?} as version"));
        };
        let Some(minor) = minor else { return Err(format!("illegal version string {text:?}")) };
        if major.starts_with('0') && *major != "0" {
            return Err(format!("illegal zero-prefixed version component {major:?} in {text:?}"));
        }
        let plain = |number: &str| match number.trim_start_matches('0') {
            "" => "0".to_owned(),
            digits => digits.to_owned(),
        };
        let normalized: Vec<String> = components.iter().map(|number| plain(number)).collect();
        Ok(Self {
            version: if text.starts_with('v') { text.to_owned() } else { format!("v{text}") },
            normalized: format!("v{}", normalized.join(".")),
            major: plain(major),
            minor: plain(minor),
        })
    }

    /// Whether the version is in a range as Chart.yaml's `kubeVersion` has it; a range that cannot be read has none.
    pub fn is_in(&self, range: &str) -> bool {
        match (Constraint::parse(range), Version::parse(&self.normalized)) {
            (Ok(range), Ok(version)) => range.check(&version),
            _ => false,
        }
    }
}

impl Capabilities {
    /// Whether a group version, or a kind of one, is served.
    pub fn has(&self, api_version: &str) -> bool {
        self.api_versions.iter().any(|known| known == api_version)
    }
}

impl Default for Capabilities {
    /// What Helm 4.3.1 assumes without a cluster: the version of the client library it is built with, and every
    /// group version that library knows, in its order.
    fn default() -> Self {
        Self {
            kube_version: KubeVersion {
                version: "v1.37.0".to_owned(),
                normalized: "v1.37.0".to_owned(),
                major: "1".to_owned(),
                minor: "37".to_owned(),
            },
            api_versions: OFFLINE_API_VERSIONS.iter().map(|&version| version.to_owned()).collect(),
        }
    }
}

/// `.Capabilities.APIVersions` of Helm 4.3.1 without a cluster.
const OFFLINE_API_VERSIONS: [&str; 57] = [
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "lifecycle.k8s.io/v1alpha1",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1",
    "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1",
    "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_kubernetes_reads_them() {
        for (text, version, normalized, major, minor) in [
            ("1.33.4-gke.1245000", "v1.33.4-gke.1245000", "v1.33.4", "1", "33"),
            ("v1.20.0+k3s1", "v1.20.0+k3s1", "v1.20.0", "1", "20"),
            ("1.30", "v1.30", "v1.30", "1", "30"),
        ] {
            let parsed = KubeVersion::parse(text).unwrap();
            assert_eq!((&*parsed.version, &*parsed.normalized), (version, normalized));
            assert_eq!((&*parsed.major, &*parsed.minor), (major, minor));
        }
        assert_eq!(KubeVersion::parse("x").unwrap_err(), "could not parse \"x\" as version");
        assert_eq!(KubeVersion::parse("1").unwrap_err(), "illegal version string \"1\"");
        assert!(KubeVersion::parse("01.2").unwrap_err().starts_with("illegal zero-prefixed"));
    }

    #[test]
    fn ranges_do_not_see_what_follows_the_numbers() {
        let version = KubeVersion::parse("v1.33.4-gke.1").unwrap();
        assert!(version.is_in(">=1.25.0"));
        assert!(!version.is_in("<1.33.0"));
        assert!(!version.is_in("not a range"));
    }
}
