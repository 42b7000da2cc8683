//! Patches of the user's own: recorded, applied again on upgrade, also after Helm had the release.

use end_to_end::Desk;
use testbed::{ControlPlane, Namespace};

fn chart(desk: &Desk, colour: &str) {
    desk.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    desk.write(
        "app/templates/map.yaml",
        &format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: map}}\ndata: {{colour: {colour}, size: '1'}}\n"),
    );
}

fn data(namespace: &Namespace) -> String {
    namespace.run(&["get", "configmap", "map", "--output=jsonpath={.data}"], "").unwrap()
}

#[test]
fn patches_stay_with_the_release() {
    let namespace = ControlPlane::shared().unwrap().namespace("patches").unwrap();
    let desk = Desk::on(&namespace);
    chart(&desk, "blue");
    desk.write(
        "patch.yaml",
        "- target: {kind: ConfigMap, name: map}\n  patch: [{op: replace, path: /data/size, value: '2'}]\n",
    );
    desk.rhumb(&["install", "web", "app", "--patch", "patch.yaml"]).ok();
    assert_eq!(data(&namespace), r#"{"colour":"blue","size":"2"}"#);
    // What is recorded is what was applied, for Helm too.
    desk.helm(&["get", "manifest", "web"]).ok().says("size: \"2\"");

    chart(&desk, "red");
    desk.rhumb(&["upgrade", "web", "app"]).ok();
    assert_eq!(data(&namespace), r#"{"colour":"red","size":"2"}"#);
    desk.helm(&["upgrade", "web", "app"]).ok();
    assert_eq!(data(&namespace), r#"{"colour":"red","size":"1"}"#);
    let plan = desk.rhumb(&["plan", "upgrade", "web", "app"]).ok().says("/data/size: \"1\" → \"2\"");
    drop(plan.complains("those of revision 2 are applied again"));
    desk.rhumb(&["upgrade", "web", "app"]).ok();
    assert_eq!(data(&namespace), r#"{"colour":"red","size":"2"}"#);

    // A patch that no longer fits says where, and nothing is done.
    desk.write(
        "app/templates/map.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {colour: green}\n",
    );
    let refused = desk.rhumb(&["upgrade", "web", "app"]).fails(4);
    drop(
        refused.complains("patch 1 (ConfigMap/map): it does not fit ConfigMap/map").complains("--no-patches"),
    );
    desk.rhumb(&["upgrade", "web", "app", "--no-patches"]).ok();
    assert_eq!(data(&namespace), r#"{"colour":"green"}"#);
    desk.rhumb(&["upgrade", "web", "app"]).ok();

    // Going back to a revision brings its patches back.
    desk.rhumb(&["rollback", "web", "4"]).ok();
    chart(&desk, "black");
    desk.rhumb(&["upgrade", "web", "app"]).ok();
    assert_eq!(data(&namespace), r#"{"colour":"black","size":"2"}"#);

    // The patches lie beside the records and go with them.
    let patches = ["get", "secrets", "-l", "rhumb.io/sidecar=patches", "--output=name"];
    assert!(namespace.run(&patches, "").unwrap().contains("rhumb.web.v1.patches"));
    desk.helm(&["uninstall", "web"]).ok();
    namespace
        .run(&["wait", "--for=delete", "secret", "-l", "rhumb.io/sidecar=patches", "--timeout=60s"], "")
        .unwrap();
}
