//! When objects are ready, on a real API server: the strategies beside Helm's, and rules that a chart brings.

use std::time::Duration;

use base64::Engine;
use release::Error;
use release::operation::{Draft, Options, WaitStrategy};
use release::readiness::Rules;
use release::record::Release;
use serde_json::json;

use crate::harness::{Bench, config_map, deployment, draft, waiting};

const RULES: &str = "rules:\n- kinds: [Gadget.watch.example.org]\n  ready: .status.phase = Running\n  failed: .status.phase = Broken\n  message: .status.why\n";
/// Helm knows the kind only where it is defined already, so it is defined once for all tests here.
const DEFINITION: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.watch.example.org}
spec:
  group: watch.example.org
  names: {kind: Gadget, plural: gadgets}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
";
const GADGET: &str = "apiVersion: watch.example.org/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {size: 1}\n";

fn defined(prefix: &str) -> Bench {
    let bench = Bench::new(prefix);
    // Server-side, so that of two tests which define it at once none comes too late.
    bench.namespace.run(&["apply", "--server-side", "--filename=-"], DEFINITION).unwrap();
    let established =
        ["wait", "--for=condition=Established", "crd/gadgets.watch.example.org", "--timeout=60s"];
    bench.namespace.run(&established, "").unwrap();
    bench
}

/// Installs a gadget whose status is set once it is waited for.
async fn installed_until(bench: &Bench, status: &str) -> Result<Release, Error> {
    let options = Options { readiness: Rules::read("c/readiness.yaml", RULES).unwrap(), ..waiting(60) };
    let documents = draft(&[GADGET.to_owned()]);
    let set = async {
        bench.told(|event| event["event"] == "progress").await;
        let patch = format!("{{\"status\":{status}}}");
        bench.namespace.run(&["patch", "gadget/g", "--type=merge", "--patch", &patch], "").unwrap();
    };
    tokio::join!(bench.releases.install("demo", documents, &options), set).0
}

#[tokio::test]
async fn rules_of_a_chart_are_awaited() {
    let bench = defined("rules");
    installed_until(&bench, r#"{"phase":"Running"}"#).await.unwrap();
    let progress: Vec<_> = bench.events().into_iter().filter(|event| event["event"] == "progress").collect();
    assert_eq!(progress[0]["message"], "waits for .status.phase = Running: there is no .status.phase");

    let bench = defined("broken");
    let error = installed_until(&bench, r#"{"phase":"Broken","why":"out of steam"}"#).await.unwrap_err();
    assert!(error.diagnostic().notes.join("\n").contains("Gadget/g: out of steam"), "{error:?}");
}

/// Installs what does not become ready, which is told in these words.
async fn waits(bench: &Bench, draft: Draft, words: &str) {
    let told = |error: &Error| error.diagnostic().notes.join("\n");
    let error = bench.failure(draft, waiting(1), |error| told(error).contains(words)).await;
    assert!(told(&error).contains(words), "{}", told(&error));
}

#[tokio::test]
async fn rules_are_found_in_the_record_and_in_annotations() {
    let bench = defined("recorded");
    let mut recorded = draft(&[GADGET.to_owned()]);
    let data = base64::engine::general_purpose::STANDARD.encode(RULES);
    recorded.chart["files"] = json!([{"name": "readiness.yaml", "data": data}]);
    waits(&bench, recorded, "waits for .status.phase = Running").await;

    let bench = defined("annotated");
    let annotated = GADGET.replace("{name: g}", "{name: g, annotations: {rhumb/ready-when: .spec.size = 2}}");
    waits(&bench, draft(&[annotated]), "waits for .spec.size = 2: .spec.size is 1").await;

    let bench = defined("malformed");
    let wrong = GADGET.replace("{name: g}", "{name: g, annotations: {rhumb/ready-when: soon}}");
    let error = bench
        .releases
        .install("demo", draft(&[config_map("a", "{}"), wrong]), &waiting(2))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`soon` compares nothing"), "{error}");
    assert!(bench.live("configmap/a").is_none(), "nothing was changed");
}

#[tokio::test]
async fn the_strategies_wait_for_what_helms_wait_for() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n";
    let paused = deployment("paused", 1, ", testbed/pod: unready")
        .replace("  replicas:", "  paused: true\n  replicas:");
    // One of two may be missing while it is updated, so that Helm 3 does not wait for it.
    let spare = deployment("spare", 2, ", testbed/pod: unready")
        .replace("  replicas:", "  strategy: {rollingUpdate: {maxUnavailable: 2, maxSurge: 0}}\n  replicas:");
    for (name, document, watcher, legacy) in [
        ("balancer", service.to_owned(), true, false),
        ("paused", paused, true, true),
        ("spare", spare, false, true),
        ("plain", deployment("plain", 1, ""), true, true),
    ] {
        let bench = Bench::new(name);
        let chart = bench.chart("demo", "1.0.0", &[("a.yaml", &document)]);
        for (strategy, word, succeeds) in
            [(WaitStrategy::Watcher, "watcher", watcher), (WaitStrategy::Legacy, "legacy", legacy)]
        {
            let seconds = if succeeds { 60 } else { 4 };
            let options =
                Options { wait: strategy, timeout: Duration::from_secs(seconds), ..Options::default() };
            let ours = bench.releases.install("ours", draft(std::slice::from_ref(&document)), &options).await;
            assert_eq!(ours.is_ok(), succeeds, "rhumb, {name}, {word}: {ours:?}");
            bench.releases.uninstall("ours", &Default::default()).await.unwrap();
            let wait = format!("--wait={word}");
            let timeout = format!("--timeout={seconds}s");
            let helms = bench.helm_output(&["install", "helms", chart.to_str().unwrap(), &wait, &timeout]);
            assert_eq!(helms.status.success(), succeeds, "helm, {name}, {word}: {helms:?}");
            bench.helm(&["uninstall", "helms"]);
        }
    }
}
