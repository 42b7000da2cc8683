//! Clusters that cannot be reached or refuse, and releases that are busy.

use std::process::{Child, Stdio};
use std::time::Duration;

use end_to_end::Desk;
use testbed::{ControlPlane, Namespace, Rule, wait_until};

fn namespace(name: &str) -> Namespace<'static> {
    ControlPlane::shared().unwrap().namespace(name).unwrap()
}

/// A chart of one ConfigMap.
fn small_chart(desk: &Desk) {
    desk.write("small/Chart.yaml", "apiVersion: v2\nname: small\nversion: 1.0.0\n");
    desk.write(
        "small/templates/map.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\n",
    );
}

#[test]
fn an_unreachable_cluster() {
    let desk = Desk::new();
    small_chart(&desk);
    let address = format!("127.0.0.1:{}", testbed::free_port().unwrap());
    let server = format!("https://{address}");
    for verb in [&["list"][..], &["install", "web", "small"][..], &["status", "web"][..]] {
        let run = desk.rhumb(&[verb, &["--kube-apiserver", &server]].concat());
        run.fails(8).complains(&address).complains("hint: ");
    }
}

#[test]
fn no_cluster_is_named() {
    let desk = Desk::new();
    desk.rhumb(&["list"]).fails(8).complains("hint: ");
}

#[test]
fn missing_rights() {
    let namespace = namespace("rights");
    let rules = [Rule { verbs: "get,list,watch", resources: "secrets" }];
    let kubeconfig = namespace.restricted("reader", &rules).unwrap();
    let desk = Desk::on(&namespace).with("KUBECONFIG", &kubeconfig.display().to_string());
    small_chart(&desk);
    desk.rhumb(&["list"]).ok();
    let run = desk.rhumb(&["install", "web", "small"]);
    run.fails(9).complains("reader").complains("cannot get resource \"configmaps\"").complains("hint: ");
    std::fs::remove_file(kubeconfig).unwrap();
}

#[test]
fn a_name_that_is_too_long() {
    let desk = Desk::new();
    small_chart(&desk);
    let name = "a".repeat(54);
    for verb in ["install", "template"] {
        desk.rhumb(&[verb, &name, "small"]).fails(2).complains("53").complains("hint: ");
    }
}

/// Ended when dropped, whatever the test did.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

#[test]
fn a_release_that_is_in_progress() {
    let namespace = namespace("busy");
    let desk = Desk::on(&namespace);
    small_chart(&desk);
    desk.write(
        "small/templates/hook.yaml",
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: endless\n  annotations: {helm.sh/hook: pre-install}\n\
         spec:\n  template:\n    metadata: {labels: {testbed/pod: image-pull}}\n    spec:\n      restartPolicy: Never\n      \
         containers: [{name: main, image: 'example.org/endless:1'}]\n",
    );
    let mut helm = desk.command(&testbed::helm().unwrap());
    helm.args(["install", "web", "small"]).stdout(Stdio::null()).stderr(Stdio::null());
    let _helm = Running(helm.spawn().unwrap());
    wait_until("the hook's Job", Duration::from_secs(60), || match namespace.get("job/endless") {
        Ok(Some(_)) => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .unwrap();
    desk.rhumb(&["upgrade", "web", "small"]).fails(11).complains("in progress").complains("hint: ");
}

#[test]
fn a_release_that_is_not_there() {
    let namespace = namespace("none");
    let desk = Desk::on(&namespace);
    small_chart(&desk);
    for arguments in [
        &["status", "web"][..],
        &["history", "web"],
        &["get", "values", "web"],
        &["rollback", "web"],
        &["uninstall", "web"],
        &["upgrade", "web", "small"],
    ] {
        desk.rhumb(arguments).fails(3).complains("web").complains("hint: ");
    }
}

#[test]
fn an_object_that_belongs_to_somebody_else() {
    let namespace = namespace("owned");
    let desk = Desk::on(&namespace);
    small_chart(&desk);
    namespace.run(&["create", "configmap", "web"], "").unwrap();
    let run = desk.rhumb(&["install", "web", "small"]);
    run.fails(12).complains("web").complains("--take-ownership");
}

#[test]
fn pods_that_do_not_become_ready_are_diagnosed() {
    let namespace = namespace("unready");
    let desk = Desk::on(&namespace);
    small_chart(&desk);
    desk.write(
        "small/templates/app.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  selector: {matchLabels: {app: app}}\n  \
         template:\n    metadata: {labels: {app: app, testbed/pod: image-pull}}\n    spec:\n      \
         containers: [{name: main, image: 'example.org/none:1'}]\n",
    );
    let install = ["install", "web", "small", "--replace", "--wait", "--timeout", "2s"];
    let run = desk.rhumb_until(&install, |run| run.stderr().contains("ImagePullBackOff"));
    run.fails(14).complains("app").complains("ImagePullBackOff");
}
