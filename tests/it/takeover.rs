//! Releases change hands: rhumb goes on with what Helm installed, and Helm with what rhumb installed.

use end_to_end::{Desk, Run};
use testbed::{ControlPlane, Namespace};

/// One of the two programs, by what it is called here.
type Program = fn(&Desk, &[&str]) -> Run;

const RHUMB: Program = |desk, arguments| desk.rhumb(arguments);
const HELM: Program = |desk, arguments| desk.helm(arguments);

/// A chart with a Deployment, a Service, a hook and a kept ConfigMap.
fn chart(desk: &Desk) {
    desk.helm(&["create", "app"]).ok();
    desk.write(
        "app/templates/hook.yaml",
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: {{ .Release.Name }}-migrate\n  annotations:\n    \
         helm.sh/hook: pre-install,pre-upgrade\n    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded\n\
         spec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: migrate, image: 'example.org/m:1'}]\n",
    );
    desk.write(
        "app/templates/kept.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: kept\n  annotations: {helm.sh/resource-policy: keep}\n\
         data: {replicas: '{{ .Values.replicaCount }}'}\n",
    );
}

fn replicas(namespace: &Namespace) -> String {
    namespace.run(&["get", "deployment", "web-app", "--output=jsonpath={.spec.replicas}"], "").unwrap()
}

/// What `status` knows of the release, without the live objects: those change while one looks.
fn status(program: Program, desk: &Desk) -> serde_json::Value {
    let mut status = program(desk, &["status", "web", "--output", "json"]).ok().json();
    let resources = status["info"].as_object_mut().unwrap().remove("resources");
    assert!(
        resources
            .is_some_and(|kinds| kinds["v1/Deployment"].is_array() || kinds["apps/v1/Deployment"].is_array())
    );
    status
}

/// Installs with one, then upgrades, rolls back and uninstalls with the other.
fn hand_over(first: Program, second: Program, name: &str) {
    let namespace = ControlPlane::shared().unwrap().namespace(name).unwrap();
    let desk = Desk::on(&namespace);
    chart(&desk);
    let wait = ["--wait", "--timeout", "2m"];
    first(&desk, &[&["install", "web", "app", "--set", "replicaCount=1"][..], &wait].concat()).ok();
    for arguments in [
        &["list", "--output", "json"][..],
        &["get", "manifest", "web"],
        &["get", "values", "web"],
        &["get", "hooks", "web"],
        &["get", "notes", "web"],
        &["history", "web"],
    ] {
        let (one, other) = (first(&desk, arguments).ok(), second(&desk, arguments).ok());
        assert_eq!(one.stdout(), other.stdout(), "{arguments:?}");
    }
    let (one, other) = (status(first, &desk), status(second, &desk));
    assert_eq!(one, other);
    second(&desk, &[&["upgrade", "web", "app", "--set", "replicaCount=3"][..], &wait].concat()).ok();
    assert_eq!(replicas(&namespace), "3");
    first(&desk, &[&["upgrade", "web", "app", "--set", "replicaCount=2"][..], &wait].concat()).ok();
    assert_eq!(replicas(&namespace), "2");
    second(&desk, &[&["rollback", "web", "1"][..], &wait].concat()).ok();
    assert_eq!(replicas(&namespace), "1");
    let history = first(&desk, &["history", "web", "--output", "json"]).ok().json();
    assert_eq!(history.as_array().unwrap().len(), 4);
    assert_eq!(history[3]["status"], "deployed");
    second(&desk, &["uninstall", "web", "--wait", "--timeout", "2m"]).ok();
    let left = namespace.run(&["get", "deployment,service,job,configmap", "--output=name"], "").unwrap();
    // Every namespace holds the second.
    assert_eq!(left, "configmap/kept\nconfigmap/kube-root-ca.crt\n");
    let none = first(&desk, &["list", "--short"]).ok();
    assert_eq!(none.stdout().trim(), "");
}

#[test]
fn helm_takes_over_what_rhumb_installed() {
    hand_over(RHUMB, HELM, "to-helm");
}

#[test]
fn rhumb_takes_over_what_helm_installed() {
    hand_over(HELM, RHUMB, "to-rhumb");
}

#[test]
fn rhumb_takes_over_what_helm_3_installed() {
    let helm_3: Program = |desk, arguments| {
        let helm = testbed::helm3().unwrap();
        desk.run(&helm, arguments, "")
    };
    let namespace = ControlPlane::shared().unwrap().namespace("helm-3").unwrap();
    let desk = Desk::on(&namespace);
    chart(&desk);
    helm_3(&desk, &["install", "web", "app", "--wait"]).ok();
    RHUMB(&desk, &["upgrade", "web", "app", "--set", "replicaCount=3", "--wait"]).ok();
    assert_eq!(replicas(&namespace), "3");
    RHUMB(&desk, &["rollback", "web", "1", "--wait"]).ok();
    assert_eq!(replicas(&namespace), "1");
    RHUMB(&desk, &["uninstall", "web"]).ok();
}
