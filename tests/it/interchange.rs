//! What rhumb and Helm make of the same releases and clusters.

use end_to_end::Desk;
use testbed::{ControlPlane, Namespace};

fn place(name: &str) -> (Namespace<'static>, Desk) {
    let namespace = ControlPlane::shared().unwrap().namespace(name).unwrap();
    let desk = Desk::on(&namespace);
    (namespace, desk)
}

fn chart(desk: &Desk, name: &str, templates: &[(&str, &str)]) {
    desk.write(format!("{name}/Chart.yaml"), &format!("apiVersion: v2\nname: {name}\nversion: 1.0.0\n"));
    for (file, text) in templates {
        desk.write(format!("{name}/{file}"), text);
    }
}

const MAP: &str =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: '{{ .Values.k | default \"one\" }}'}\n";

#[test]
fn records_in_config_maps_are_shared() {
    let (namespace, desk) = place("configmaps");
    let desk = desk.with("HELM_DRIVER", "configmap");
    chart(&desk, "app", &[("templates/a.yaml", MAP)]);
    desk.rhumb(&["install", "web", "app"]).ok();
    let kept = namespace.run(&["get", "secrets,configmaps", "-l", "owner=helm", "-o", "name"], "").unwrap();
    assert_eq!(kept, "configmap/sh.helm.release.v1.web.v1\n");
    assert_eq!(desk.helm(&["list"]).ok().stdout(), desk.rhumb(&["list"]).ok().stdout());
    desk.helm(&["upgrade", "web", "app", "--set", "k=two"]).ok();
    desk.rhumb(&["upgrade", "web", "app", "--set", "k=three"]).ok();
    desk.helm(&["rollback", "web", "1"]).ok();
    let history = |run: end_to_end::Run| run.ok().stdout();
    assert_eq!(history(desk.helm(&["history", "web"])), history(desk.rhumb(&["history", "web"])));
    desk.rhumb(&["rollback", "web", "2"]).ok();
    let data = namespace.run(&["get", "configmap", "a", "-o", "jsonpath={.data.k}"], "").unwrap();
    assert_eq!(data, "two");
    desk.helm(&["uninstall", "web"]).ok();
    assert_eq!(desk.rhumb(&["list", "--short"]).ok().stdout().trim(), "");
}

#[test]
fn other_drivers_are_refused() {
    for driver in ["sql", "memory"] {
        let desk = Desk::new().with("HELM_DRIVER", driver);
        chart(&desk, "app", &[("templates/a.yaml", MAP)]);
        for arguments in [&["list"][..], &["install", "web", "app"], &["uninstall", "web"]] {
            desk.rhumb(arguments)
                .fails(16)
                .complains(&format!("records cannot be kept with the driver {driver:?}"))
                .complains("`configmap`");
        }
    }
}

#[test]
fn definitions_come_before_their_objects_and_stay() {
    let (namespace, desk) = place("definitions");
    let group = format!("{}.example.org", namespace.name());
    let definition = format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: things.{group}}}\nspec:\n  \
         group: {group}\n  scope: Namespaced\n  names: {{kind: Thing, plural: things, singular: thing}}\n  versions:\n  - name: v1\n    \
         served: true\n    storage: true\n    schema: {{openAPIV3Schema: {{type: object, x-kubernetes-preserve-unknown-fields: true}}}}\n"
    );
    let thing = format!(
        "apiVersion: {group}/v1\nkind: Thing\nmetadata: {{name: a}}\nspec: {{k: '{{{{ .Values.k | default \"one\" }}}}', l: [1]}}\n"
    );
    chart(&desk, "app", &[("crds/thing.yaml", &definition), ("templates/thing.yaml", &thing)]);
    let field =
        || namespace.run(&["get", &format!("things.{group}/a"), "-o", "jsonpath={.spec.k}"], "").unwrap();
    desk.rhumb(&["install", "web", "app"]).ok();
    desk.helm(&["upgrade", "web", "app", "--set", "k=two"]).ok();
    assert_eq!(field(), "two");
    desk.rhumb(&["upgrade", "web", "app", "--set", "k=three"]).ok();
    assert_eq!(field(), "three");
    desk.helm(&["rollback", "web", "1"]).ok();
    assert_eq!(field(), "one");
    desk.rhumb(&["uninstall", "web"]).ok();
    // The definition stays, and a second install finds it.
    desk.helm(&["install", "web", "app"]).ok();
    desk.rhumb(&["upgrade", "web", "app", "--server-side=false", "--set", "k=patched"]).ok();
    assert_eq!(field(), "patched");
    desk.rhumb(&["uninstall", "web"]).ok();
    namespace.run(&["delete", "crd", &format!("things.{group}")], "").unwrap();
}

