//! Values of releases: what an upgrade takes over, as Helm does, and what can be asked about them.

use end_to_end::{Desk, Run};
use serde_json::{Value, json};
use testbed::{ControlPlane, Namespace};

/// One of the two programs, by what it is called here.
type Program = fn(&Desk, &[&str]) -> Run;

const RHUMB: Program = |desk, arguments| desk.rhumb(arguments);
const HELM: Program = |desk, arguments| desk.helm(arguments);

/// A chart in two versions: the second has other defaults and a new one.
fn charts(desk: &Desk) {
    for (folder, version, values) in [
        ("one", "1.0.0", "a: 1\nb: {x: one, w: one}\nlist: [1, 2]\n"),
        ("two", "2.0.0", "a: 2\nb: {x: two, w: two, z: two}\nlist: [3]\nnew: true\n"),
    ] {
        desk.write(
            format!("{folder}/Chart.yaml"),
            &format!("apiVersion: v2\nname: app\nversion: {version}\n"),
        );
        desk.write(format!("{folder}/values.yaml"), values);
        let template = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\n\
                        data: {all: '{{ .Values | toJson }}'}\n";
        desk.write(format!("{folder}/templates/all.yaml"), template);
    }
}

fn setting(name: &str) -> (Namespace<'static>, Desk) {
    let namespace = ControlPlane::shared().unwrap().namespace(name).unwrap();
    let desk = Desk::on(&namespace);
    charts(&desk);
    (namespace, desk)
}

#[test]
fn upgrades_take_over_the_values_that_helm_takes_over() {
    let (namespace, desk) = setting("reuse");
    // What templates see, and what is recorded, after an upgrade with each program.
    let after = |program: Program, name: &str, flags: &[&str]| -> (Value, Value) {
        program(&desk, &["install", name, "one", "--set", "b.x=mine,extra=1"]).ok();
        program(&desk, &[&["upgrade", name, "two"][..], flags].concat()).ok();
        let seen = namespace.get(&format!("configmap/{name}")).unwrap();
        let seen = seen.unwrap_or_else(|| panic!("no configmap {name}"));
        let recorded = desk.helm(&["get", "values", name, "--output=json"]).ok().json();
        let all = ["get", "configmap", name, "--output=jsonpath={.data.all}"];
        drop(seen);
        (serde_json::from_str(&namespace.run(&all, "").unwrap()).unwrap(), recorded)
    };
    for (index, flags) in [
        &[][..],
        &["--set=b.w=new"],
        &["--reset-values"],
        &["--reset-values", "--set=a=9"],
        &["--reuse-values"],
        &["--reuse-values", "--set=b.w=new"],
        &["--reset-then-reuse-values"],
        &["--reset-then-reuse-values", "--set=b.w=new"],
        &["--reset-values", "--reuse-values"],
        &["--reuse-values", "--reset-then-reuse-values"],
        &["--reuse-values", "--set=b.x=null"],
    ]
    .iter()
    .enumerate()
    {
        let ours = after(RHUMB, &format!("ours-{index}"), flags);
        let helms = after(HELM, &format!("helms-{index}"), flags);
        assert_eq!(ours, helms, "{flags:?}");
    }
}

#[test]
fn revisions_and_charts_are_compared() {
    let (_namespace, desk) = setting("valuesdiff");
    desk.rhumb(&["install", "web", "one", "--set=b.x=mine"]).ok();
    desk.rhumb(&["upgrade", "web", "one", "--reuse-values", "--set=b.w=other"]).ok();
    let diff = |arguments: &[&str]| desk.rhumb(&[&["values", "diff", "web"][..], arguments].concat()).ok();
    diff(&[]).says("revision 1 → revision 2\n  + b.w: \"other\"\n");
    diff(&["2", "1"]).says("revision 1 → revision 2\n");
    diff(&["--all"]).says("  ~ b.w: \"one\" → \"other\"\n");
    diff(&["2", "2"]).says("revision 2 and revision 2 have the same values\n");
    let against = diff(&["--chart=two", "--reset-then-reuse-values", "--output=json"]).json();
    assert_eq!(
        against,
        json!({"from": "revision 2", "to": "app-2.0.0", "changes": [
            {"path": "a", "old": 1, "new": 2},
            {"path": "b.z", "new": "two"},
            {"path": "list", "old": [1, 2], "new": [3]},
            {"path": "new", "new": true},
        ]}),
        "{against}"
    );
    desk.rhumb(&["values", "diff", "web", "7"]).fails(3).complains("has no revision 7");
}

