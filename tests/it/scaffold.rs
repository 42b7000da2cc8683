//! The chart that `create` makes, in the hands of rhumb, Helm and a cluster.

use end_to_end::Desk;
use serde_json::{Value, json};
use testbed::ControlPlane;

/// Values that between them reach every branch of the scaffold's templates.
const VALUES: [&str; 7] = [
    "",
    "ingress.enabled=true,autoscaling.enabled=true",
    "ingress.enabled=true,ingress.className=nginx,ingress.annotations.a=b,ingress.tls[0].secretName=tls",
    "httpRoute.enabled=true,httpRoute.annotations.a=b,httpRoute.rules[0].filters[0].type=RequestMirror",
    "service.type=NodePort,serviceAccount.create=false,podAnnotations.a=b,podLabels.c=d,nodeSelector.e=f",
    "service.type=LoadBalancer,autoscaling.enabled=true,autoscaling.targetMemoryUtilizationPercentage=70",
    "fullnameOverride=other,image.tag=1+2,env[0].name=A,volumes=null,volumeMounts=null,livenessProbe=null",
];

#[test]
fn the_scaffold_is_the_same_chart_to_helm_and_to_rhumb() {
    let desk = Desk::new();
    desk.rhumb(&["create", "shop"]).ok();
    for values in VALUES {
        let values = if values.is_empty() { vec![] } else { vec!["--set", values] };
        let lint = [&["lint", "shop", "--strict"], &values[..]].concat();
        assert_eq!(desk.helm(&lint).ok().stdout(), desk.rhumb(&lint).ok().stdout(), "{lint:?}");
        for release in ["live", "my-shop"] {
            let template = [&["template", release, "shop"], &values[..]].concat();
            let rendered = desk.helm(&template).ok().stdout();
            assert!(rendered.contains("kind: Deployment"), "{rendered}");
            assert_eq!(rendered, desk.rhumb(&template).ok().stdout(), "{template:?}");
        }
        let notes = [&["install", "live", "shop", "--dry-run=client"], &values[..]].concat();
        let [helm, rhumb] = [desk.helm(&notes), desk.rhumb(&notes)].map(|run| {
            let out = run.ok().stdout();
            out.split_once("\nNOTES:\n").map(|(_, notes)| notes.to_owned()).unwrap()
        });
        assert!(helm.starts_with("shop 1.29 is installed as "), "{helm}");
        assert_eq!(helm, rhumb, "{notes:?}");
    }
}

#[test]
fn values_that_do_not_fit_the_scaffold_are_refused_by_both() {
    let desk = Desk::new();
    desk.rhumb(&["create", "shop"]).ok();
    for wrong in
        ["replicaCount=many", "image.tagg=1", "service.port=0", "image.digest=sha256:1", "env[0].value=a"]
    {
        let template = ["template", "live", "shop", "--set", wrong];
        assert_ne!(desk.helm(&template).code(), Some(0), "{wrong}");
        assert_eq!(desk.rhumb(&template).code(), Some(5), "{wrong}");
    }
}

#[test]
fn the_scaffold_is_admitted_where_pods_are_restricted() {
    let namespace = ControlPlane::shared().unwrap().namespace("scaffold").unwrap();
    let enforced = "pod-security.kubernetes.io/enforce=restricted";
    namespace.run(&["label", "namespace", namespace.name(), enforced], "").unwrap();
    let desk = Desk::on(&namespace);
    desk.rhumb(&["create", "shop"]).ok();
    desk.rhumb(&["install", "live", "shop", "--set", "ingress.enabled=true,autoscaling.enabled=true"]).ok();

    let deployment = namespace.run(&["get", "deployment", "live-shop", "--output=json"], "").unwrap();
    let deployment: Value = serde_json::from_str(&deployment).unwrap();
    let pod = |spec: &Value| {
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "probe"}, "spec": spec});
        namespace.run(&["create", "--dry-run=server", "--filename=-"], &pod.to_string())
    };
    let mut spec = deployment["spec"]["template"]["spec"].clone();
    pod(&spec).unwrap();
    spec["securityContext"] = json!({});
    assert!(pod(&spec).unwrap_err().to_string().contains("restricted"));

    let test = ["template", "live", "shop", "--show-only=templates/tests/test-connection.yaml"];
    let test = desk.rhumb(&test).ok().stdout();
    namespace.run(&["create", "--dry-run=server", "--filename=-"], &test).unwrap();
}
