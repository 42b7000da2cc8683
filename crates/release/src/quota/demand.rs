//! What pods and other objects count for.

use std::collections::BTreeMap;

use serde_json::Value;

use super::quantity::{Milli, parse};
use crate::cluster::Resource;

/// Amounts by the names that quotas give them, such as `requests.cpu`, `pods` and `count/jobs.batch`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Demand(pub(super) BTreeMap<String, Milli>);

impl Demand {
    /// Adds another, so many times.
    pub(super) fn add(&mut self, other: &Self, times: i64) {
        for (name, amount) in &other.0 {
            *self.0.entry(name.clone()).or_default() += amount * Milli::from(times);
        }
    }

    fn put(&mut self, name: String, amount: Milli) {
        *self.0.entry(name).or_default() += amount;
    }
}

/// What a change asks of the quotas of one namespace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demands {
    /// What is no pod.
    pub(super) objects: Demand,
    /// The pods, each with how many more of it there will be; less than none where they go.
    pub(super) pods: Vec<(Value, i64)>,
}

impl Demands {
    /// Adds a new object.
    pub(crate) fn add_object(&mut self, object: &Value, resource: &Resource) {
        if resource.group.is_empty() && resource.plural == "pods" {
            self.pods.push((object.clone(), 1));
        } else {
            self.objects.add(&of_object(object, resource), 1);
        }
    }

    /// Adds pods.
    pub(crate) fn add_pods(&mut self, pods: impl IntoIterator<Item = (Value, i64)>) {
        self.pods.extend(pods);
    }
}

/// What one pod counts for: its containers together, or the hungriest of those that come before (apiserver, quota/v1).
pub(super) fn of_pod(pod: &Value) -> Demand {
    let spec = &pod["spec"];
    let mut demand = Demand::default();
    demand.put("pods".into(), 1000);
    for section in ["requests", "limits"] {
        let list = |key: &str| spec[key].as_array().into_iter().flatten();
        let mut running = BTreeMap::new();
        let mut most: BTreeMap<String, Milli> = BTreeMap::new();
        for container in list("initContainers") {
            let stays = container["restartPolicy"] == "Always";
            for (name, amount) in amounts(container, section) {
                let so_far: &mut Milli = running.entry(name.clone()).or_default();
                let now = *so_far + amount;
                if stays {
                    *so_far = now;
                }
                let most = most.entry(name).or_default();
                *most = now.max(*most);
            }
        }
        for container in list("containers") {
            for (name, amount) in amounts(container, section) {
                *running.entry(name).or_default() += amount;
            }
        }
        for (name, amount) in running {
            let most = most.entry(name).or_default();
            *most = amount.max(*most);
        }
        for (name, amount) in table(&spec["overhead"]) {
            *most.entry(name).or_default() += amount;
        }
        most.into_iter().for_each(|(name, amount)| demand.put(format!("{section}.{name}"), amount));
    }
    demand
}

/// What a new object counts for by itself.
pub(super) fn of_object(object: &Value, resource: &Resource) -> Demand {
    let mut demand = Demand::default();
    let Resource { group, plural, .. } = resource;
    let dot = if group.is_empty() { "" } else { "." };
    demand.put(format!("count/{plural}{dot}{group}"), 1000);
    let spec = &object["spec"];
    match (group.as_str(), object["kind"].as_str().unwrap_or_default()) {
        ("", "PersistentVolumeClaim") => {
            demand.put(plural.clone(), 1000);
            for (_, amount) in table(&spec["resources"]["requests"]) {
                demand.put("requests.storage".into(), amount);
            }
        }
        ("", "Service") => {
            demand.put(plural.clone(), 1000);
            let ports = spec["ports"].as_array().map_or(0, Vec::len) as Milli;
            match spec["type"].as_str() {
                Some("NodePort") => demand.put("services.nodeports".into(), 1000 * ports),
                Some("LoadBalancer") => {
                    demand.put("services.loadbalancers".into(), 1000);
                    if spec["allocateLoadBalancerNodePorts"] != false {
                        demand.put("services.nodeports".into(), 1000 * ports);
                    }
                }
                _ => {}
            }
        }
        ("", _) => demand.put(plural.clone(), 1000),
        _ => {}
    }
    demand
}

