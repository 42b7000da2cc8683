//! An API of the cluster whose server does not answer.

use std::sync::Arc;

use release::operation::{Options, Releases, UninstallOptions};
use testbed::ControlPlane;

use crate::harness::{config_map, draft, releases_as};

const DEAD: &str = "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.dead.example.org}\nspec:\n  \
                    group: dead.example.org\n  version: v1\n  groupPriorityMinimum: 1000\n  versionPriority: 10\n  \
                    insecureSkipTLSVerify: true\n  service: {name: nobody, namespace: default}\n";

const NEEDING: &str = "apiVersion: dead.example.org/v1\nkind: Thing\nmetadata: {name: a}\n";

#[tokio::test]
async fn an_api_that_is_dead_is_passed_over_unless_it_is_needed() {
    // Its own: a dead API is everybody's.
    let plane = ControlPlane::own().unwrap();
    let namespace = plane.namespace("dead").unwrap();
    namespace.apply(DEAD).unwrap();
    namespace
        .run(
            &["wait", "--for=condition=Available=false", "apiservice/v1.dead.example.org", "--timeout=60s"],
            "",
        )
        .unwrap();
    // Helm, too, goes on without it.
    let helm = |arguments: &[&str]| {
        let mut helm = std::process::Command::new(testbed::helm().unwrap());
        let run = helm
            .args(arguments)
            .args(["--namespace", namespace.name()])
            .env("KUBECONFIG", plane.kubeconfig());
        run.output().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let chart = |name: &str, template: &str| {
        let root = folder.path().join(name);
        std::fs::create_dir_all(root.join("templates")).unwrap();
        let metadata = format!("apiVersion: v2\nname: {name}\nversion: 1.0.0\n");
        std::fs::write(root.join("Chart.yaml"), metadata).unwrap();
        std::fs::write(root.join("templates/a.yaml"), template).unwrap();
        root.display().to_string()
    };
    let (small, needing) = (chart("small", &config_map("helms", "{}")), chart("needing", NEEDING));
    for (arguments, succeeds) in [
        (&["install", "helms", &small][..], true),
        (&["upgrade", "helms", &small], true),
        (&["install", "other", &needing], false),
        (&["uninstall", "helms"], true),
    ] {
        let output = helm(arguments);
        assert_eq!(output.status.success(), succeeds, "{arguments:?}: {output:?}");
    }

    let events = Arc::default();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let releases: Releases = releases_as(plane.kubeconfig(), namespace.name(), Arc::clone(&events), stopped);
    releases.install("demo", draft(&[config_map("a", "{k: one}")]), &Options::default()).await.unwrap();
    let told = serde_json::to_string(&*events.lock().unwrap()).unwrap();
    assert!(told.contains("the server of the API dead.example.org/v1 does not answer"), "{told}");

    let error =
        releases.install("other", draft(&[NEEDING.to_owned()]), &Options::default()).await.unwrap_err();
    let hints = error.diagnostic().hints.join(" ");
    assert!(
        hints.contains("an APIService for \"dead.example.org/v1\", whose server does not answer"),
        "{hints}"
    );

    let begun = releases.begin_upgrade("demo").await.unwrap();
    releases.upgrade(begun, draft(&[config_map("a", "{k: two}")]), &Options::default()).await.unwrap();
    releases.uninstall("demo", &UninstallOptions::default()).await.unwrap();
}
