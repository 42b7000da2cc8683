//! Plans on the command line: what they show, how scripts use them, and what is kept of them.

use std::os::unix::fs::PermissionsExt;

use end_to_end::Desk;
use testbed::ControlPlane;

/// A chart with a Secret, a ConfigMap and a Deployment.
fn chart(desk: &Desk) {
    desk.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    desk.write("app/values.yaml", "word: hunter2hunter2\ncolour: blue\n");
    desk.write(
        "app/templates/all.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {password: '{{ .Values.word }}'}\n---\n\
         apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  app.conf: |\n    size: 1\n    colour: {{ .Values.colour }}\n    end: 1\n---\n\
         apiVersion: v1\nkind: ConfigMap\nmetadata: {name: random}\ndata: {word: '{{ randAlphaNum 20 }}'}\n",
    );
}

#[test]
fn a_plan_is_shown_kept_and_applied() {
    let namespace = ControlPlane::shared().unwrap().namespace("plans").unwrap();
    let desk = Desk::on(&namespace);
    chart(&desk);
    let plan = desk.rhumb(&["plan", "install", "web", "app", "--out", "plan.json", "--detailed-exitcode"]);
    let plan = plan.fails(18).says("+ create    Secret/login").says("3 to create").complains("Secrets");
    assert!(!plan.stdout().contains("hunter2"));
    let mode = std::fs::metadata(desk.path().join("plan.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    desk.rhumb(&["status", "web"]).fails(3);

    // The saved rendering is what is applied: random values stay what they were.
    desk.rhumb(&["apply", "plan.json"]).ok().says("REVISION: 1");
    let word = namespace.run(&["get", "configmap", "random", "--output=jsonpath={.data.word}"], "").unwrap();
    assert!(word.len() == 20 && desk.read("plan.json").contains(&word), "{word}");
    desk.rhumb(&["apply", "plan.json"]).fails(12).complains("there is revision 1 by now");

    let change = ["web", "app", "--set", "word=correcthorse,colour=red"];
    let plan = desk.rhumb(&[&["plan", "upgrade"][..], &change].concat()).ok();
    let plan = plan.says("/data/password: \"digest:").says("-colour: blue").says("+colour: red");
    let json = desk.rhumb(&[&["plan", "upgrade"][..], &change, &["--output", "json"]].concat()).ok();
    for text in [plan.stdout(), json.stdout()] {
        for word in ["hunter2", "correcthorse", "aHVudGVyMmh1bnRlcjI", "Y29ycmVjdGhvcnNl"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    let steps = json.json()["steps"].as_array().unwrap().clone();
    assert_eq!(steps.len(), 3);
    assert!(steps.iter().all(|step| step["action"] == "update"), "{json}");

    // What moved meanwhile stops it, and is told.
    desk.rhumb(&[&["plan", "upgrade"][..], &change, &["--out", "plan.json"]].concat()).ok();
    namespace.run(&["patch", "configmap", "settings", "-p", r#"{"data":{"app.conf":"x"}}"#], "").unwrap();
    desk.rhumb(&["apply", "plan.json"])
        .fails(12)
        .complains("ConfigMap/settings: it was changed: /data/app.conf");
    desk.rhumb(&[&["plan", "upgrade"][..], &change].concat()).fails(12).says(".data.app.conf: conflict with");
    desk.rhumb(&[&["upgrade"][..], &change, &["--plan", "--force-conflicts"]].concat())
        .fails(2)
        .complains("--yes");
    let forced = [&["upgrade"][..], &change, &["--plan", "--yes", "--force-conflicts"]].concat();
    desk.rhumb(&forced).ok().says("REVISION: 2").complains("~ update    ConfigMap/settings");

    desk.rhumb(&["plan", "rollback", "web", "--out", "plan.json"]).ok().says("revision 2 → 3");
    desk.rhumb(&["apply", "plan.json"]).ok().says("REVISION: 3");
    let back = namespace.run(&["get", "configmap", "random", "--output=jsonpath={.data.word}"], "").unwrap();
    assert_eq!(back, word);
    desk.rhumb(&["plan", "uninstall", "web", "--out", "plan.json"]).ok().says("3 to delete");
    desk.rhumb(&["apply", "plan.json"]).ok().says("release \"web\" uninstalled");
    desk.rhumb(&["plan", "uninstall", "web"]).fails(3);
}

/// What `--create-namespace` creates is part of the plan, and a plan for it is void once somebody else has made it.
#[test]
fn the_namespace_of_the_release_is_planned() {
    let namespace = ControlPlane::shared().unwrap().namespace("plans").unwrap();
    let desk = Desk::on(&namespace);
    chart(&desk);
    let fresh = format!("{}-fresh", namespace.name());
    let place = ["web", "app", "--namespace", &fresh, "--create-namespace"];
    let plan = desk.rhumb(&[&["plan", "install"][..], &place, &["--out", "plan.json"]].concat()).ok();
    plan.says(&format!("+ create    Namespace/{fresh}\n")).says("4 to create");
    let json = desk.rhumb(&[&["plan", "install"][..], &place, &["--output", "json"]].concat()).ok().json();
    assert_eq!(json["newNamespace"]["object"]["name"], *fresh);
    assert_eq!(json["newNamespace"]["action"], "create");
    assert_eq!(json["steps"].as_array().unwrap().len(), 3);
    let there =
        || namespace.run(&["get", "namespace", &fresh, "--ignore-not-found", "-o", "name"], "").unwrap();
    assert_eq!(there(), "", "a plan creates nothing");

    namespace.run(&["create", "namespace", &fresh], "").unwrap();
    desk.rhumb(&["apply", "plan.json"]).fails(12).complains(&format!("Namespace/{fresh}: it exists by now"));
    let plan = desk.rhumb(&[&["plan", "install"][..], &place, &["--out", "plan.json"]].concat()).ok();
    assert!(plan.says("3 to create").stdout().find("Namespace/").is_none());
    namespace.run(&["delete", "namespace", &fresh], "").unwrap();
    desk.rhumb(&["apply", "plan.json"]).fails(12).complains(&format!("Namespace/{fresh}: it is gone"));

    desk.rhumb(&[&["plan", "install"][..], &place, &["--out", "plan.json"]].concat()).ok();
    let applied = desk.rhumb(&["apply", "plan.json", "--events", "json"]).ok();
    let created = applied.stderr().lines().any(|line| {
        line.contains(r#""event":"applied""#)
            && line.contains(r#""kind":"Namespace""#)
            && line.contains("create")
    });
    assert!(created && !there().is_empty(), "{applied}");
    desk.rhumb(&["uninstall", "web", "--namespace", &fresh]).ok();
    assert!(!there().is_empty(), "a namespace is never deleted unasked");
    namespace.run(&["delete", "namespace", &fresh, "--wait=false"], "").unwrap();
}
