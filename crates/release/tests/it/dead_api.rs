//! An API of the cluster whose server does not answer.

use std::sync::Arc;

use release::operation::{Options, Releases, UninstallOptions};
use testbed::ControlPlane;

use crate::harness::{config_map, draft, releases_as};

const DEAD: &str = "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.dead.example.org}\nspec:\n  \
                    group: dead.example.org\n  version: v1\n  groupPriorityMinimum: 1000\n  versionPriority: 10\n  \
                    insecureSkipTLSVerify: true\n  service: {name: nobody, namespace: default}\n";

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
    let events = Arc::default();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let releases: Releases = releases_as(plane.kubeconfig(), namespace.name(), Arc::clone(&events), stopped);
    releases.install("demo", draft(&[config_map("a", "{k: one}")]), &Options::default()).await.unwrap();
    let told = serde_json::to_string(&*events.lock().unwrap()).unwrap();
    assert!(told.contains("the server of the API dead.example.org/v1 does not answer"), "{told}");

    let needs = "apiVersion: dead.example.org/v1\nkind: Thing\nmetadata: {name: a}\n".to_owned();
    let error = releases.install("other", draft(&[needs]), &Options::default()).await.unwrap_err();
    let hints = error.diagnostic().hints.join(" ");
    assert!(
        hints.contains("an APIService for \"dead.example.org/v1\", whose server does not answer"),
        "{hints}"
    );

    let begun = releases.begin_upgrade("demo").await.unwrap();
    releases.upgrade(begun, draft(&[config_map("a", "{k: two}")]), &Options::default()).await.unwrap();
    releases.uninstall("demo", &UninstallOptions::default()).await.unwrap();
}
