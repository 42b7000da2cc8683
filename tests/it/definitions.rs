//! The definitions below `crds/` of a chart: planned, created, brought up to date where nothing comes to harm, never deleted.

use end_to_end::Desk;
use testbed::{ControlPlane, Namespace};

/// A definition of a kind in a group of its own, since definitions belong to the whole cluster.
fn definition(group: &str, fields: &[&str]) -> String {
    let fields: String = fields.iter().map(|field| format!("{field}: {{type: string}}, ")).collect();
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: gauges.{group}}}\nspec:\n  \
         group: {group}\n  scope: Namespaced\n  names: {{kind: Gauge, plural: gauges, singular: gauge}}\n  versions:\n  \
         - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        \
         properties:\n          spec: {{type: object, properties: {{{fields}}}}}\n"
    )
}

/// A chart that brings a definition and an object of its kind, and asks for the kind while it is rendered.
fn chart(desk: &Desk, group: &str, fields: &[&str]) {
    desk.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    desk.write("app/crds/gauge.yaml", &definition(group, fields));
    desk.write(
        "app/templates/all.yaml",
        &format!(
            "{{{{- if .Capabilities.APIVersions.Has \"{group}/v1/Gauge\" }}}}\napiVersion: {group}/v1\nkind: Gauge\nmetadata: \
             {{name: main}}\nspec: {{size: '{{{{ len (lookup \"{group}/v1\" \"Gauge\" .Release.Namespace \"\").items }}}}'}}\n{{{{- end }}}}\n"
        ),
    );
}

fn fields(namespace: &Namespace, group: &str) -> String {
    let path = "--output=jsonpath={.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties}";
    namespace.run(&["get", "crd", &format!("gauges.{group}"), path], "").unwrap()
}

#[test]
fn definitions_are_planned_and_follow_the_policy() {
    let namespace = ControlPlane::shared().unwrap().namespace("crds").unwrap();
    let group = format!("{}.example.org", namespace.name());
    let desk = Desk::on(&namespace);
    chart(&desk, &group, &["size"]);
    let created = format!("+ create    CustomResourceDefinition/gauges.{group}");
    let plan = desk.rhumb(&["plan", "install", "web", "app", "--out", "plan.json"]).ok().says(&created);
    plan.says("+ create    Gauge/main (unchecked: its definition comes with this release)")
        .says("2 to create");
    desk.rhumb(&["plan", "install", "web", "app", "--skip-crds"]).ok().says("no objects");
    desk.rhumb(&["apply", "plan.json"]).ok();
    let size =
        namespace.run(&["get", &format!("gauges.{group}"), "main", "--output=jsonpath={.spec.size}"], "");
    assert_eq!(size.unwrap(), "0");
    desk.rhumb(&["uninstall", "web"]).ok();
    desk.rhumb(&["install", "web", "app"]).ok();

    // An upgrade leaves definitions alone unless it is asked.
    chart(&desk, &group, &["size", "colour"]);
    desk.rhumb(&["upgrade", "web", "app"]).ok();
    assert!(!fields(&namespace, &group).contains("colour"));
    let plan = desk.rhumb(&["plan", "upgrade", "web", "app", "--crds", "upgrade"]).ok();
    plan.says(&format!("~ update    CustomResourceDefinition/gauges.{group}")).says("colour: +");
    desk.rhumb(&["upgrade", "web", "app", "--crds", "upgrade"]).ok();
    assert!(fields(&namespace, &group).contains("colour"));

    // Nothing comes to harm.
    chart(&desk, &group, &["colour"]);
    let refused = desk.rhumb(&["upgrade", "web", "app", "--crds", "upgrade"]).fails(12);
    refused.complains("v1.spec.size goes, and its values with it").complains("--crds create");
    assert!(fields(&namespace, &group).contains("size"));
    desk.rhumb(&["history", "web"]).ok().says("Upgrade complete");

    desk.rhumb(&["uninstall", "web"]).ok();
    namespace.run(&["delete", "crd", &format!("gauges.{group}")], "").unwrap();
}
