//! Records that Helm has no room for.

use release::operation::{Options, RollbackOptions, UninstallOptions};

use crate::harness::{Bench, config_map, draft, newest, states};

/// Text that does not pack well: what a seed gives.
fn noise(seed: u64, length: usize) -> String {
    let mut state = seed;
    let letters = (0..length).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + (state >> 40) as u8 % 26)
    });
    letters.collect()
}

/// Six config maps that together do not fit into a record.
fn documents(seed: u64) -> Vec<String> {
    (0..6).map(|n| config_map(&format!("big-{n}"), &format!("{{k: {}}}", noise(seed + n, 400_000)))).collect()
}

#[tokio::test]
async fn helm_refuses_what_lies_in_parts_and_deletes_nothing() {
    let bench = Bench::new("large");
    let options = Options { force_conflicts: true, ..Options::default() };
    bench.releases.install("demo", draft(&documents(1)), &options).await.unwrap();
    let secrets = bench.namespace.run(&["get", "secrets", "-o", "name", "-l", "rhumb.io/release=demo"], "");
    assert_eq!(secrets.unwrap().lines().count(), 2, "the parts");

    // Helm shows it, and changes nothing.
    assert_eq!(bench.helm(&["list", "-q"]).trim(), "demo");
    assert!(bench.helm(&["history", "demo"]).contains("Install complete"));
    assert_eq!(bench.helm(&["get", "values", "demo"]), "USER-SUPPLIED VALUES:\ncolour: blue\n");
    let chart = bench.chart("demo", "2.0.0", &[("a.yaml", &config_map("a", "{k: two}"))]);
    let chart = chart.to_str().unwrap();
    let refuses = |arguments: &[&str], why: &str| {
        let output = bench.helm_output(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(why), "{arguments:?}: {said}");
        assert!(bench.live("configmap/big-0").is_some() && bench.live("configmap/big-5").is_some());
    };
    refuses(&["upgrade", "demo", chart], "ReleaseInParts");
    refuses(&["rollback", "demo", "1"], "ReleaseInParts");

    // Its rollback left a revision behind, whose parts are the first one's. We go on with it, back to it, and away from it.
    let before = newest(&bench, "demo").await;
    assert!(before.manifest.contains("name: big-5") && before.chart["metadata"]["name"] == "demo");
    let back = RollbackOptions { revision: Some(1), options: options.clone() };
    bench.releases.rollback("demo", &back).await.unwrap();
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let small = draft(&documents(1)[..1]);
    bench.releases.upgrade(begun, small, &options).await.unwrap();
    assert!(bench.live("configmap/big-0").is_some() && bench.live("configmap/big-1").is_none());
    bench.releases.rollback("demo", &back).await.unwrap();
    assert!(bench.live("configmap/big-5").is_some());
    assert_eq!(newest(&bench, "demo").await.manifest, before.manifest);
    assert_eq!(states(&bench, "demo").await.last().unwrap(), "5 deployed");
    refuses(&["uninstall", "demo"], "failed to delete release: demo");
    assert_eq!(states(&bench, "demo").await.last().unwrap(), "5 uninstalling");
    bench.releases.uninstall("demo", &UninstallOptions::default()).await.unwrap();
    assert!(bench.live("configmap/big-0").is_none());
    // The parts go with their records; the collector takes its time.
    let gone = ["wait", "--for=delete", "secret", "-l", "rhumb.io/release=demo", "--timeout=60s"];
    bench.namespace.run(&gone, "").unwrap();
}

#[tokio::test]
async fn helm_goes_on_with_a_record_that_lost_its_templates() {
    let bench = Bench::new("trimmed");
    let mut large = draft(&[config_map("a", "{k: one}")]);
    large.chart["templates"] = serde_json::json!([{"name": "templates/a.yaml", "data": noise(1, 2_000_000)}]);
    bench.releases.install("demo", large, &Options::default()).await.unwrap();
    assert!(newest(&bench, "demo").await.chart["templates"].is_null());
    let chart = bench.chart("demo", "2.0.0", &[("a.yaml", &config_map("a", "{k: two}"))]);
    bench.helm(&["upgrade", "demo", chart.to_str().unwrap(), "--reuse-values"]);
    bench.helm(&["rollback", "demo", "1"]);
    assert_eq!(bench.live("configmap/a").unwrap()["data"]["k"], "one");
    bench.helm(&["uninstall", "demo"]);
    assert!(bench.live("configmap/a").is_none());
}
