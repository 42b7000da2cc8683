//! Helm takes over what we installed, and we what Helm installed.

use release::operation::{Filter, Options, RollbackOptions, UninstallOptions};
use release::record::ApplyMethod;
use serde_json::Value;

use crate::harness::{
    Bench, config_map, deployment, draft, environment, newest, states, waiting, with_environment,
};

#[tokio::test]
async fn helm_goes_on_with_our_release() {
    let bench = Bench::new("ours");
    let documents = [config_map("a", "{k: one, old: 'yes'}"), deployment("web", 1, "")];
    bench.releases.install("demo", draft(&documents), &waiting(60)).await.unwrap();

    let listed: Value = serde_json::from_str(&bench.helm(&["list", "-o", "json"])).unwrap();
    assert_eq!((&listed[0]["chart"], &listed[0]["app_version"]), (&"demo-1.0.0".into(), &"7".into()));
    let status = bench.helm(&["status", "demo"]);
    assert!(status.contains("STATUS: deployed\nREVISION: 1\n"), "{status}");
    assert_eq!(bench.helm(&["get", "values", "demo"]), "USER-SUPPLIED VALUES:\ncolour: blue\n");
    assert!(bench.helm(&["get", "manifest", "demo"]).contains("# Source: demo/templates/0.yaml\n"));
    assert!(bench.helm(&["get", "metadata", "demo"]).contains("APPLY_METHOD: server-side apply"));

    let chart = bench.chart("demo", "2.0.0", &[("a.yaml", &config_map("a", "{k: two}"))]);
    bench.helm(&["upgrade", "demo", chart.to_str().unwrap()]);
    assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "two"}));
    assert!(bench.live("deployment/web").is_none());
    assert_eq!(states(&bench, "demo").await, ["1 superseded", "2 deployed"]);

    bench.helm(&["rollback", "demo", "1", "--wait"]);
    assert_eq!(bench.live("configmap/a").unwrap()["data"]["old"], "yes");
    let history: Value = serde_json::from_str(&bench.helm(&["history", "demo", "-o", "json"])).unwrap();
    assert_eq!(history[2]["description"], "Rollback to 1");
    bench.helm(&["uninstall", "demo"]);
    assert!(bench.live("configmap/a").is_none() && bench.live("deployment/web").is_none());
}

#[tokio::test]
async fn we_go_on_with_helms_release() {
    for server_side in ["true", "false"] {
        let bench = Bench::new("theirs");
        let chart = bench.chart(
            "demo",
            "1.0.0",
            &[("a.yaml", &config_map("a", "{k: one, old: 'yes'}")), ("web.yaml", &deployment("web", 1, ""))],
        );
        let flag = format!("--server-side={server_side}");
        bench.helm(&["install", "demo", chart.to_str().unwrap(), &flag, "--wait"]);

        let listed = bench.releases.list(&Filter::default(), |_| true).await.unwrap();
        assert_eq!((listed[0].name.as_str(), listed[0].chart_name().as_str()), ("demo", "demo-1.0.0"));
        let release = newest(&bench, "demo").await;
        assert_eq!(release.apply_method == Some(ApplyMethod::ServerSide), server_side == "true");

        // A field that is left out goes, however it was written before.
        let begun = bench.releases.begin_upgrade("demo").await.unwrap();
        let next = draft(&[config_map("a", "{k: two}"), deployment("web", 1, ", colour: red")]);
        bench.releases.upgrade(begun, next, &waiting(60)).await.unwrap();
        assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "two"}));
        assert_eq!(bench.done(), ["update ConfigMap/a", "update Deployment/web"]);
        let managers = bench.live("configmap/a").unwrap();
        let entries = managers["metadata"]["managedFields"].as_array().unwrap().clone();
        assert!(entries.iter().all(|entry| entry["operation"] == "Apply"), "{entries:?}");

        bench.releases.rollback("demo", &RollbackOptions::default()).await.unwrap();
        assert_eq!(bench.live("configmap/a").unwrap()["data"]["old"], "yes");
        // And Helm once more.
        bench.helm(&["upgrade", "demo", chart.to_str().unwrap()]);
        assert_eq!(
            states(&bench, "demo").await,
            ["1 superseded", "2 superseded", "3 superseded", "4 deployed"]
        );
        bench.releases.uninstall("demo", &UninstallOptions::default()).await.unwrap();
        assert!(bench.live("configmap/a").is_none());
        assert_eq!(bench.helm(&["list", "-q"]), "");
    }
}

#[tokio::test]
async fn helm_3_and_we_take_turns() {
    let bench = Bench::new("three");
    let service = |port: u16| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{selector: {{app: web}}, ports: [{{port: {port}}}]}}\n"
        )
    };
    let chart = bench.chart(
        "demo",
        "1.0.0",
        &[("a.yaml", &config_map("a", "{k: one, old: 'yes'}")), ("web.yaml", &service(80))],
    );
    let port = || bench.live("service/web").unwrap()["spec"]["ports"].clone();
    bench.helm3(&["install", "demo", chart.to_str().unwrap()]);
    // A port that follows another one is no second port.
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let next = draft(&[config_map("a", "{k: two, new: 'yes'}"), service(81)]);
    bench.releases.upgrade(begun, next, &Options::default()).await.unwrap();
    assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "two", "new": "yes"}));
    assert_eq!((port().as_array().unwrap().len(), &port()[0]["port"]), (1, &81.into()));
    // Helm 3 goes on with what was applied server-side, and what it leaves out goes.
    bench.helm3(&["upgrade", "demo", chart.to_str().unwrap()]);
    assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "one", "old": "yes"}));
    assert_eq!((port().as_array().unwrap().len(), &port()[0]["port"]), (1, &80.into()));
    bench.helm3(&["rollback", "demo", "2"]);
    assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "two", "new": "yes"}));
    bench
        .releases
        .rollback("demo", &RollbackOptions { revision: Some(1), ..RollbackOptions::default() })
        .await
        .unwrap();
    assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "one", "old": "yes"}));
    assert_eq!(states(&bench, "demo").await.last().unwrap(), "5 deployed");
    bench.helm3(&["uninstall", "demo"]);
    assert!(bench.live("configmap/a").is_none() && bench.live("service/web").is_none());
}

