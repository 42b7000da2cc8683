//! Quotas that a plan would exceed, though the server lets in each of its objects by itself.

use std::collections::BTreeMap;

use super::pods::Workload;
use super::releases::Releases;
use crate::cluster::Resource;
use crate::plan::{Action, Finding, Plan};
use crate::quota::{Demands, exceeded};

impl Releases {
    /// The quotas of the namespaces of a plan that do not suffice for all its objects. What a plan deletes goes last, so that
    /// it does not count. Quotas that may not be read are passed over.
    pub(super) async fn exceeded_quotas(&self, plan: &Plan, workloads: &[Workload<'_>]) -> Vec<Finding> {
        let mut demands: BTreeMap<&str, Demands> = BTreeMap::new();
        for step in plan.steps.iter().filter(|step| step.action == Action::Create) {
            if let (Some(namespace), Some(placed)) = (&step.object.namespace, &step.placed) {
                demands.entry(namespace).or_default().add_object(placed.object.json(), &placed.resource);
            }
        }
        for namespace in workloads.iter().filter_map(|workload| workload.step.object.namespace.as_deref()) {
            demands.entry(namespace).or_default();
        }
        let quotas = Resource::core("ResourceQuota", "resourcequotas", true);
        let mut findings = vec![];
        for (namespace, mut demand) in demands {
            let Ok((quotas, _)) = self.cluster.list(&quotas, Some(namespace), &[]).await else { continue };
            if quotas.is_empty() {
                continue;
            }
            for workload in workloads {
                if workload.step.object.namespace.as_deref() == Some(namespace) {
                    demand.add_pods(self.further_pods(workload).await);
                }
            }
            findings.extend(quotas.iter().filter_map(|quota| exceeded(quota, &demand)));
        }
        findings
    }
}
