//! The order in which objects are written, on a real API server.

use release::Error;
use release::operation::{Options, UninstallOptions};
use release::order::Rules;

use crate::harness::{Bench, config_map, draft};

fn with_annotation(document: &str, name: &str, after: &str) -> String {
    let named = format!("  name: {name}\n");
    document.replace(&named, &format!("{named}  annotations: {{rhumb.io/depends-on: '{after}'}}\n"))
}

fn job(name: &str) -> String {
    format!(
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n      \
         restartPolicy: Never\n      containers: [{{name: main, image: 'busybox:1'}}]\n"
    )
}

/// The names of what was written, in the order in which it was.
fn written(bench: &Bench) -> Vec<String> {
    let applied = bench.events().into_iter().filter(|event| event["event"] == "applied");
    applied.map(|event| event["object"]["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn objects_come_after_what_their_authors_say() {
    let bench = Bench::new("order");
    let documents = [
        with_annotation(&config_map("late", "{}"), "late", "Job/first"),
        job("first"),
        with_annotation(&config_map("later", "{}"), "later", "ConfigMap/late"),
        config_map("early", "{}"),
    ];
    bench.releases.install("demo", draft(&documents), &Options::default()).await.unwrap();
    assert_eq!(written(&bench), ["early", "first", "late", "later"]);
    // The Job had completed before what comes after it was written.
    let (job, late) = (bench.live("job/first").unwrap(), bench.live("configmap/late").unwrap());
    let completed = job["status"]["completionTime"].as_str().unwrap();
    assert!(completed <= late["metadata"]["creationTimestamp"].as_str().unwrap(), "{completed}");

    let circle = [
        with_annotation(&config_map("a", "{}"), "a", "ConfigMap/b"),
        with_annotation(&config_map("b", "{}"), "b", "ConfigMap/a"),
    ];
    let error = bench.releases.install("other", draft(&circle), &Options::default()).await.unwrap_err();
    assert!(matches!(error, Error::Circle { .. }), "{error}");
    assert_eq!(error.to_string(), "objects depend on each other: ConfigMap/a → ConfigMap/b → ConfigMap/a");
    assert!(bench.live("configmap/a").is_none(), "nothing was changed");
}

#[tokio::test]
async fn a_users_rules_count() {
    let bench = Bench::new("rules");
    let rules = Rules::replaced_by("stages: [['*'], [ConfigMap], [Namespace]]").unwrap();
    let options = Options { order: Some(rules.clone()), ..Options::default() };
    let documents = [config_map("late", "{}"), job("first")];
    bench.releases.install("demo", draft(&documents), &options).await.unwrap();
    assert_eq!(written(&bench), ["first", "late"]);
    // And the other way round when they go.
    for (order, expected) in [(None, ["first", "late"]), (Some(rules), ["late", "first"])] {
        let how = UninstallOptions { order, ..UninstallOptions::default() };
        let plan = bench.releases.propose_uninstall("demo", &how).await.unwrap().plan;
        let names: Vec<&str> = plan.steps.iter().map(|step| step.object.name.as_str()).collect();
        assert_eq!(names, expected);
    }
}