#[test]
fn what_subcharts_bring_is_known_of_earlier_revisions() {
    let namespace = ControlPlane::shared().unwrap().namespace("subcharts").unwrap();
    let desk = Desk::on(&namespace);
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sub}\ndata: {done: '{{ .Values.done }}'}\n";
    for (folder, done) in [("one", "no"), ("two", "yes")] {
        let dependency = "dependencies: [{name: sub, version: 1.0.0, repository: ''}]";
        desk.write(
            format!("{folder}/Chart.yaml"),
            &format!("apiVersion: v2\nname: app\nversion: 1.0.0\n{dependency}\n"),
        );
        let sub = format!("{folder}/charts/sub");
        desk.write(format!("{sub}/Chart.yaml"), "apiVersion: v2\nname: sub\nversion: 1.0.0\n");
        desk.write(format!("{sub}/values.yaml"), &format!("done: {done:?}\n"));
        desk.write(format!("{sub}/templates/map.yaml"), map);
    }
    let rule = "rules: [{kinds: [ConfigMap], ready: .data.done = yes}]\n";
    desk.write("one/charts/sub/readiness.yaml", rule);
    let diff = |arguments: &[&str]| desk.rhumb(&[&["values", "diff", "web"][..], arguments].concat()).ok();

    desk.rhumb(&["install", "web", "one"]).ok();
    diff(&["--chart=two"]).says("  ~ sub.done: \"no\" → \"yes\"\n");
    desk.rhumb(&["upgrade", "web", "two"]).ok();
    diff(&["--all"]).says("revision 1 → revision 2\n  ~ sub.done: \"no\" → \"yes\"\n");
    // A rollback awaits what the subchart of that revision says.
    desk.rhumb(&["rollback", "web", "1", "--wait", "--timeout=2s"]).fails(14).complains("ConfigMap/sub");
    desk.rhumb(&["rollback", "web", "2", "--wait", "--timeout=60s"]).ok();
    diff(&["1", "4", "--all"]).says("  ~ sub.done: \"no\" → \"yes\"\n");
    desk.helm(&["upgrade", "web", "one"]).ok();
    diff(&["--chart=two"]).says("revision 5 → app-1.0.0\n  ~ sub.done: \"no\" → \"yes\"\n");
}

#[test]
fn releases_tell_where_a_value_comes_from() {
    let (_namespace, desk) = setting("valueswhy");
    desk.rhumb(&["install", "web", "one"]).ok();
    desk.rhumb(&["upgrade", "web", "one", "--set=b.x=mine"]).ok();
    desk.rhumb(&["upgrade", "web", "one", "--reuse-values", "--set=a=5"]).ok();
    let why = desk.rhumb(&["values", "why", "b.x", "--release=web", "--output=json"]).ok().json();
    assert_eq!((&why["value"], &why["revision"], &why["since"]), (&json!("mine"), &json!(3), &json!(2)));
    let places: Vec<_> =
        why["settings"].as_array().unwrap().iter().map(|by| (&by["layer"], &by["place"])).collect();
    assert_eq!(
        places,
        [
            (&json!("default"), &json!("the defaults of app-1.0.0")),
            (&json!("release"), &json!("release web, revision 3"))
        ]
    );
    let first = ["values", "why", "b.x", "--release=web", "--revision=1"];
    desk.rhumb(&first).ok().says("default").says("\"one\"");
    let upgraded = ["values", "why", "b.x", "two", "--release=web", "--set=b.x=flag"];
    desk.rhumb(&upgraded).ok().says("*\tflag   \t--set ").says("the release has it since revision 2");
    desk.rhumb(&["values", "why", "b.x", "web"])
        .fails(3)
        .complains("hint: a release is named with --release web");
    desk.rhumb(&["values", "why", "b.q", "--release=web"]).fails(3).complains("nothing sets `b.q`");
}
