//! Letting the server try a pod of each workload, since it lets workloads in whose pods it will refuse, and since it alone knows
//! what a pod asks for in the end.

use futures::{StreamExt, stream};
use serde_json::{Value, json};

use super::proposal::Proposal;
use super::releases::Releases;
use super::trial::is_written;
use crate::cluster::{Apply, ClusterError, Resource, Write};
use crate::object::Object;
use crate::plan::{Check, Finding, Severity, Step, check};
use crate::quota::replicas;

/// A workload that is written, with what became of its pod.
pub(super) struct Workload<'a> {
    pub(super) step: &'a Step,
    /// The place of the pods' description.
    path: String,
    /// The pod as it would be sent.
    pod: Value,
    /// The pod as the server would keep it.
    answer: Result<Value, ClusterError>,
}

impl Releases {
    /// Lets the server try a pod of each workload that is written.
    pub(super) async fn try_pods<'a>(&self, proposal: &'a Proposal) -> Vec<Workload<'a>> {
        let rules = proposal.options.order_rules();
        let written = proposal.plan.steps.iter().filter(|step| is_written(step) && step.object.kind != "Pod");
        let workloads = written.filter_map(|step| {
            let path = rules.pods.get(&step.object.kind)?.clone();
            let pod = pod(step.placed.as_ref()?.object.json(), &path)?;
            Some((step, path, pod))
        });
        stream::iter(workloads.collect::<Vec<_>>())
            .map(|(step, path, pod)| async move {
                let answer = self.try_pod(&pod).await;
                Workload { step, path, pod: pod.json().clone(), answer }
            })
            .buffered(self.cluster.parallel())
            .collect()
            .await
    }

    async fn try_pod(&self, pod: &Object) -> Result<Value, ClusterError> {
        let pods = Resource::core("Pod", "pods", true);
        let how = Apply { dry_run: true, lenient: true, ..Apply::default() };
        self.cluster.write(Write::Create, &pods, &pod.reference(), pod.json(), how).await
    }

    /// The pods that a workload will have beyond those that it has, each with their number; those that it has count against.
    pub(super) async fn further_pods(&self, workload: &Workload<'_>) -> Vec<(Value, i64)> {
        let Workload { step, path, pod: sent, answer } = workload;
        let Some(placed) = &step.placed else { return vec![] };
        let live = step.live.as_ref();
        let mut further =
            vec![(answer.as_ref().unwrap_or(sent).clone(), replicas(placed.object.json(), live))];
        if let Some(live) = live
            && let Some(has) = pod(live, path)
        {
            let tried = self.try_pod(&has).await.unwrap_or_else(|_| has.json().clone());
            further.push((tried, -replicas(live, Some(live))));
        }
        further
    }
}

impl Workload<'_> {
    /// Why its pods will not be let in.
    pub(super) fn refusal(&self) -> Option<Finding> {
        let error = self.answer.as_ref().err()?;
        let check = check(error);
        matches!(check, Check::PodSecurity | Check::Quota).then(|| Finding {
            severity: Severity::Warning,
            check,
            object: Some(self.step.object.clone()),
            message: format!("its pods will not be let in: {}", error.gist()),
            hint: None,
        })
    }
}

/// A pod as the controller of a workload will make it.
fn pod(workload: &Value, path: &str) -> Option<Object> {
    let pointer = format!("/{}", path.replace('.', "/"));
    let template = workload.pointer(pointer.strip_suffix("/spec")?)?;
    let mut metadata = template["metadata"].clone();
    if !metadata.is_object() {
        metadata = json!({});
    }
    metadata["generateName"] =
        json!(format!("{}-", workload["metadata"]["name"].as_str().unwrap_or_default()));
    metadata["namespace"] = workload["metadata"]["namespace"].clone();
    let mut spec = template["spec"].clone();
    // The account may come with the release.
    if let Value::Object(spec) = &mut spec {
        spec.shift_remove("serviceAccountName");
        spec.shift_remove("serviceAccount");
    }
    Some(Object::new(json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_the_pod_that_a_controller_would() {
        let deployment = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "ns"},
            "spec": {"template": {"metadata": {"labels": {"a": "b"}}, "spec": {"serviceAccountName": "x", "hostNetwork": true}}}});
        let pod = pod(&deployment, "spec.template.spec").unwrap();
        assert_eq!(
            pod.json(),
            &json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"a": "b"}, "generateName": "web-",
                "namespace": "ns"}, "spec": {"hostNetwork": true}})
        );
    }
}
