//! Which pods a quota is for (kubernetes, pkg/quota/v1/evaluator/core/pods.go).

use serde_json::Value;

use super::quantity::parse;

/// One thing that a quota asks of the pods that it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// They end by themselves, or not.
    Terminating(bool),
    /// They ask for no processor and no memory, or do.
    BestEffort(bool),
    /// They look for pods of other namespaces.
    CrossNamespaceAffinity,
    /// Their priority class.
    Priority(Class),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Class {
    Any,
    None,
    In(Vec<String>),
    NotIn(Vec<String>),
}

/// What a quota asks of the pods that it counts; with nothing it counts everything, and else pods alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scopes(Vec<Scope>);

impl Scopes {
    /// Those of a quota; nothing where one is unknown, such as those of a newer Kubernetes or for other objects than pods.
    pub(super) fn of(quota: &Value) -> Option<Self> {
        let spec = &quota["spec"];
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let named = list(&spec["scopes"]).into_iter().map(|name| of_name(name.as_str()?));
        let selected = list(&spec["scopeSelector"]["matchExpressions"]);
        let selected = selected.iter().map(of_expression);
        named.chain(selected).collect::<Option<_>>().map(Self)
    }

    /// Whether everything is counted.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a pod is counted.
    pub(super) fn match_pod(&self, pod: &Value) -> bool {
        let spec = &pod["spec"];
        self.0.iter().all(|scope| match scope {
            Scope::Terminating(wanted) => {
                spec["activeDeadlineSeconds"].as_i64().is_some_and(|seconds| seconds >= 0) == *wanted
            }
            Scope::BestEffort(wanted) => is_best_effort(spec) == *wanted,
            Scope::CrossNamespaceAffinity => looks_elsewhere(&spec["affinity"]),
            Scope::Priority(class) => {
                let name = spec["priorityClassName"].as_str().filter(|name| !name.is_empty());
                let is_one_of =
                    |classes: &[String]| name.is_some_and(|name| classes.iter().any(|class| class == name));
                match class {
                    Class::Any => name.is_some(),
                    Class::None => name.is_none(),
                    Class::In(classes) => is_one_of(classes),
                    Class::NotIn(classes) => !is_one_of(classes),
                }
            }
        })
    }
}

fn of_name(name: &str) -> Option<Scope> {
    Some(match name {
        "Terminating" => Scope::Terminating(true),
        "NotTerminating" => Scope::Terminating(false),
        "BestEffort" => Scope::BestEffort(true),
        "NotBestEffort" => Scope::BestEffort(false),
        "CrossNamespacePodAffinity" => Scope::CrossNamespaceAffinity,
        "PriorityClass" => Scope::Priority(Class::Any),
        _ => return None,
    })
}

fn of_expression(expression: &Value) -> Option<Scope> {
    let scope = of_name(expression["scopeName"].as_str()?)?;
    // Of the others the server lets nothing but `Exists` pass.
    let Scope::Priority(_) = scope else { return Some(scope) };
    let values = expression["values"].as_array().into_iter().flatten();
    let values = values.filter_map(|value| value.as_str().map(str::to_owned)).collect();
    Some(Scope::Priority(match expression["operator"].as_str()? {
        "Exists" => Class::Any,
        "DoesNotExist" => Class::None,
        "In" => Class::In(values),
        "NotIn" => Class::NotIn(values),
        _ => return None,
    }))
}

/// Whether neither the pod nor a container of it asks for or is limited in processor or memory.
fn is_best_effort(spec: &Value) -> bool {
    let asks = |holder: &Value| {
        ["requests", "limits"].iter().any(|section| {
            ["cpu", "memory"].iter().any(|name| match &holder["resources"][section][name] {
                Value::String(text) => parse(text).is_some_and(|amount| amount > 0),
                other => other.as_f64().is_some_and(|amount| amount > 0.0),
            })
        })
    };
    let containers = ["initContainers", "containers"].iter().flat_map(|key| spec[key].as_array()).flatten();
    !asks(spec) && !containers.into_iter().any(asks)
}

