//! Quotas that a change would exceed.

use serde_json::Value;

use super::demand::{Demand, Demands, of_pod};
use super::quantity::{parse, print};
use super::scopes::Scopes;
use crate::object::Object;
use crate::plan::{Check, Finding, Severity};

/// What of a quota does not suffice for what a change asks for beyond what is used. Quotas for some pods only count these;
/// those whose scopes we do not know are passed over.
pub(crate) fn exceeded(quota: &Value, demands: &Demands) -> Option<Finding> {
    let demand = counted_by(quota, demands)?;
    let status = &quota["status"];
    let short: Vec<String> = status["hard"]
        .as_object()?
        .iter()
        .filter_map(|(name, hard)| {
            let more = *demand.0.get(counted(name)).filter(|more| **more > 0)?;
            let hard = parse(hard.as_str()?)?;
            let left = hard - status["used"][name].as_str().and_then(parse).unwrap_or(0);
            (more > left).then(|| {
                format!(
                    "{name}: {} more would be used, {} of {} are left",
                    print(more),
                    print(left),
                    print(hard)
                )
            })
        })
        .collect();
    let mut object = Object::new(quota.clone());
    // The items of a list do not say what they are.
    object.json_mut()["apiVersion"] = "v1".into();
    object.json_mut()["kind"] = "ResourceQuota".into();
    (!short.is_empty()).then(|| Finding {
        severity: Severity::Warning,
        check: Check::Quota,
        object: Some(object.reference()),
        message: format!("it does not suffice for all objects: {}", short.join("; ")),
        hint: Some("lower replicas or requests, or have the quota raised".into()),
    })
}

/// What a quota counts of what a change asks for; nothing where we do not know.
fn counted_by(quota: &Value, demands: &Demands) -> Option<Demand> {
    let scopes = Scopes::of(quota)?;
    let mut demand = if scopes.is_empty() { demands.objects.clone() } else { Demand::default() };
    for (pod, times) in demands.pods.iter().filter(|(pod, _)| scopes.match_pod(pod)) {
        demand.add(&of_pod(pod), *times);
    }
    Some(demand)
}

/// The name under which a quota's name is counted.
fn counted(name: &str) -> &str {
    match name {
        "cpu" => "requests.cpu",
        "memory" => "requests.memory",
        "ephemeral-storage" => "requests.ephemeral-storage",
        "count/pods" => "pods",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::quota::replicas;

    #[test]
    fn what_does_not_suffice_is_told() {
        let workload = json!({"kind": "Deployment", "spec": {"replicas": 3}});
        let pod =
            json!({"spec": {"containers": [{"resources": {"requests": {"cpu": "500m", "memory": "1Gi"}}}]}});
        let mut demand = Demands::default();
        demand.add_pods([(pod, replicas(&workload, None))]);
        let mut quota = json!({"metadata": {"name": "small", "namespace": "ns"}, "spec": {}, "status": {
            "hard": {"cpu": "2", "requests.memory": "4Gi", "pods": "10"},
            "used": {"cpu": "1", "requests.memory": "1Gi", "pods": "1"}}});
        let finding = exceeded(&quota, &demand).unwrap();
        assert_eq!(finding.object.unwrap().to_string(), "ResourceQuota/small");
        assert_eq!(
            finding.message,
            "it does not suffice for all objects: cpu: 1500m more would be used, 1 of 2 are left"
        );
        // A quota for some pods counts these alone, and no other objects.
        quota["spec"]["scopes"] = json!(["BestEffort"]);
        assert_eq!(exceeded(&quota, &demand), None);
        quota["spec"]["scopes"] = json!(["NotBestEffort"]);
        assert!(exceeded(&quota, &demand).is_some());
        quota["spec"]["scopes"] = json!(["Newer"]);
        assert_eq!(exceeded(&quota, &demand), None);
    }
}
