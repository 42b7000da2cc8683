//! What goes wrong between us and the API server.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use release::Error;
use release::operation::{Options, Releases, UninstallOptions};
use testbed::{ControlPlane, Fate, Gateway, Proxy, Request};

use crate::harness::{Bench, config_map, draft, job_hook, newest, states, waiting};

fn gateway() -> Gateway {
    Gateway::open(ControlPlane::shared().unwrap()).unwrap()
}

/// Upgrades through a proxy and looks at the outcome.
async fn upgrade(bench: &Bench, name: &str, proxy: &Proxy) -> Result<(), Error> {
    let releases = bench.through(proxy.kubeconfig());
    let begun = releases.begin_upgrade(name).await?;
    let documents =
        [config_map(&format!("{name}-a"), "{k: two}"), config_map(&format!("{name}-c"), "{k: two}")];
    releases.upgrade(begun, draft(&documents), &Options::default()).await.map(drop)
}

async fn install(bench: &Bench, name: &str) {
    let documents = [
        config_map(&format!("{name}-a"), "{k: one, old: 'yes'}"),
        config_map(&format!("{name}-b"), "{k: one}"),
    ];
    bench.releases.install(name, draft(&documents), &Options::default()).await.unwrap();
}

/// Spoils each request of an upgrade once, one run for each, and wants the upgrade to succeed all the same.
async fn survives(prefix: &str, fate: fn(&Request) -> Fate) {
    let bench = Bench::new(prefix);
    let gateway = gateway();
    install(&bench, "whole").await;
    let proxy = gateway.proxy(|_| Fate::Pass).unwrap();
    upgrade(&bench, "whole", &proxy).await.unwrap();
    for number in 1..=proxy.requests().len() {
        let name = format!("r{number}");
        install(&bench, &name).await;
        let rule = move |request: &Request| {
            if request.number == number { fate(request) } else { Fate::Pass }
        };
        let proxy = gateway.proxy(rule).unwrap();
        let result = upgrade(&bench, &name, &proxy).await;
        let request = proxy.requests().into_iter().find(|request| request.number == number).unwrap();
        let case = format!("request {number}, {} {}", request.method, request.path);
        assert!(result.is_ok(), "{case}: {}", result.unwrap_err());
        assert_eq!(states(&bench, &name).await, ["1 superseded", "2 deployed"], "{case}");
        let live = bench.live(&format!("configmap/{name}-a")).unwrap();
        assert_eq!(live["data"], serde_json::json!({"k": "two"}), "{case}");
        assert!(bench.live(&format!("configmap/{name}-b")).is_none(), "{case}");
        assert!(bench.live(&format!("lease/rhumb.{name}")).is_none(), "{case}: the lock stayed");
    }
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    survives("busy", |_| {
        let mut fate = Fate::status(429, "TooManyRequests", "busy");
        if let Fate::Answer { headers, .. } = &mut fate {
            headers.push(("retry-after".into(), "0".into()));
        }
        fate
    })
    .await;
}

#[tokio::test]
async fn the_server_says_when_to_come_again() {
    let bench = Bench::new("later");
    install(&bench, "demo").await;
    let at = Arc::new(Mutex::new(vec![]));
    let seen = Arc::clone(&at);
    let gateway = gateway();
    let proxy = gateway.proxy(move |request| {
        let mut seen = seen.lock().unwrap();
        if request.path != "/version" {
            return Fate::Pass;
        }
        seen.push(Instant::now());
        // As the server's own filter answers: in plain text.
        let headers = vec![("retry-after".into(), "2".into())];
        if seen.len() == 1 { Fate::Answer { status: 429, headers, body: "busy".into() } } else { Fate::Pass }
    });
    let proxy = proxy.unwrap();
    bench.through(proxy.kubeconfig()).begin_upgrade("demo").await.unwrap();
    let at = at.lock().unwrap();
    assert!(at[1] - at[0] >= Duration::from_secs(2), "{:?}", at[1] - at[0]);
}

#[tokio::test]
async fn an_error_of_the_server_is_survived() {
    survives("error", |_| Fate::status(500, "InternalError", "etcdserver: leader changed")).await;
}

#[tokio::test]
async fn a_connection_that_breaks_before_is_survived() {
    survives("broken", |_| Fate::Drop).await;
}

#[tokio::test]
async fn a_connection_that_breaks_after_is_survived() {
    survives("unknown", |_| Fate::DropAnswer).await;
}

