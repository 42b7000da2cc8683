//! What may stand in the way of a plan beside what the server said to its dry runs: rights that no dry run asks for, pods
//! that a workload's controller could not create, and APIs that are about to go.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};
use serde_json::json;

use super::pods::Workload;
use super::proposal::Proposal;
use super::releases::Releases;
use crate::cluster::{Apply, ClusterError, Failure, Resource, Write};
use crate::error::{Error, Result};
use crate::object::{Object, ObjectRef};
use crate::plan::{Action, Check, Finding, Operation, Severity, Step};

/// A right that an operation needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Right {
    verb: &'static str,
    group: String,
    plural: String,
    kind: String,
    namespace: Option<String>,
}

impl Releases {
    /// Looks for what may stand in the way of a proposal, and adds what it finds to the plan. It costs a request for each
    /// right that is needed and one for each workload; so it is no part of an operation that nobody looks at first.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub async fn preflight(&self, proposal: &mut Proposal) -> Result<()> {
        let minor = self.cluster.version().await?.minor.trim_end_matches('+').parse().unwrap_or(u32::MAX);
        let plan = &proposal.plan;
        let (missing, workloads) = futures::join!(self.missing_rights(plan), self.try_pods(proposal));
        let quotas = self.exceeded_quotas(plan, &workloads).await;
        let going = plan
            .steps
            .iter()
            .filter(|step| step.action != Action::Delete)
            .filter_map(|step| going(step, minor));
        let refused = workloads.iter().filter_map(Workload::refusal);
        let findings: Vec<Finding> = refused.chain(quotas).chain(going).collect();
        proposal.plan.findings.extend(findings);
        if !missing.is_empty() {
            proposal.plan.refuse(Error::Apply { failures: missing });
        }
        Ok(())
    }

    /// The rights that whoever asks does not have.
    async fn missing_rights(&self, plan: &crate::plan::Plan) -> Vec<ClusterError> {
        let mut rights: BTreeSet<Right> = plan.steps.iter().flat_map(rights_of).collect();
        let verbs: &[&'static str] = match plan.operation {
            Operation::Uninstall => &["list", "get", "update", "delete"],
            _ => &["list", "get", "create", "update", "delete"],
        };
        let records = self.store.resource();
        rights.extend(verbs.iter().map(|verb| right(verb, &records, Some(&self.namespace))));
        stream::iter(rights)
            .map(|right| async move {
                // Whoever cannot be asked answers nothing, and the operation will tell.
                let refused = self.is_allowed(&right).await == Some(false);
                refused.then(|| right.refusal())
            })
            .buffer_unordered(self.cluster.parallel())
            .filter_map(|refusal| async { refusal })
            .collect()
            .await
    }

    async fn is_allowed(&self, right: &Right) -> Option<bool> {
        let resource = Resource {
            group: "authorization.k8s.io".into(),
            ..Resource::core("SelfSubjectAccessReview", "selfsubjectaccessreviews", false)
        };
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": {
                "verb": right.verb,
                "group": right.group,
                "resource": right.plural,
                "namespace": right.namespace,
            }},
        });
        let object = Object::new(review);
        let answer = self
            .cluster
            .write(Write::Create, &resource, &object.reference(), object.json(), Apply::default())
            .await
            .ok()?;
        answer["status"]["allowed"].as_bool()
    }
}

impl Right {
    /// That it is missing, in the words of the server.
    fn refusal(self) -> ClusterError {
        let place = match &self.namespace {
            Some(namespace) => format!(" in the namespace {namespace:?}"),
            None => String::new(),
        };
        let group = if self.group.is_empty() { String::new() } else { format!(".{}", self.group) };
        ClusterError {
            verb: self.verb.into(),
            object: Some(Box::new(ObjectRef {
                api_version: self.group,
                kind: self.kind,
                namespace: self.namespace,
                name: "*".into(),
            })),
            failure: Failure::Forbidden,
            message: format!("you may not {} {}{group}{place}", self.verb, self.plural),
        }
    }
}

fn right(verb: &'static str, resource: &Resource, namespace: Option<&str>) -> Right {
    Right {
        verb,
        group: resource.group.clone(),
        plural: resource.plural.clone(),
        kind: resource.kind.clone(),
        namespace: namespace.filter(|_| resource.namespaced).map(str::to_owned),
    }
}

/// The rights that a step needs. Server-side apply asks for `patch`, and for `create` where there is no object yet.
fn rights_of(step: &Step) -> Vec<Right> {
    let verbs: &[&'static str] = match step.action {
        Action::Create => &["get", "patch", "create"],
        Action::Update | Action::Adopt => &["get", "patch"],
        Action::Recreate => &["get", "patch", "create", "delete"],
        Action::Delete => &["get", "delete"],
        Action::Unchanged | Action::Keep => &["get"],
    };
    let Some(placed) = &step.placed else { return vec![] };
    verbs.iter().map(|verb| right(verb, &placed.resource, step.object.namespace.as_deref())).collect()
}

/// That the API of an object goes with a coming version of Kubernetes.
fn going(step: &Step, minor: u32) -> Option<Finding> {
    let ObjectRef { api_version, kind, .. } = &step.object;
    let (gone, instead) = manifest::removal(api_version, kind).filter(|(gone, _)| *gone > minor)?;
    Some(Finding {
        severity: Severity::Warning,
        check: Check::RemovedApi,
        object: Some(step.object.clone()),
        message: format!("Kubernetes 1.{gone} no longer has {kind} in {api_version}"),
        hint: (!instead.is_empty()).then(|| format!("use {instead}")),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::plan::{Placed, keep};

    fn step(action: Action, json: Value) -> Step {
        let object = Object::new(json);
        let resource = Resource { group: "apps".into(), ..Resource::core("Deployment", "deployments", true) };
        let reference = object.reference();
        Step { action, ..keep(&Placed { reference, object, resource, defined_here: false }) }
    }

    #[test]
    fn knows_which_rights_are_needed() {
        let object = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "ns"}});
        for (action, verbs) in [
            (Action::Create, &["get", "patch", "create"][..]),
            (Action::Delete, &["get", "delete"]),
            (Action::Keep, &["get"]),
        ] {
            let rights = rights_of(&step(action, object.clone()));
            assert_eq!(rights.iter().map(|right| right.verb).collect::<Vec<_>>(), verbs);
            assert_eq!(rights[0].namespace.as_deref(), Some("ns"));
        }
    }

    #[test]
    fn foretells_what_goes() {
        let old = json!({"apiVersion": "batch/v1beta1", "kind": "CronJob", "metadata": {"name": "x"}});
        let step = step(Action::Create, old);
        assert_eq!(
            going(&step, 24).unwrap().message,
            "Kubernetes 1.25 no longer has CronJob in batch/v1beta1"
        );
        assert!(going(&step, 25).is_none(), "the cluster does not have it any more, and says so");
    }
}
