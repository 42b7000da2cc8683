//! Hooks, the order in which they run, and lists.

use diagnostic::Source;
use manifest::{
    DeletePolicy, Event, INSTALL_ORDER, OutputLogPolicy, UNINSTALL_ORDER, execution_order, flatten,
    sort_files,
};

fn hook(name: &str, annotations: &str) -> String {
    format!(
        "kind: Job\nmetadata:\n  name: {name}\n  namespace: there\n  annotations: {{helm.sh/hook: pre-install, {annotations}}}\n---\n"
    )
}

#[test]
fn annotations_say_how_a_hook_runs() {
    let text = hook(
        "a",
        "helm.sh/hook-weight: '-3', helm.sh/hook-delete-policy: 'hook-succeeded, HOOK-FAILED', \
         helm.sh/hook-output-log-policy: hook-failed",
    );
    let sorted = sort_files([("c/templates/a.yaml", &*text)], INSTALL_ORDER).unwrap();
    let [hook] = &*sorted.hooks else { panic!("{sorted:?}") };
    assert_eq!(hook.events, [Event::PreInstall]);
    assert_eq!(hook.weight, -3);
    assert_eq!(hook.delete_policies, [DeletePolicy::HookSucceeded, DeletePolicy::HookFailed]);
    assert_eq!(hook.output_log_policies, [OutputLogPolicy::HookFailed]);
    assert_eq!((&*hook.document.head.name, &*hook.document.head.namespace), ("a", "there"));
}

#[test]
fn hooks_run_by_weight_then_name() {
    let text =
        [hook("b", "x: y"), hook("c", "helm.sh/hook-weight: -1"), hook("a", "helm.sh/hook-weight: wrong")]
            .concat();
    let sorted = sort_files([("c/templates/a.yaml", &*text)], INSTALL_ORDER).unwrap();
    let names: Vec<&str> = execution_order(&sorted.hooks, Event::PreInstall)
        .iter()
        .map(|hook| &*hook.document.head.name)
        .collect();
    assert_eq!(names, ["c", "a", "b"]);
    assert!(execution_order(&sorted.hooks, Event::Test).is_empty());
}

#[test]
fn every_event_has_a_name_of_its_own() {
    for name in [
        "pre-install",
        "post-install",
        "pre-delete",
        "post-delete",
        "pre-upgrade",
        "post-upgrade",
        "pre-rollback",
        "post-rollback",
        "test",
    ] {
        assert_eq!(Event::from_name(name).unwrap().name(), name);
    }
    assert_eq!(Event::from_name("test-success"), Some(Event::Test));
    assert_eq!(Event::from_name("crd-install"), None);
}

#[test]
fn unknown_kinds_come_last_both_ways() {
    for order in [INSTALL_ORDER, UNINSTALL_ORDER] {
        assert!(order.compare("Zebra", "Service").is_gt());
        assert!(order.compare("Alpha", "Beta").is_lt());
    }
    assert!(INSTALL_ORDER.compare("Namespace", "Pod").is_lt());
    assert!(UNINSTALL_ORDER.compare("Namespace", "Pod").is_gt());
}

#[test]
fn lists_are_taken_apart() {
    let text = "apiVersion: v1\nkind: RoleList\nitems:\n- metadata: {name: a}\n- kind: List\n  items: [{kind: Pod}, {kind: Job}]\n";
    let objects = flatten(yaml::parse_one(&Source::file("list", text)).unwrap());
    let kinds: Vec<_> = objects.iter().map(|object| object.get("kind").unwrap().as_str().unwrap()).collect();
    assert_eq!(kinds, ["Role", "Pod", "Job"]);
    assert_eq!(objects[0].get("apiVersion").unwrap().as_str(), Some("v1"));
    let single = yaml::parse_one(&Source::file("one", "kind: Foo\nitems: [1]\n")).unwrap();
    assert_eq!(flatten(single.clone()), [single]);
}