#[tokio::test]
async fn an_object_that_changes_meanwhile_is_looked_at_anew() {
    let bench = Bench::new("moving");
    let chart = bench.chart("demo", "1.0.0", &[("a.yaml", &config_map("demo-a", "{k: one, old: 'yes'}"))]);
    bench.helm(&["install", "demo", chart.to_str().unwrap(), "--server-side=false"]);
    let count = AtomicUsize::new(0);
    let gateway = gateway();
    let proxy = gateway.proxy(move |request| {
        let moves = request.is_write()
            && request.path.contains("/configmaps/")
            && String::from_utf8_lossy(&request.body).contains("managedFields");
        if moves && count.fetch_add(1, Ordering::SeqCst) < 2 {
            return Fate::status(
                409,
                "Conflict",
                "the object has been modified; please apply your changes to the latest",
            );
        }
        Fate::Pass
    });
    let proxy = proxy.unwrap();
    upgrade(&bench, "demo", &proxy).await.unwrap();
    assert_eq!(bench.live("configmap/demo-a").unwrap()["data"], serde_json::json!({"k": "two"}));
}

#[tokio::test]
async fn a_watch_that_ends_begins_again() {
    let bench = Bench::new("watch");
    let count = Arc::new(AtomicUsize::new(0));
    let watches = Arc::clone(&count);
    let gateway = gateway();
    let proxy = gateway.proxy(move |request| {
        if !request.is_watch() {
            return Fate::Pass;
        }
        match watches.fetch_add(1, Ordering::SeqCst) {
            // It ends in order, it breaks, its version is too old.
            0 => Fate::Answer { status: 200, headers: vec![], body: String::new() },
            1 => Fate::Drop,
            2 => Fate::status(410, "Expired", "too old resource version"),
            _ => Fate::Pass,
        }
    });
    let proxy = proxy.unwrap();
    let mut documents = draft(&[config_map("a", "{}")]);
    // Jobs take a second.
    documents.hooks = ["one", "two", "three", "four"].map(|name| job_hook(name, &["pre-install"], "")).into();
    bench.through(proxy.kubeconfig()).install("demo", documents, &waiting(60)).await.unwrap();
    assert!(newest(&bench, "demo").await.hooks.iter().all(|hook| hook.last_run.phase == "Succeeded"));
    assert!(count.load(Ordering::SeqCst) > 3, "too little was watched");
}

#[tokio::test]
async fn an_expired_token_is_asked_for_again() {
    let bench = Bench::new("token");
    install(&bench, "demo").await;
    let folder = tempfile::tempdir().unwrap();
    let (count, script) = (folder.path().join("count"), folder.path().join("plugin"));
    let text = format!(
        "#!/bin/sh\necho x >> {count}\nn=$(wc -l < {count} | tr -d ' ')\n\
         printf '{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\
         \"status\":{{\"token\":\"token-%s\"}}}}' \"$n\"\n",
        count = count.display()
    );
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    // The first token expires in the middle: nobody takes it after the tenth request.
    let gateway = gateway();
    let first = Mutex::new(None);
    let proxy = gateway.proxy(move |request| {
        let mut first = first.lock().unwrap();
        let old = first.get_or_insert_with(|| request.token().map(str::to_owned)).as_deref();
        let expired = request.number > 10 && request.token() == old;
        if expired { Fate::status(401, "Unauthorized", "Unauthorized") } else { Fate::Pass }
    });
    let proxy = proxy.unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    let text = format!(
        "apiVersion: v1\nkind: Config\nclusters:\n- {{name: c, cluster: {{server: '{}'}}}}\nusers:\n- name: u\n  user:\n    \
         exec: {{apiVersion: client.authentication.k8s.io/v1, command: '{}', interactiveMode: Never}}\n\
         contexts:\n- {{name: c, context: {{cluster: c, user: u}}}}\ncurrent-context: c\n",
        proxy.url(),
        script.display()
    );
    std::fs::write(&kubeconfig, text).unwrap();
    let releases: Releases = bench.through(&kubeconfig);
    let begun = releases.begin_upgrade("demo").await.unwrap();
    releases.upgrade(begun, draft(&[config_map("demo-a", "{k: two}")]), &Options::default()).await.unwrap();
    assert_eq!(states(&bench, "demo").await, ["1 superseded", "2 deployed"]);
    let refused = proxy.requests().iter().filter(|request| request.token() == Some("token-1")).count();
    assert!(refused > 10, "it did not expire in the middle");
    // Credentials that stay wrong are an error.
    let proxy = gateway.proxy(|_| Fate::status(401, "Unauthorized", "Unauthorized")).unwrap();
    let releases = bench.through(proxy.kubeconfig());
    let error = releases.uninstall("demo", &UninstallOptions::default()).await.unwrap_err();
    assert_eq!(error.diagnostic().kind, diagnostic::Kind::Unauthorized, "{error}");
}
