//! Objects that server-side apply cannot write.

use release::operation::{Options, RollbackOptions, UninstallOptions};
use release::plan::SavedPlan;
use release::record::ApplyMethod;
use serde_json::json;

use crate::harness::{Bench, config_map, deployment, draft, environment, newest, waiting, with_environment};

fn warnings(bench: &Bench) -> Vec<String> {
    let events = bench.events().into_iter().filter(|event| event["event"] == "warning");
    events.map(|event| event["message"].as_str().unwrap().to_owned()).collect()
}

async fn upgrade(bench: &Bench, document: &str, options: &Options) {
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    bench.releases.upgrade(begun, draft(&[document.to_owned()]), options).await.unwrap();
}

#[tokio::test]
async fn a_duplicate_key_is_created_and_patched() {
    let bench = Bench::new("twice");
    let twice = with_environment("{name: A, value: '1'}, {name: A, value: '2'}, {name: B, value: '1'}");
    let options = Options::default();
    bench.releases.install("demo", draft(&[twice]), &options).await.unwrap();
    let warned = warnings(&bench);
    assert!(warned.iter().any(|text| text.contains("Deployment/web") && text.contains("env")), "{warned:?}");
    assert_eq!(newest(&bench, "demo").await.apply_method, Some(ApplyMethod::ClientSide));
    assert_eq!(environment(&bench), ["A=1", "A=2", "B=1"]);

    let less = with_environment("{name: A, value: '1'}, {name: A, value: '3'}")
        .replace("replicas: 1", "replicas: 2");
    upgrade(&bench, &less, &options).await;
    assert_eq!(environment(&bench), ["A=1", "A=3"]);
    assert_eq!(bench.live("deployment/web").unwrap()["spec"]["replicas"], 2);
    assert_eq!(newest(&bench, "demo").await.apply_method, Some(ApplyMethod::ClientSide));

    // Once it is mended it is applied server-side, and what is left out goes.
    upgrade(&bench, &with_environment("{name: A, value: '4'}"), &options).await;
    assert_eq!(environment(&bench), ["A=4"]);
    assert_eq!(newest(&bench, "demo").await.apply_method, Some(ApplyMethod::ServerSide));
    bench.releases.rollback("demo", &RollbackOptions { revision: Some(1), options }).await.unwrap();
    assert_eq!(environment(&bench), ["A=1", "A=2", "B=1"]);
}

#[tokio::test]
async fn an_undeclared_field_is_let_pass_with_a_warning() {
    let bench = Bench::new("undeclared");
    let odd = deployment("web", 1, "").replace("replicas: 1", "replicas: 1\n  colour: red");
    bench.releases.install("demo", draft(std::slice::from_ref(&odd)), &Options::default()).await.unwrap();
    let warned = warnings(&bench);
    assert!(warned.iter().any(|text| text.contains(".spec.colour")), "{warned:?}");
    assert_eq!(newest(&bench, "demo").await.apply_method, Some(ApplyMethod::ClientSide));
    upgrade(&bench, &odd.replace("replicas: 1", "replicas: 2"), &Options::default()).await;
    assert_eq!(bench.live("deployment/web").unwrap()["spec"]["replicas"], 2);
}

#[tokio::test]
async fn what_the_server_would_name_is_known_ever_after() {
    let bench = Bench::new("madeup");
    let map = |data: &str| config_map("x", data).replace("name: x", "generateName: made-up-");
    let job = |image: &str| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{generateName: once-}}\nspec:\n  template:\n    spec:\n      \
             restartPolicy: Never\n      containers: [{{name: main, image: '{image}'}}]\n"
        )
    };
    let there = |kind: &str, stem: &str| -> Vec<String> {
        let names = bench.namespace.run(&["get", kind, "--output=name"], "").unwrap();
        names.lines().filter(|name| name.contains(stem)).map(str::to_owned).collect()
    };
    bench.releases.install("demo", draft(&[map("{k: one}"), job("a:1")]), &waiting(60)).await.unwrap();
    let (maps, jobs) = (there("configmaps", "/made-up-"), there("jobs", "/once-"));
    assert_eq!((maps.len(), jobs.len()), (1, 1), "{maps:?} {jobs:?}");
    assert_eq!(newest(&bench, "demo").await.apply_method, Some(ApplyMethod::ServerSide));

    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    bench.releases.upgrade(begun, draft(&[map("{k: two}"), job("a:2")]), &waiting(60)).await.unwrap();
    assert_eq!(there("configmaps", "/made-up-"), maps);
    assert_eq!(bench.live(&maps[0]).unwrap()["data"]["k"], "two");
    // Of a Job nothing can be changed: another one takes its place.
    let renewed = there("jobs", "/once-");
    assert!(renewed.len() == 1 && renewed != jobs, "{renewed:?}");
    bench.releases.rollback("demo", &RollbackOptions::default()).await.unwrap();
    assert_eq!((there("configmaps", "/made-up-"), there("jobs", "/once-")), (maps.clone(), jobs));
    // Helm, which forgets the names that the server gives, knows these.
    bench.helm(&["uninstall", "demo", "--wait"]);
    assert_eq!((there("configmaps", "/made-up-").len(), there("jobs", "/once-").len()), (0, 0));
}

