//! What goes wrong between us and the API server.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use release::Error;
use release::cluster::Resource;
use release::drift::Ignored;
use release::object::ObjectRef;
use release::operation::{Options, Releases, RollbackOptions, UninstallOptions};
use release::record::Status;
use serde_json::{Value, json};
use testbed::{ControlPlane, Fate, Gateway, Proxy, Request};

use crate::harness::{Bench, config_map, draft, eventually, states, waiting};

fn gateway() -> Gateway {
    Gateway::open(ControlPlane::shared().unwrap()).unwrap()
}

/// What is disturbed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Operation {
    Install,
    Upgrade,
    Rollback,
    Uninstall,
}

use Operation::{Install, Rollback, Uninstall, Upgrade};

impl Operation {
    /// Carries it out; `again` after it had failed.
    async fn run(self, releases: &Releases, name: &str, again: bool) -> Result<(), Error> {
        let options = Options::default();
        let map = |which: &str, data: &str| config_map(&format!("{name}-{which}"), data);
        match self {
            Install => {
                let documents = [map("a", "{k: one, old: 'yes'}"), map("b", "{k: one}")];
                let options = Options { replace: again, ..options };
                Box::pin(releases.install(name, draft(&documents), &options)).await.map(drop)
            }
            Upgrade => {
                let begun = releases.begin_upgrade(name).await?;
                let documents = [map("a", "{k: two}"), map("c", "{k: two}")];
                Box::pin(releases.upgrade(begun, draft(&documents), &options)).await.map(drop)
            }
            Rollback => {
                let how = RollbackOptions { revision: Some(1), options };
                Box::pin(releases.rollback(name, &how)).await.map(drop)
            }
            Uninstall => Box::pin(releases.uninstall(name, &UninstallOptions::default())).await.map(drop),
        }
    }

    /// What comes before.
    fn before(self) -> &'static [Self] {
        match self {
            Install => &[],
            Upgrade | Uninstall => &[Install],
            Rollback => &[Install, Upgrade],
        }
    }

    /// The data of the objects that it ends in.
    fn outcome(self) -> [Value; 3] {
        match self {
            Install | Rollback => [json!({"k": "one", "old": "yes"}), json!({"k": "one"}), json!(null)],
            Upgrade => [json!({"k": "two"}), json!(null), json!({"k": "two"})],
            Uninstall => [json!(null), json!(null), json!(null)],
        }
    }
}

/// A release that something is done to while a request is spoilt.
struct Case<'a> {
    bench: &'a Bench,
    operation: Operation,
    name: String,
}

impl<'a> Case<'a> {
    async fn new(bench: &'a Bench, operation: Operation, name: String) -> Self {
        let name = format!("{operation:?}-{name}").to_lowercase();
        for before in operation.before() {
            Box::pin(before.run(&bench.releases, &name, false)).await.unwrap();
        }
        Self { bench, operation, name }
    }

    async fn run(&self, proxy: &Proxy, again: bool) -> Result<(), Error> {
        // A test's thread has a small stack.
        Box::pin(self.operation.run(&self.bench.through(proxy.kubeconfig()), &self.name, again)).await
    }

    /// Looks at the outcome; `failed` revisions may lie before the last one.
    async fn check(&self, case: &str, failed: bool) {
        let Self { bench, operation, name } = self;
        let history = bench.releases.history(name).await.unwrap();
        let mut states: Vec<&str> = history.entries.iter().map(|entry| entry.status.as_str()).collect();
        if failed {
            states.retain(|state| *state != "failed");
        }
        let expected: &[&str] = match operation {
            Install => &["deployed"],
            Upgrade => &["superseded", "deployed"],
            Rollback => &["superseded", "superseded", "deployed"],
            Uninstall => &[],
        };
        assert_eq!(states, expected, "{case}");
        // Hundreds of reads: a kubectl for each would take most of the test's time.
        let cluster = bench.releases.cluster();
        let read = async |resource: Resource, name: String| {
            let (api_version, kind) = (resource.api_version(), resource.kind.clone());
            let namespace = Some(bench.namespace.name().to_owned());
            cluster.get(&resource, &ObjectRef { api_version, kind, namespace, name }).await.unwrap()
        };
        for (which, expected) in ["a", "b", "c"].iter().zip(operation.outcome()) {
            let map = Resource::core("ConfigMap", "configmaps", true);
            let live = read(map, format!("{name}-{which}")).await;
            assert_eq!(live.map_or(Value::Null, |live| live["data"].clone()), expected, "{case}: {which}");
        }
        let lease =
            Resource { group: "coordination.k8s.io".into(), ..Resource::core("Lease", "leases", true) };
        assert!(read(lease, format!("rhumb.{name}")).await.is_none(), "{case}: the lock stayed");
    }
}

async fn install(bench: &Bench, name: &str) {
    Install.run(&bench.releases, name, false).await.unwrap();
}

/// Which requests are spoilt.
#[derive(Clone, Copy, PartialEq)]
enum Extent {
    /// All of an upgrade, and every second write of the other operations, which share most of its way.
    Part,
    /// All of all operations.
    All,
}