/// How many pods a workload runs at once; where it leaves that open, as many as the live one does.
pub(crate) fn replicas(workload: &Value, live: Option<&Value>) -> i64 {
    let number = |object: &Value, key: &str| object["spec"][key].as_i64();
    match workload["kind"].as_str() {
        Some("Job") => {
            let parallel = number(workload, "parallelism").unwrap_or(1);
            number(workload, "completions").map_or(parallel, |completions| completions.min(parallel))
        }
        // Nobody knows how many of its Jobs will run at a time.
        Some("CronJob") => 0,
        Some("DaemonSet") => {
            live.and_then(|live| live["status"]["desiredNumberScheduled"].as_i64()).unwrap_or(1)
        }
        _ => number(workload, "replicas")
            .or_else(|| live.and_then(|live| number(live, "replicas")))
            .unwrap_or(1),
    }
}

/// What a container asks for, or what it may use at most; who says only the latter asks for as much.
fn amounts(container: &Value, section: &str) -> BTreeMap<String, Milli> {
    let resources = &container["resources"];
    let mut amounts = if section == "requests" { table(&resources["limits"]) } else { BTreeMap::new() };
    amounts.extend(table(&resources[section]));
    amounts
}

fn table(table: &Value) -> BTreeMap<String, Milli> {
    let amount = |value: &Value| match value {
        Value::String(text) => parse(text),
        other => parse(&other.to_string()),
    };
    let entries = table.as_object().into_iter().flatten();
    entries.filter_map(|(name, value)| Some((name.clone(), amount(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn container(cpu: &str) -> Value {
        json!({"resources": {"requests": {"cpu": cpu}, "limits": {"memory": "1Ki"}}})
    }

    #[test]
    fn a_pod_counts_for_its_containers_or_for_what_comes_before() {
        let mut side = container("100m");
        side["restartPolicy"] = json!("Always");
        let pod = json!({"spec": {
            "initContainers": [container("200m"), side, container("700m")],
            "containers": [container("1"), container("500m")],
            "overhead": {"cpu": "10m"},
        }});
        let Demand(amounts) = of_pod(&pod);
        assert_eq!(amounts["requests.cpu"], 100 + 1000 + 500 + 10, "two containers and the one beside them");
        assert_eq!((amounts["limits.memory"], amounts["requests.memory"]), (3 * 1_024_000, 3 * 1_024_000));
        assert_eq!(amounts["pods"], 1000);
        let hungry = json!({"spec": {"initContainers": [container("2")], "containers": [container("1")]}});
        assert_eq!(of_pod(&hungry).0["requests.cpu"], 2000);
    }

    #[test]
    fn replicas_are_those_that_run_at_once() {
        for (workload, live, expected) in [
            (json!({"kind": "Deployment", "spec": {"replicas": 3}}), None, 3),
            (json!({"kind": "Deployment", "spec": {}}), None, 1),
            (json!({"kind": "Deployment", "spec": {}}), Some(json!({"spec": {"replicas": 5}})), 5),
            (json!({"kind": "Job", "spec": {"parallelism": 4, "completions": 2}}), None, 2),
            (json!({"kind": "CronJob", "spec": {}}), None, 0),
            (json!({"kind": "DaemonSet"}), Some(json!({"status": {"desiredNumberScheduled": 7}})), 7),
        ] {
            assert_eq!(replicas(&workload, live.as_ref()), expected, "{workload}");
        }
    }

    #[test]
    fn objects_count_for_themselves() {
        let core = |kind: &str, plural: &str| Resource::core(kind, plural, true);
        let claim =
            json!({"kind": "PersistentVolumeClaim", "spec": {"resources": {"requests": {"storage": "1Ki"}}}});
        let Demand(amounts) = of_object(&claim, &core("PersistentVolumeClaim", "persistentvolumeclaims"));
        assert_eq!((amounts["persistentvolumeclaims"], amounts["requests.storage"]), (1000, 1_024_000));
        let service = json!({"kind": "Service", "spec": {"type": "LoadBalancer", "ports": [1, 2]}});
        let Demand(amounts) = of_object(&service, &core("Service", "services"));
        assert_eq!((amounts["services.loadbalancers"], amounts["services.nodeports"]), (1000, 2000));
        let jobs = Resource { group: "batch".into(), ..core("Job", "jobs") };
        assert_eq!(of_object(&json!({"kind": "Job"}), &jobs).0["count/jobs.batch"], 1000);
    }
}
