//! What changed since the last apply, on a real API server.

use release::drift::{Controllers, Drift, IGNORE_DRIFT, Ignored};
use release::operation::Options;

use crate::harness::{Bench, config_map, deployment, draft, waiting};

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n";

/// What has drifted, as `~ Deployment/web /spec/replicas kubectl-patch`.
fn lines(drift: &Drift) -> Vec<String> {
    let mut lines = vec![];
    for found in &drift.objects {
        if found.missing {
            lines.push(format!("! {}", found.object));
        }
        for field in &found.fields {
            let mark = match (&field.applied, &field.live) {
                (None, _) => "+",
                (_, None) => "-",
                _ => "~",
            };
            let by: Vec<&str> = field.by.iter().map(|writer| writer.manager.as_str()).collect();
            lines.push(format!("{mark} {} {} {}", found.object, field.path, by.join(",")));
        }
    }
    lines.sort();
    lines
}

async fn drift(bench: &Bench) -> Drift {
    bench.releases.drift("demo", &Ignored::default()).await.unwrap()
}

async fn installed(bench: &Bench) {
    let account =
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, labels: {team: a}}\n".to_owned();
    let documents =
        [config_map("a", "{x: '1', old: '2'}"), deployment("web", 2, ""), SECRET.to_owned(), account];
    bench.releases.install("demo", draft(&documents), &waiting(60)).await.unwrap();
}

#[tokio::test]
async fn a_fresh_release_has_not_drifted() {
    let bench = Bench::new("nodrift");
    installed(&bench).await;
    let found = drift(&bench).await;
    assert_eq!((found.checked, found.revision, lines(&found)), (4, 1, vec![]));
}

#[tokio::test]
async fn what_people_changed_is_found_by_whom_and_put_back() {
    let bench = Bench::new("drift");
    installed(&bench).await;
    let kubectl = |arguments: &[&str]| bench.namespace.run(arguments, "").unwrap();
    kubectl(&["scale", "deployment/web", "--replicas=5"]);
    kubectl(&["annotate", "deployment/web", "note=mine"]);
    kubectl(&["set", "env", "deployment/web", "EXTRA=1"]);
    kubectl(&[
        "patch",
        "configmap/a",
        "--type=merge",
        "--patch={\"data\":{\"x\":\"9\",\"z\":\"3\",\"old\":null}}",
    ]);
    kubectl(&["patch", "secret/s", "--type=merge", "--patch={\"stringData\":{\"password\":\"sesame\"}}"]);
    kubectl(&["delete", "serviceaccount/sa"]);
    let found = drift(&bench).await;
    assert_eq!(
        lines(&found),
        [
            "! ServiceAccount/sa",
            "+ ConfigMap/a /data/z kubectl-patch",
            "+ Deployment/web /metadata/annotations/note kubectl-annotate",
            "+ Deployment/web /spec/template/spec/containers[name=main]/env kubectl-set",
            "- ConfigMap/a /data/old kubectl-patch",
            "~ ConfigMap/a /data/x kubectl-patch",
            "~ Deployment/web /spec/replicas kubectl",
            "~ Secret/s /data/password kubectl-patch",
        ]
    );
    let text = serde_json::to_string(&found).unwrap();
    assert!(text.contains("digest:") && !text.contains("aHVudGVyMg") && !text.contains("c2VzYW1l"), "{text}");

    let fixed = bench.releases.fix("demo", &Ignored::default()).await.unwrap();
    assert_eq!(fixed, found_without_digests(fixed.clone(), &found));
    assert_eq!(lines(&drift(&bench).await), Vec::<String>::new());
    let web = bench.live("deployment/web").unwrap();
    assert_eq!(web["spec"]["replicas"], 2);
    assert!(web["metadata"]["annotations"]["note"].is_null());
    assert!(web["spec"]["template"]["spec"]["containers"][0]["env"].is_null());
    assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"x": "1", "old": "2"}));
    assert_eq!(bench.live("secret/s").unwrap()["data"]["password"], "aHVudGVyMg==");
    assert_eq!(bench.live("serviceaccount/sa").unwrap()["metadata"]["labels"]["team"], "a");
    // What was put back can be changed by the next revision as ever.
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let next = draft(&[config_map("a", "{x: '2'}"), deployment("web", 1, "")]);
    bench.releases.upgrade(begun, next, &Options::default()).await.unwrap();
    assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"x": "2"}));
}

/// Digests are keyed anew each time.
fn found_without_digests(mut fixed: Drift, found: &Drift) -> Drift {
    for (fixed, found) in fixed.objects.iter_mut().zip(&found.objects) {
        if fixed.object.kind == "Secret" {
            assert_eq!(fixed.fields.len(), found.fields.len());
        } else {
            assert_eq!(fixed, found);
        }
    }
    fixed
}