/// Spoils requests, one run for each. What a run comes to is told with the case and its words.
async fn spoil(
    prefix: &str,
    extent: Extent,
    fate: fn(&Request) -> Fate,
    mut look: impl AsyncFnMut(&Case<'_>, &Proxy, Result<(), Error>, &str),
) {
    let bench = Bench::new(prefix);
    let gateway = gateway();
    let mut spoilt = 0;
    for operation in [Install, Upgrade, Rollback, Uninstall] {
        let whole = Case::new(&bench, operation, "whole".into()).await;
        let proxy = gateway.proxy(|_| Fate::Pass).unwrap();
        whole.run(&proxy, false).await.unwrap();
        let mut requests = proxy.requests();
        if extent == Extent::Part && operation != Upgrade {
            requests.retain(Request::is_write);
            requests = requests.into_iter().step_by(2).collect();
        }
        for Request { number, .. } in requests {
            let one = Case::new(&bench, operation, format!("r{number}")).await;
            let rule = move |request: &Request| {
                if request.number == number { fate(request) } else { Fate::Pass }
            };
            let proxy = gateway.proxy(rule).unwrap();
            let result = one.run(&proxy, false).await;
            let Some(request) = proxy.requests().into_iter().find(|request| request.number == number) else {
                // The lock beats as long as an operation takes: a slow one sends more than a quick one.
                assert!(result.is_ok(), "{operation:?}: {}", result.unwrap_err());
                continue;
            };
            spoilt += 1;
            let case = format!("{operation:?}, request {number}, {} {}", request.method, request.path);
            look(&one, &proxy, result, &case).await;
        }
    }
    assert!(spoilt >= 20, "only {spoilt} requests were spoilt");
}

/// Spoils requests, and wants the operation to succeed all the same.
async fn survives(prefix: &str, extent: Extent, fate: fn(&Request) -> Fate) {
    spoil(prefix, extent, fate, async |one, _, result, case| {
        assert!(result.is_ok(), "{case}: {}", result.unwrap_err());
        one.check(case, false).await;
    })
    .await;
}

fn busy(_: &Request) -> Fate {
    let mut fate = Fate::status(429, "TooManyRequests", "busy");
    if let Fate::Answer { headers, .. } = &mut fate {
        headers.push(("retry-after".into(), "0".into()));
    }
    fate
}

fn in_trouble(_: &Request) -> Fate {
    Fate::status(500, "InternalError", "etcdserver: leader changed")
}

fn expired(_: &Request) -> Fate {
    Fate::status(401, "Unauthorized", "Unauthorized")
}

#[tokio::test]
#[ignore = "about three hundred and fifty runs: minutes"]
async fn any_request_may_be_spoilt() {
    for fate in [busy, in_trouble, expired, |_: &Request| Fate::Drop, |_: &Request| Fate::DropAnswer] {
        survives("all", Extent::All, fate).await;
    }
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    survives("busy", Extent::Part, busy).await;
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
    survives("error", Extent::Part, in_trouble).await;
}

#[tokio::test]
async fn a_connection_that_breaks_before_is_survived() {
    survives("broken", Extent::Part, |_| Fate::Drop).await;
}

#[tokio::test]
async fn a_connection_that_breaks_after_is_survived() {
    survives("unknown", Extent::Part, |_| Fate::DropAnswer).await;
}

#[tokio::test]
async fn credentials_that_expire_are_renewed() {
    survives("expired", Extent::Part, expired).await;
}

#[tokio::test]
async fn a_lost_race_is_run_again_or_told() {
    let fate = |_: &Request| overtaken();
    spoil("race", Extent::Part, fate, async |one, proxy, result, case| {
        let failed = result.is_err();
        if let Err(error) = result {
            assert_eq!(error.diagnostic().kind, diagnostic::Kind::Conflict, "{case}: {error}");
            let again = one.run(proxy, true).await;
            assert!(again.is_ok(), "{case}: {error}; again: {}", again.unwrap_err());
        }
        one.check(case, failed).await;
    })
    .await;
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
            return overtaken();
        }
        Fate::Pass
    });
    let proxy = proxy.unwrap();
    Upgrade.run(&bench.through(proxy.kubeconfig()), "demo", false).await.unwrap();
    assert_eq!(bench.live("configmap/demo-a").unwrap()["data"], json!({"k": "two"}));
}

/// The answer to a change of what somebody else has changed meanwhile.
fn overtaken() -> Fate {
    Fate::status(
        409,
        "Conflict",
        "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest",
    )
}

#[tokio::test]
async fn a_controller_that_writes_meanwhile_does_not_stop_a_fix() {
    let bench = Bench::new("fix");
    install(&bench, "demo").await;
    bench.namespace.run(&["annotate", "configmap/demo-a", "note=mine"], "").unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let lost = Arc::clone(&count);
    let gateway = gateway();
    let proxy = gateway.proxy(move |request| {
        let removes = request.is_write() && String::from_utf8_lossy(&request.body).contains("\"note\":null");
        if removes && lost.fetch_add(1, Ordering::SeqCst) == 0 {
            return overtaken();
        }
        Fate::Pass
    });
    let proxy = proxy.unwrap();
    bench.through(proxy.kubeconfig()).fix("demo", &Ignored::default()).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert!(bench.live("configmap/demo-a").unwrap()["metadata"]["annotations"]["note"].is_null());
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
    let annotated = "x\n  annotations: {rhumb/ready-when: .data.done = yes}";
    let map = config_map("x", "{done: 'no'}").replacen('x', annotated, 1);
    let releases = bench.through(proxy.kubeconfig());
    let (documents, options) = (draft(&[map]), waiting(60));
    let done = async {
        eventually("the fourth watch", async || count.load(Ordering::SeqCst) > 3).await;
        let patch = r#"{"data":{"done":"yes"}}"#;
        bench.namespace.run(&["patch", "configmap", "x", "--patch", patch], "").unwrap();
    };
    let (installed, ()) = tokio::join!(releases.install("demo", documents, &options), done);
    assert_eq!(installed.unwrap().info.status, Status::Deployed);
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
