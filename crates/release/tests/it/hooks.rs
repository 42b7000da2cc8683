//! Hooks on a real API server.

use release::Error;
use release::operation::{Options, TestOptions};
use release::record::{DeletePolicy, Status};
use std::time::Duration;

use crate::harness::{Bench, FAILS, config_map, draft, job_hook, newest};

#[tokio::test]
async fn hooks_run_by_weight_and_name() {
    let bench = Bench::new("hooks");
    let mut all = draft(&[config_map("a", "{}")]);
    all.hooks = vec![
        job_hook("late", &["pre-install"], ""),
        job_hook("b-early", &["pre-install"], ""),
        job_hook("a-early", &["pre-install"], ""),
        job_hook("after", &["post-install"], ""),
    ];
    all.hooks[0].weight = 5;
    all.hooks[2].delete_policies = vec![DeletePolicy::Succeeded];
    let options = Options { timeout: Duration::from_secs(60), ..Options::default() };
    let release = bench.releases.install("demo", all, &options).await.unwrap();
    let order: Vec<String> = bench
        .events()
        .iter()
        .filter(|event| event["event"] == "hook" && event["phase"] == "Running")
        .map(|event| event["object"]["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(order, ["a-early", "b-early", "late", "after"]);
    assert!(release.hooks.iter().all(|hook| hook.last_run.phase == "Succeeded"));
    assert!(bench.live("job/a-early").is_none(), "its policy deletes it");
    let kept = bench.live("job/b-early").unwrap();
    assert!(kept["metadata"]["annotations"]["meta.helm.sh/release-name"].is_null(), "hooks are not owned");
}

#[tokio::test]
async fn a_failed_hook_fails_the_release_before_anything_is_applied() {
    let bench = Bench::new("badhook");
    let mut all = draft(&[config_map("a", "{}")]);
    all.hooks = vec![job_hook("check", &["pre-install"], FAILS)];
    let options = Options { timeout: Duration::from_secs(60), ..Options::default() };
    let error = bench.releases.install("demo", all, &options).await.unwrap_err();
    let Error::Hook { event, hook, what, .. } = &error else { panic!("{error}") };
    assert_eq!((event.as_str(), hook.to_string().as_str()), ("pre-install", "Job/check"));
    assert!(what.contains("BackoffLimitExceeded"), "{what}");
    assert!(bench.live("configmap/a").is_none());
    let release = newest(&bench, "demo").await;
    assert_eq!(release.info.status, Status::Failed);
    assert_eq!(release.hooks[0].last_run.phase, "Failed");
}

#[tokio::test]
async fn tests_run_on_demand_with_their_logs() {
    let bench = Bench::new("tests");
    let mut all = draft(&[config_map("a", "{}")]);
    all.hooks = vec![job_hook("good", &["test"], ""), job_hook("bad", &["test"], FAILS)];
    // Its object goes as soon as it has succeeded; its log is shown all the same.
    all.hooks[0].delete_policies = vec![DeletePolicy::Succeeded];
    bench.releases.install("demo", all, &Options::default()).await.unwrap();
    let mut how = TestOptions {
        only: vec!["good".into()],
        without: vec![],
        logs: true,
        timeout: Duration::from_secs(60),
    };
    let tested = bench.releases.test("demo", &how).await.unwrap();
    tested.outcome.unwrap();
    // What was left out comes first, as Helm records it.
    assert_eq!(
        (tested.release.hooks[0].name.as_str(), tested.release.hooks[1].name.as_str()),
        ("bad", "good")
    );
    assert_eq!(tested.release.hooks[1].last_run.phase, "Succeeded");
    assert!(bench.live("job/good").is_none());
    assert!(tested.logs[0].lines.iter().any(|line| line.contains("listening")), "{:?}", tested.logs);
    how = TestOptions { only: vec![], without: vec!["good".into()], logs: false, ..how };
    let tested = bench.releases.test("demo", &how).await.unwrap();
    assert!(tested.outcome.is_err());
    assert_eq!(tested.release.hooks[1].last_run.phase, "Failed");
}