#[tokio::test]
async fn what_controllers_own_is_left_alone() {
    let bench = Bench::new("controllers");
    installed(&bench).await;
    // An autoscaler takes the replicas over.
    let scale = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 4}\n";
    let apply =
        ["apply", "--server-side", "--force-conflicts", "--field-manager=hpa-controller", "--filename=-"];
    bench.namespace.run(&apply, scale).unwrap();
    assert_eq!(lines(&drift(&bench).await), Vec::<String>::new());
    let all = Controllers { none: true, ..Controllers::default() };
    let everything = lines(&bench.releases.drift("demo", &all.into()).await.unwrap());
    assert!(
        everything.contains(&"~ Deployment/web /spec/replicas hpa-controller".to_owned()),
        "{everything:?}"
    );
    // Putting something else back leaves them alone, too.
    bench.namespace.run(&["label", "deployment/web", "x=y"], "").unwrap();
    let fixed = bench.releases.fix("demo", &Ignored::default()).await.unwrap();
    assert_eq!(lines(&fixed), ["+ Deployment/web /metadata/labels/x kubectl-label"]);
    assert_eq!(bench.live("deployment/web").unwrap()["spec"]["replicas"], 4);
    let further = vec!["kubectl-label".to_owned()];
    bench.namespace.run(&["label", "deployment/web", "x=y"], "").unwrap();
    let ignoring = Controllers { further, none: false };
    assert_eq!(lines(&bench.releases.drift("demo", &ignoring.into()).await.unwrap()), Vec::<String>::new());
}

#[tokio::test]
async fn fields_that_are_ignored_are_left_alone() {
    let bench = Bench::new("ignored");
    let annotated = format!("x\n  annotations: {{{IGNORE_DRIFT}: '/data/free,/metadata/labels'}}");
    let map = config_map("x", "{free: '1', fixed: '1'}").replacen('x', &annotated, 1);
    let documents = [map, deployment("web", 1, "")];
    bench.releases.install("demo", draft(&documents), &Options::default()).await.unwrap();
    let kubectl = |arguments: &[&str]| bench.namespace.run(arguments, "").unwrap();
    let change = || {
        kubectl(&["patch", "configmap/x", "--type=merge", "-p={\"data\":{\"free\":\"2\",\"fixed\":\"2\"}}"]);
        kubectl(&["label", "configmap/x", "--overwrite", "theirs=stays"]);
        kubectl(&["set", "env", "deployment/web", "THEIRS=stays"]);
    };
    change();
    let fields = vec!["Deployment/web:/spec/template/spec/containers[name=main]/env".parse().unwrap()];
    let ignored = Ignored { fields, ..Ignored::default() };
    let fixed = bench.releases.fix("demo", &ignored).await.unwrap();
    assert_eq!(lines(&fixed), ["~ ConfigMap/x /data/fixed kubectl-patch"]);
    let map = bench.live("configmap/x").unwrap();
    assert_eq!(map["data"], serde_json::json!({"free": "2", "fixed": "1"}));
    assert_eq!(map["metadata"]["labels"]["theirs"], "stays");
    assert_eq!(
        bench.live("deployment/web").unwrap()["spec"]["template"]["spec"]["containers"][0]["env"][0]["value"],
        "stays"
    );
    // Without the flag what the annotation does not name is put back.
    change();
    let fixed = bench.releases.fix("demo", &Ignored::default()).await.unwrap();
    assert_eq!(
        lines(&fixed),
        [
            "+ Deployment/web /spec/template/spec/containers[name=main]/env kubectl-set",
            "~ ConfigMap/x /data/fixed kubectl-patch"
        ]
    );
}

#[tokio::test]
async fn releases_that_helm_applied_client_side_are_compared_too() {
    let bench = Bench::new("csadrift");
    let text = config_map("a", "{x: '1'}");
    let chart = bench.chart("demo", "1.0.0", &[("a.yaml", &text), ("web.yaml", &deployment("web", 1, ""))]);
    bench.helm(&["install", "demo", chart.to_str().unwrap(), "--server-side=false"]);
    assert_eq!(lines(&drift(&bench).await), Vec::<String>::new());
    bench
        .namespace
        .run(&["patch", "configmap/a", "--type=merge", "--patch={\"data\":{\"x\":\"9\"}}"], "")
        .unwrap();
    assert_eq!(lines(&drift(&bench).await), ["~ ConfigMap/a /data/x kubectl-patch"]);
    bench.releases.fix("demo", &Ignored::default()).await.unwrap();
    assert_eq!(bench.live("configmap/a").unwrap()["data"]["x"], "1");
}
