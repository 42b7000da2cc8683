//! How many requests an operation sends.

use release::operation::{Options, RollbackOptions, UninstallOptions};
use testbed::{ControlPlane, Fate, Gateway, Proxy, Request};

use crate::harness::{Bench, config_map, draft};

/// The requests about config maps since the last look: reads, dry runs, writes; and all others.
fn count(proxy: &Proxy, seen: &mut usize) -> (usize, usize, usize, usize) {
    let all = proxy.requests();
    let new = &all[*seen..];
    *seen = all.len();
    let about = |request: &&Request| request.path.contains("/configmaps");
    let of = |what: fn(&Request) -> bool| new.iter().filter(about).filter(|request| what(request)).count();
    (
        of(|request| request.method == "GET"),
        of(|request| request.path.contains("dryRun=All")),
        of(Request::is_write),
        new.iter().filter(|request| !about(request)).count(),
    )
}

#[tokio::test]
async fn each_object_is_tried_and_written_once() {
    let bench = Bench::new("requests");
    let gateway = Gateway::open(ControlPlane::shared().unwrap()).unwrap();
    let proxy = gateway.proxy(|_| Fate::Pass).unwrap();
    let maps = |data: &str| draft(&(0..20).map(|n| config_map(&format!("m-{n}"), data)).collect::<Vec<_>>());
    let mut seen = 0;
    // Each from a fresh start, as the command line does it.
    bench.through(proxy.kubeconfig()).install("demo", maps("{k: one}"), &Options::default()).await.unwrap();
    let (reads, tried, written, others) = count(&proxy, &mut seen);
    assert_eq!((reads, tried, written), (1, 20, 20), "install");
    assert!(others <= 10, "install sends {others} requests besides");

    let releases = bench.through(proxy.kubeconfig());
    let begun = releases.begin_upgrade("demo").await.unwrap();
    releases.upgrade(begun, maps("{k: two}"), &Options::default()).await.unwrap();
    let (reads, tried, written, others) = count(&proxy, &mut seen);
    assert_eq!((reads, tried, written), (1, 20, 20), "upgrade");
    assert!(others <= 15, "upgrade sends {others} requests besides");

    // What is as it should be is tried, and not written.
    let releases = bench.through(proxy.kubeconfig());
    let begun = releases.begin_upgrade("demo").await.unwrap();
    releases.upgrade(begun, maps("{k: two}"), &Options::default()).await.unwrap();
    let (reads, tried, written, _) = count(&proxy, &mut seen);
    assert_eq!((reads, tried, written), (1, 20, 0), "upgrade without a change");

    bench.through(proxy.kubeconfig()).rollback("demo", &RollbackOptions::default()).await.unwrap();
    count(&proxy, &mut seen);
    let how = UninstallOptions::default();
    bench.through(proxy.kubeconfig()).uninstall("demo", &how).await.unwrap();
    let (reads, tried, written, _) = count(&proxy, &mut seen);
    assert_eq!((reads, tried, written), (1, 0, 20), "uninstall");
}