#[tokio::test]
async fn every_helm_goes_on_with_what_we_applied_server_side() {
    for three in [true, false] {
        let bench = Bench::new("onward");
        let helm = |arguments: &[&str]| if three { bench.helm3(arguments) } else { bench.helm(arguments) };
        let first = [
            config_map("a", "{k: one, old: 'yes'}"),
            config_map("gone", "{}"),
            with_environment("{name: A, value: '1'}, {name: B, value: '1'}"),
        ];
        bench.releases.install("demo", draft(&first), &waiting(60)).await.unwrap();
        let listed: Value = serde_json::from_str(&helm(&["list", "-o", "json"])).unwrap();
        assert_eq!((&listed[0]["status"], &listed[0]["chart"]), (&"deployed".into(), &"demo-1.0.0".into()));
        assert_eq!(helm(&["get", "values", "demo"]), "USER-SUPPLIED VALUES:\ncolour: blue\n");

        let second = [
            ("a.yaml", config_map("a", "{k: two}")),
            ("web.yaml", with_environment("{name: B, value: '2'}")),
        ];
        let second: Vec<(&str, &str)> = second.iter().map(|(file, text)| (*file, text.as_str())).collect();
        let chart = bench.chart("demo", "2.0.0", &second);
        helm(&["upgrade", "demo", chart.to_str().unwrap()]);
        assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "two"}));
        assert_eq!(environment(&bench), ["B=2"]);
        assert!(bench.live("configmap/gone").is_none());
        helm(&["rollback", "demo", "1"]);
        assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "one", "old": "yes"}));
        assert_eq!(environment(&bench), ["A=1", "B=1"]);
        // Back to us, and what we leave out goes, too.
        let begun = bench.releases.begin_upgrade("demo").await.unwrap();
        let third = [config_map("a", "{k: three}"), with_environment("{name: A, value: '3'}")];
        bench.releases.upgrade(begun, draft(&third), &Options::default()).await.unwrap();
        assert_eq!(bench.live("configmap/a").unwrap()["data"], serde_json::json!({"k": "three"}));
        assert_eq!(environment(&bench), ["A=3"]);
        assert!(bench.live("configmap/gone").is_none());
        helm(&["uninstall", "demo"]);
        assert!(bench.live("configmap/a").is_none() && bench.live("deployment/web").is_none());
        assert!(bench.namespace.run(&["get", "secrets", "-o", "name"], "").unwrap().is_empty());
    }
}

#[tokio::test]
async fn every_helm_goes_on_with_what_server_side_apply_cannot_write() {
    let twice =
        |last: &str| with_environment(&format!("{{name: A, value: '1'}}, {{name: A, value: '{last}'}}"));
    for three in [true, false] {
        let bench = Bench::new("twice");
        let helm = |arguments: &[&str]| if three { bench.helm3(arguments) } else { bench.helm(arguments) };
        let chart = |version: &str, text: &str| bench.chart("demo", version, &[("web.yaml", text)]);
        bench.releases.install("demo", draft(&[twice("2")]), &Options::default()).await.unwrap();
        helm(&[
            "upgrade",
            "demo",
            chart("2.0.0", &with_environment("{name: B, value: '1'}")).to_str().unwrap(),
        ]);
        assert_eq!(environment(&bench), ["B=1"]);
        helm(&["rollback", "demo", "1"]);
        let back = environment(&bench);
        assert!(back.iter().all(|item| item.starts_with("A=")), "{back:?}");
        // And from the Helm that wrote it to us.
        let begun = bench.releases.begin_upgrade("demo").await.unwrap();
        bench.releases.upgrade(begun, draft(&[twice("3")]), &Options::default()).await.unwrap();
        assert_eq!(environment(&bench), ["A=1", "A=3"]);
        helm(&["uninstall", "demo"]);
        assert!(bench.live("deployment/web").is_none());
    }
}

#[tokio::test]
async fn a_revision_that_helm_left_pending_is_refused_and_rolled_back() {
    let bench = Bench::new("stuck");
    let documents = [config_map("a", "{k: one}")];
    bench.releases.install("demo", draft(&documents), &Options::default()).await.unwrap();
    let mut stuck = newest(&bench, "demo").await;
    stuck.version = 2;
    stuck.info.status = "pending-upgrade".into();
    let object = release::record::to_object(&stuck, release::record::Driver::Secret, ("createdAt", 1))
        .unwrap()
        .to_string();
    bench.namespace.apply(&object).unwrap();
    let error = bench.releases.begin_upgrade("demo").await.unwrap_err();
    assert!(
        error.to_string().contains("another operation (install/upgrade/rollback) is in progress"),
        "{error}"
    );
    assert!(error.to_string().contains("revision 2 is pending-upgrade since 20"), "{error}");
    bench
        .releases
        .rollback("demo", &RollbackOptions { revision: Some(1), ..RollbackOptions::default() })
        .await
        .unwrap();
    assert_eq!(states(&bench, "demo").await, ["1 superseded", "2 failed", "3 deployed"]);
}
