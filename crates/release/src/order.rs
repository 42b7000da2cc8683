//! In which order objects are written and deleted.

use manifest::INSTALL_ORDER;

use crate::object::Object;

/// The last kind of each stage but the final one, in Helm's install order ([`manifest::INSTALL_ORDER`]).
///
/// Helm writes kind by kind. What counts is that namespaces, policies, accounts, configuration, claims, definitions,
/// rights and services exist before the workloads that use them, and that webhooks come last, since they judge what
/// comes after; within a stage nothing is needed for another member to be accepted.
const LAST: [&str; 6] = [
    "Namespace",
    "PodDisruptionBudget",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "Service",
    "APIService",
];

/// The stage in which an object is written, from 0; objects of one stage are written in parallel.
pub fn stage(object: &Object) -> usize {
    // Kinds that Helm does not know come with the workloads: after their definitions, yet before the webhooks.
    let rank = INSTALL_ORDER.rank(object.kind()).or_else(|| INSTALL_ORDER.rank("APIService"));
    LAST.iter().filter(|last| INSTALL_ORDER.rank(last) < rank).count()
}

/// Splits items into stages, each in the order given. Items without an object come first.
pub fn stages<T>(items: Vec<T>, object: impl Fn(&T) -> Option<&Object>) -> Vec<Vec<T>> {
    let mut stages: Vec<Vec<T>> = (0..=LAST.len()).map(|_| vec![]).collect();
    for item in items {
        let stage = object(&item).map_or(0, stage);
        stages[stage].push(item);
    }
    stages.retain(|stage| !stage.is_empty());
    stages
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn writes_what_is_needed_first() {
        let order = [
            &["PriorityClass", "Namespace"][..],
            &["NetworkPolicy", "ResourceQuota", "LimitRange", "PodDisruptionBudget"],
            &["ServiceAccount", "Secret", "ConfigMap", "StorageClass", "PersistentVolumeClaim"],
            &["CustomResourceDefinition"],
            &["ClusterRole", "RoleBinding", "Service"],
            &["Deployment", "Job", "Ingress", "Backup"],
            &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        ];
        for (expected, kinds) in order.iter().enumerate() {
            for kind in *kinds {
                assert_eq!(stage(&Object::new(json!({"kind": kind}))), expected, "{kind}");
            }
        }
    }
}