#[tokio::test]
async fn what_helm_let_the_server_name_is_told() {
    let bench = Bench::new("unnamed");
    let map = config_map("x", "{}").replace("name: x", "generateName: made-up-");
    let chart = bench.chart("demo", "1.0.0", &[("a.yaml", &map)]);
    bench.helm(&["install", "demo", chart.to_str().unwrap(), "--server-side=false"]);
    assert!(!bench.helm_output(&["upgrade", "demo", chart.to_str().unwrap()]).status.success());
    upgrade(&bench, &map, &Options::default()).await;
    let told = "revision 1 does not say which ConfigMap made-up-… is: the server named it, and it stays";
    assert!(warnings(&bench).iter().any(|text| text == told), "{:?}", warnings(&bench));
    bench.releases.uninstall("demo", &UninstallOptions::default()).await.unwrap();
    let names = bench.namespace.run(&["get", "configmaps", "--output=name"], "").unwrap();
    assert_eq!(names.matches("configmap/made-up-").count(), 1, "Helm's own: {names}");
}

/// Going back to such a revision gives names anew; a plan that was looked at keeps those that it showed.
#[tokio::test]
async fn a_saved_rollback_keeps_the_names_that_it_gave() {
    let bench = Bench::new("named");
    let map = |data: &str| config_map("x", data).replace("name: x", "generateName: made-up-");
    let chart = bench.chart("demo", "1.0.0", &[("a.yaml", &map("{k: one}"))]);
    bench.helm(&["install", "demo", chart.to_str().unwrap(), "--server-side=false"]);
    upgrade(&bench, &config_map("other", "{}"), &Options::default()).await;
    let proposal = bench.releases.propose_rollback("demo", &RollbackOptions::default()).await.unwrap();
    let saved = bench.releases.save(&proposal).await.unwrap();
    let saved = SavedPlan::read(&saved.text().unwrap()).unwrap();
    let name = saved.seen[0].object.name.clone();
    assert!(name.starts_with("made-up-"), "{name}");
    let (proposal, moved) = bench.releases.revive(saved.clone()).await.unwrap();
    assert_eq!(moved, []);
    bench.releases.carry_out(proposal).await.unwrap();
    assert_eq!(bench.live(&format!("configmap/{name}")).unwrap()["data"]["k"], "one");
    assert!(bench.live("configmap/other").is_none());
    assert!(bench.releases.revive(saved).await.unwrap_err().to_string().contains("revision 3"));
}

#[tokio::test]
async fn all_is_patched_where_the_server_must_not_apply() {
    let bench = Bench::new("clientside");
    let options = Options { server_side: Some(false), ..Options::default() };
    let document = config_map("a", "{k: one, old: 'yes'}");
    bench.releases.install("demo", draft(&[document]), &options).await.unwrap();
    // Somebody changes a field of ours, and one of their own.
    let drift = r#"{"data":{"k":"drifted","theirs":"stays"}}"#;
    bench.namespace.run(&["patch", "configmap", "a", "-p", drift], "").unwrap();
    upgrade(&bench, &config_map("a", "{k: one, new: 'yes'}"), &options).await;
    let live = bench.live("configmap/a").unwrap();
    assert_eq!(live["data"], json!({"k": "one", "new": "yes", "theirs": "stays"}));
    let entries = live["metadata"]["managedFields"].as_array().unwrap();
    assert!(entries.iter().all(|entry| entry["operation"] == "Update"), "{entries:?}");
    assert_eq!(newest(&bench, "demo").await.apply_method, Some(ApplyMethod::ClientSide));
    // Helm goes on as it would with its own.
    let chart = bench.chart("demo", "2.0.0", &[("a.yaml", &config_map("a", "{k: two}"))]);
    bench.helm(&["upgrade", "demo", chart.to_str().unwrap()]);
    let data = &bench.live("configmap/a").unwrap()["data"];
    assert_eq!(data, &json!({"k": "two", "theirs": "stays"}));
}

#[tokio::test]
async fn force_replace_puts_whatever_the_method() {
    let bench = Bench::new("replace");
    let service = |port: u16| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{selector: {{app: web}}, ports: [{{port: {port}}}]}}\n"
        )
    };
    bench.releases.install("demo", draft(&[service(80)]), &Options::default()).await.unwrap();
    let address = bench.live("service/web").unwrap()["spec"]["clusterIP"].clone();
    // Fields of others are no obstacle, and go.
    let drift = r#"{"metadata":{"labels":{"theirs":"gone"}},"spec":{"ports":[{"port":80,"name":"other"}]}}"#;
    bench.namespace.run(&["patch", "service", "web", "-p", drift], "").unwrap();
    let options = Options { force_replace: true, ..Options::default() };
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let plan = bench.releases.propose_upgrade(begun, draft(&[service(81)]), &options).await.unwrap().plan;
    let lost: Vec<&str> = plan.steps[0]
        .fields
        .iter()
        .filter(|change| change.new.is_none() && !change.by_server)
        .map(|change| change.path.as_str())
        .collect();
    assert!(lost.contains(&"/metadata/labels/theirs"), "{lost:?}");
    upgrade(&bench, &service(81), &options).await;
    let live = bench.live("service/web").unwrap();
    assert_eq!(live["spec"]["ports"].as_array().unwrap().len(), 1);
    assert_eq!(live["spec"]["ports"][0]["port"], 81);
    assert!(live["metadata"]["labels"]["theirs"].is_null());
    assert_eq!(live["spec"]["clusterIP"], address);
    // And on with server-side apply.
    upgrade(&bench, &service(82), &Options::default()).await;
    assert_eq!(bench.live("service/web").unwrap()["spec"]["ports"].as_array().unwrap().len(), 1);
}