#[test]
fn dry_runs_look_things_up_and_hide_secrets() {
    let (namespace, desk) = place("dry");
    namespace.run(&["create", "configmap", "there", "--from-literal=k=found"], "").unwrap();
    // A controller puts the second one into every namespace.
    namespace.run(&["wait", "--for=create", "configmap/kube-root-ca.crt", "--timeout=60s"], "").unwrap();
    let lookup = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  \
                  one: '{{ (lookup \"v1\" \"ConfigMap\" .Release.Namespace \"there\").data.k }}'\n  \
                  none: '{{ lookup \"v1\" \"ConfigMap\" .Release.Namespace \"not-there\" | toJson }}'\n  \
                  many: '{{ len (lookup \"v1\" \"ConfigMap\" .Release.Namespace \"\").items }}'\n";
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n";
    chart(&desk, "app", &[("templates/a.yaml", lookup), ("templates/s.yaml", secret)]);
    // The time of the dry run is not the same.
    let shown = |run: end_to_end::Run| {
        let text = run.ok().stdout();
        text.lines().filter(|line| !line.starts_with("LAST DEPLOYED")).collect::<Vec<_>>().join("\n")
    };
    for arguments in [
        &["install", "web", "app", "--dry-run=server"][..],
        &["install", "web", "app", "--dry-run=server", "--hide-secret"],
    ] {
        let (one, other) = (shown(desk.helm(arguments)), shown(desk.rhumb(arguments)));
        assert_eq!(one, other, "{arguments:?}");
        assert!(one.contains("one: 'found'") && one.contains("many: '2'"), "{one}");
        assert_eq!(one.contains("hunter2"), arguments.len() == 4, "{one}");
    }
    assert_eq!(desk.rhumb(&["list", "--short"]).ok().stdout().trim(), "");
    // And for real.
    desk.rhumb(&["install", "web", "app"]).ok();
    let data = namespace.run(&["get", "configmap", "a", "-o", "jsonpath={.data.one}"], "").unwrap();
    assert_eq!(data, "found");
    desk.rhumb(&["uninstall", "web"]).ok();
}

#[test]
fn what_others_left_behind_is_recovered() {
    let (namespace, desk) = place("left");
    chart(&desk, "app", &[("templates/a.yaml", MAP)]);
    desk.helm(&["install", "web", "app"]).ok();
    // A Helm that is killed while it waits for what never comes.
    let unready = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {testbed/pod: unready}}\n\
                   spec: {containers: [{name: main, image: 'example.org/main:1'}]}\n";
    desk.write("stuck/Chart.yaml", "apiVersion: v2\nname: app\nversion: 2.0.0\n");
    desk.write("stuck/templates/p.yaml", unready);
    let mut helm = desk.command(&testbed::helm().unwrap());
    let mut helm = helm.args(["upgrade", "web", "stuck", "--wait"]).spawn().unwrap();
    let pod = ["wait", "--for=create", "pod/p", "--timeout=60s"];
    namespace.run(&pod, "").unwrap();
    helm.kill().unwrap();
    helm.wait().unwrap();
    desk.helm(&["upgrade", "web", "app"]).fails(1);
    desk.rhumb(&["upgrade", "web", "app"]).fails(11).complains("since 20").complains("`rhumb recover web`");
    desk.rhumb(&["recover"]).ok().says("pending-upgrade");
    desk.rhumb(&["recover", "web"]).fails(11).complains("--older-than 0s");
    desk.rhumb(&["recover", "web", "--older-than", "0s"])
        .ok()
        .says("web: revision 2 was pending-upgrade for ")
        .says(", closed as failed\n");
    desk.rhumb(&["recover", "web"]).ok().says("nothing was left behind\n");
    desk.rhumb(&["upgrade", "web", "app", "--set", "k=two"]).ok();
    // What the killed one had created is gone with it.
    assert_eq!(namespace.run(&["get", "pods", "--output=name"], "").unwrap(), "");
    desk.helm(&["upgrade", "web", "app", "--set", "k=three"]).ok();
    desk.rhumb(&["uninstall", "web"]).ok();
}

/// A record that somebody copied is listed where it lies; Helm lists it where it came from (COMPATIBILITY.md).
#[test]
fn a_copied_record_is_listed_where_it_lies() {
    let plane = ControlPlane::shared().unwrap();
    let (here, there) = (plane.namespace("listed").unwrap(), plane.namespace("copied").unwrap());
    let desk = Desk::on(&here);
    chart(&desk, "app", &[("templates/a.yaml", MAP)]);
    desk.helm(&["install", "web", "app"]).ok();
    let record = here.run(&["get", "secret", "sh.helm.release.v1.web.v1", "--output=json"], "").unwrap();
    let mut record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let metadata = record["metadata"].as_object_mut().unwrap();
    metadata.retain(|key, _| matches!(key.as_str(), "name" | "labels"));
    there.apply(&record.to_string()).unwrap();
    let listed = ["list", "--output", "json", "--namespace", there.name()];
    assert_eq!(desk.helm(&listed).ok().json()[0]["namespace"], here.name());
    assert_eq!(desk.rhumb(&listed).ok().json()[0]["namespace"], there.name());
    let all = ["list", "--output", "json", "--all-namespaces", "--filter", "^web$"];
    let namespaces = |run: &end_to_end::Run| -> Vec<String> {
        let rows = run.json().as_array().unwrap().clone();
        let named = rows.iter().map(|row| row["namespace"].as_str().unwrap().to_owned());
        let mut named: Vec<String> =
            named.filter(|name| [here.name(), there.name()].contains(&name.as_str())).collect();
        named.sort();
        named
    };
    let (ours, helms) = (namespaces(&desk.rhumb(&all).ok()), namespaces(&desk.helm(&all).ok()));
    let mut both = [here.name().to_owned(), there.name().to_owned()];
    both.sort();
    assert_eq!(ours, both);
    assert!(helms.iter().all(|name| name == here.name()), "{helms:?}");
}
