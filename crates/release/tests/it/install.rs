//! Install, upgrade, rollback and uninstall on a real API server.

use release::Error;
use release::operation::{DryRun, Filter, Options, RollbackOptions, UninstallOptions};
use release::record::Status;

use crate::harness::{Bench, FAILS, config_map, deployment, draft, job_hook, newest, states, waiting};

#[tokio::test]
async fn a_release_lives_and_dies() {
    let bench = Bench::new("life");
    let first = draft(&[config_map("a", "{k: one}"), config_map("b", "{k: one}"), deployment("web", 2, "")]);
    bench.releases.install("demo", first, &waiting(60)).await.unwrap();
    assert_eq!(bench.done(), ["create ConfigMap/a", "create ConfigMap/b", "create Deployment/web"]);
    assert_eq!(bench.live("deployment/web").unwrap()["status"]["readyReplicas"], 2);

    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    assert_eq!(begun.revision, 2);
    let second = draft(&[config_map("a", "{k: two}"), config_map("c", "{k: two}"), deployment("web", 2, "")]);
    let upgraded = bench.releases.upgrade(begun, second, &waiting(60)).await.unwrap();
    assert_eq!(upgraded.info.description, "Upgrade complete");
    assert_eq!(
        bench.done(),
        ["create ConfigMap/c", "delete ConfigMap/b", "unchanged Deployment/web", "update ConfigMap/a"]
    );
    assert_eq!(states(&bench, "demo").await, ["1 superseded", "2 deployed"]);

    let rolled = bench.releases.rollback("demo", &RollbackOptions::default()).await.unwrap();
    assert_eq!((rolled.info.description.as_str(), rolled.info.rollback_revision), ("Rollback to 1", 1));
    assert_eq!(bench.live("configmap/a").unwrap()["data"]["k"], "one");
    assert!(bench.live("configmap/b").is_some() && bench.live("configmap/c").is_none());
    assert_eq!(states(&bench, "demo").await, ["1 superseded", "2 superseded", "3 deployed"]);

    let listed = bench.releases.list(&Filter::default(), |_| true).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].chart_name().as_str(), listed[0].version), ("demo-1.0.0", 3));

    bench.releases.uninstall("demo", &UninstallOptions::default()).await.unwrap();
    assert!(bench.live("configmap/a").is_none());
    assert!(matches!(bench.releases.get("demo", None).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn what_the_server_refuses_changes_nothing() {
    let bench = Bench::new("refuse");
    let bad = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {k: 1}\n".to_owned();
    let error = bench
        .releases
        .install("demo", draft(&[config_map("good", "{}"), bad]), &Options::default())
        .await
        .unwrap_err();
    let diagnostic = error.diagnostic();
    assert!(diagnostic.notes.join(" ").contains("ConfigMap/bad"), "{diagnostic:?}");
    assert!(bench.live("configmap/good").is_none(), "nothing was applied");
    assert!(bench.releases.history("demo").await.unwrap().entries.is_empty(), "nothing was recorded");

    let unknown = "apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: x}\n".to_owned();
    let error = bench.releases.install("demo", draft(&[unknown]), &Options::default()).await.unwrap_err();
    assert_eq!(error.diagnostic().hints, ["the cluster has Deployment in \"apps/v1\""]);
}

#[tokio::test]
async fn objects_of_others_are_left_alone_or_taken_over() {
    let bench = Bench::new("own");
    bench.namespace.apply(&config_map("theirs", "{k: old, mine: 'yes'}")).unwrap();
    let documents = [config_map("theirs", "{k: new}")];
    let error = bench.releases.install("demo", draft(&documents), &Options::default()).await.unwrap_err();
    assert!(matches!(&error, Error::NotOwned { objects } if objects.len() == 1), "{error}");
    assert!(error.diagnostic().hints[0].contains("--take-ownership"));

    let options = Options { take_ownership: true, force_conflicts: true, ..Options::default() };
    bench.releases.install("demo", draft(&documents), &options).await.unwrap();
    assert_eq!(bench.done(), ["adopt ConfigMap/theirs"]);
    let live = bench.live("configmap/theirs").unwrap();
    assert_eq!(live["data"]["k"], "new");
    assert_eq!(live["metadata"]["annotations"]["meta.helm.sh/release-name"], "demo");

    // A change by another manager is a conflict that names the manager.
    bench.namespace.run(&["patch", "configmap", "theirs", "-p", r#"{"data":{"k":"patched"}}"#], "").unwrap();
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let error = bench
        .releases
        .upgrade(begun, draft(&[config_map("theirs", "{k: newer}")]), &Options::default())
        .await;
    let diagnostic = error.unwrap_err().diagnostic();
    assert!(diagnostic.hints.iter().any(|hint| hint.contains("--force-conflicts")), "{diagnostic:?}");
    assert_eq!(states(&bench, "demo").await, ["1 deployed"]);
}

#[tokio::test]
async fn a_failure_ends_in_a_diagnosis() {
    let bench = Bench::new("diagnose");
    let documents = [deployment("web", 1, ", testbed/pod: crash-loop"), deployment("fine", 1, "")];
    let is_it = |error: &Error| {
        let Error::NotReady { diagnoses, .. } = error else { panic!("{error}") };
        let [diagnosis] = &diagnoses[..] else { return false };
        serde_json::to_value(diagnosis.cause).unwrap() == "crash-loop"
            && diagnosis.log.iter().any(|line| line.contains("no such table"))
    };
    let error = bench.failure(draft(&documents), waiting(1), is_it).await;
    assert!(is_it(&error), "{error:?}");
    let release = newest(&bench, "demo").await;
    assert_eq!(release.info.status, Status::Failed);
    assert!(release.info.description.contains("Deployment/web"), "{}", release.info.description);
}

#[tokio::test]
async fn dry_runs_change_nothing() {
    let bench = Bench::new("dry");
    for dry_run in [DryRun::Client, DryRun::Server] {
        let options = Options { dry_run, ..Options::default() };
        let release =
            bench.releases.install("demo", draft(&[config_map("a", "{}")]), &options).await.unwrap();
        assert_eq!(release.info.description, "Dry run complete");
        assert!(bench.live("configmap/a").is_none());
        assert!(bench.releases.history("demo").await.unwrap().entries.is_empty());
    }
}

#[tokio::test]
async fn only_so_many_revisions_are_kept() {
    let bench = Bench::new("keep");
    let options = Options { history_max: 3, ..Options::default() };
    bench.releases.install("demo", draft(&[config_map("a", "{n: '1'}")]), &options).await.unwrap();
    for n in 2..=5 {
        let begun = bench.releases.begin_upgrade("demo").await.unwrap();
        let next = draft(&[config_map("a", &format!("{{n: '{n}'}}"))]);
        bench.releases.upgrade(begun, next, &options).await.unwrap();
    }
    assert_eq!(states(&bench, "demo").await, ["3 superseded", "4 superseded", "5 deployed"]);
}

#[tokio::test]
async fn a_failed_upgrade_goes_back() {
    let bench = Bench::new("back");
    bench.releases.install("demo", draft(&[deployment("web", 1, "")]), &waiting(60)).await.unwrap();
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let options =
        Options { rollback_on_failure: true, cleanup_on_fail: true, wait_for_jobs: true, ..waiting(60) };
    let doomed = job_hook("doomed", &[], FAILS).manifest;
    let bad = draft(&[deployment("web", 1, ", colour: red"), config_map("new", "{}"), doomed]);
    let error = bench.releases.upgrade(begun, bad, &options).await.unwrap_err();
    assert!(error.to_string().contains("has been rolled back"), "{error}");
    assert_eq!(states(&bench, "demo").await, ["1 superseded", "2 failed", "3 deployed"]);
    assert!(bench.live("configmap/new").is_none());
}

#[tokio::test]
async fn an_interrupted_operation_is_recorded_as_failed() {
    let bench = Bench::new("stop");
    let documents = draft(&[deployment("web", 1, ", testbed/pod: unready")]);
    let options = waiting(60);
    let install = bench.releases.install("demo", documents, &options);
    let stop = async {
        bench.told(|event| event["event"] == "progress").await;
        bench.stop.send(true).unwrap();
    };
    let (result, ()) = tokio::join!(install, stop);
    assert!(matches!(result, Err(Error::Interrupted)));
    assert_eq!(newest(&bench, "demo").await.info.status, Status::Failed);
}

#[tokio::test]
async fn kept_objects_stay() {
    let bench = Bench::new("policy");
    let kept = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: kept\n  annotations: {helm.sh/resource-policy: keep}\n";
    let documents = [kept.to_owned(), config_map("gone", "{}")];
    bench.releases.install("demo", draft(&documents), &Options::default()).await.unwrap();
    let how = UninstallOptions { keep_history: true, ..UninstallOptions::default() };
    let result = bench.releases.uninstall("demo", &how).await.unwrap();
    assert_eq!(result.kept.iter().map(ToString::to_string).collect::<Vec<_>>(), ["ConfigMap/kept"]);
    assert!(bench.live("configmap/kept").is_some() && bench.live("configmap/gone").is_none());
    assert_eq!(states(&bench, "demo").await, ["1 uninstalled"]);
    // The name is free for who says so, and the kept object is still the release's.
    let options = Options { replace: true, ..Options::default() };
    bench.releases.install("demo", draft(&documents), &options).await.unwrap();
    assert_eq!(states(&bench, "demo").await, ["1 superseded", "2 deployed"]);
}