/// Whether an affinity or its opposite names other namespaces than the pod's own.
fn looks_elsewhere(affinity: &Value) -> bool {
    ["podAffinity", "podAntiAffinity"].iter().any(|kind| {
        let terms = |key: &str| affinity[kind][key].as_array().into_iter().flatten();
        let required = terms("requiredDuringSchedulingIgnoredDuringExecution");
        let preferred =
            terms("preferredDuringSchedulingIgnoredDuringExecution").map(|term| &term["podAffinityTerm"]);
        required.chain(preferred).any(|term| {
            term["namespaces"].as_array().is_some_and(|names| !names.is_empty())
                || !term["namespaceSelector"].is_null()
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matches(spec: Value, pod: Value) -> bool {
        Scopes::of(&json!({"spec": spec})).unwrap().match_pod(&json!({"spec": pod}))
    }

    #[test]
    fn a_pod_is_counted_where_all_scopes_are_its_own() {
        let asking = json!({"containers": [{"resources": {"limits": {"memory": "1Gi"}}}]});
        let modest =
            json!({"containers": [{"resources": {"requests": {"cpu": "0", "ephemeral-storage": "1Gi"}}}]});
        let before = json!({"containers": [{}], "initContainers": [{"resources": {"requests": {"cpu": 1}}}]});
        let ending = json!({"activeDeadlineSeconds": 0, "containers": [{}]});
        for (scopes, pod, expected) in [
            (json!(["BestEffort"]), &asking, false),
            (json!(["NotBestEffort"]), &asking, true),
            (json!(["BestEffort"]), &modest, true),
            (json!(["BestEffort"]), &before, false),
            (json!(["Terminating"]), &ending, true),
            (json!(["NotTerminating"]), &ending, false),
            (json!(["NotTerminating"]), &asking, true),
            (json!(["NotTerminating", "BestEffort"]), &asking, false),
            (json!(["NotTerminating", "BestEffort"]), &modest, true),
            (json!(["PriorityClass"]), &modest, false),
        ] {
            assert_eq!(matches(json!({"scopes": scopes}), pod.clone()), expected, "{scopes} {pod}");
        }
        let whole = json!({"resources": {"limits": {"cpu": "1"}}, "containers": [{}]});
        assert!(matches(json!({"scopes": ["NotBestEffort"]}), whole));
    }

    #[test]
    fn priority_classes_are_selected() {
        let (high, none) = (json!({"priorityClassName": "high"}), json!({}));
        for (operator, values, is_high, is_none) in [
            ("In", json!(["high", "other"]), true, false),
            ("In", json!(["low"]), false, false),
            ("NotIn", json!(["high"]), false, true),
            ("NotIn", json!(["low"]), true, true),
            ("Exists", json!(null), true, false),
            ("DoesNotExist", json!(null), false, true),
        ] {
            let expression = json!({"scopeName": "PriorityClass", "operator": operator, "values": values});
            let spec = json!({"scopeSelector": {"matchExpressions": [expression]}});
            assert_eq!(matches(spec.clone(), high.clone()), is_high, "{operator} {values}");
            assert_eq!(matches(spec, none.clone()), is_none, "{operator} {values}");
        }
    }

    #[test]
    fn affinity_to_other_namespaces_is_seen() {
        let spec = json!({"scopes": ["CrossNamespacePodAffinity"]});
        let with = |kind: &str, key: &str, term: Value| json!({"affinity": {kind: {key: [term]}}});
        let (required, preferred) = (
            "requiredDuringSchedulingIgnoredDuringExecution",
            "preferredDuringSchedulingIgnoredDuringExecution",
        );
        for (pod, expected) in [
            (with("podAffinity", required, json!({"namespaces": ["other"]})), true),
            (with("podAntiAffinity", preferred, json!({"podAffinityTerm": {"namespaceSelector": {}}})), true),
            (with("podAffinity", required, json!({"namespaces": [], "topologyKey": "host"})), false),
            (json!({}), false),
        ] {
            assert_eq!(matches(spec.clone(), pod.clone()), expected, "{pod}");
        }
    }

    #[test]
    fn an_unknown_scope_is_left_to_the_server() {
        assert_eq!(Scopes::of(&json!({"spec": {"scopes": ["Terminating", "Newer"]}})), None);
        let selector = json!({"matchExpressions": [{"scopeName": "PriorityClass", "operator": "Newer"}]});
        assert_eq!(Scopes::of(&json!({"spec": {"scopeSelector": selector}})), None);
        assert!(Scopes::of(&json!({"spec": {}})).unwrap().is_empty());
    }
}
