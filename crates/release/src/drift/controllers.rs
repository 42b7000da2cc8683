//! Whose changes are no drift.

use serde_json::Value;

/// Parts of a cluster that change objects because it is their work.
const KNOWN: [&str; 4] = ["kubelet", "cluster-autoscaler", "cloud-controller-manager", "manager"];
/// How names of such parts begin and end by convention.
const BEGINNINGS: [&str; 2] = ["kube-", "vpa-"];
const ENDINGS: [&str; 3] = ["-controller", "-controller-manager", "-operator"];

/// Whose changes are no drift.
#[derive(Clone, Debug, Default)]
pub struct Controllers {
    /// Further managers, by name.
    pub further: Vec<String>,
    /// Whether there are none: then everything counts.
    pub none: bool,
}

impl Controllers {
    /// Whether an entry of managedFields is a controller's.
    pub(super) fn wrote(&self, entry: &Value) -> bool {
        let name = entry["manager"].as_str().unwrap_or_default();
        !self.none
            && (entry["subresource"] == "status"
                || KNOWN.contains(&name)
                || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
                || ENDINGS.iter().any(|ending| name.ends_with(ending))
                || self.further.iter().any(|further| further == name))
    }
}
