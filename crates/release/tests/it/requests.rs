//! How many requests an operation sends, and over how many connections.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use release::operation::{Options, RollbackOptions, UninstallOptions};
use testbed::{ControlPlane, Fate, Gateway, Proxy, Request};

use crate::harness::{Bench, config_map, draft};

/// The requests about config maps since the last look: reads, dry runs, writes; and all others, but for what is done to the
/// Lease of the lock once it is there: it beats as long as it takes. What a server in trouble did not answer is sent again.
fn count(proxy: &Proxy, seen: &mut usize) -> (usize, usize, usize, usize) {
    let all = proxy.requests();
    let answered = all[*seen..].iter().filter(|request| !request.failed());
    let new: Vec<&Request> = answered.collect();
    *seen = all.len();
    let about = |request: &&&Request| request.path.contains("/configmaps");
    let of = |what: fn(&Request) -> bool| new.iter().filter(about).filter(|request| what(request)).count();
    (
        of(|request| request.method == "GET"),
        of(|request| request.path.contains("dryRun=All")),
        of(Request::is_write),
        new.iter().filter(|request| !about(request) && !request.path.contains("/leases/")).count(),
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
    assert!(others <= 8, "install sends {others} requests besides");

    let releases = bench.through(proxy.kubeconfig());
    let begun = releases.begin_upgrade("demo").await.unwrap();
    releases.upgrade(begun, maps("{k: two}"), &Options::default()).await.unwrap();
    let (reads, tried, written, others) = count(&proxy, &mut seen);
    assert_eq!((reads, tried, written), (1, 20, 20), "upgrade");
    assert!(others <= 13, "upgrade sends {others} requests besides");

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

/// Passes on what is sent to an address, and counts the connections.
fn relay(address: String) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::Relaxed);
            let server = TcpStream::connect(&address).unwrap();
            let ways = [(client.try_clone(), server.try_clone()), (Ok(server), Ok(client))];
            for (from, to) in ways {
                let (mut from, mut to) = (from.unwrap(), to.unwrap());
                to.set_nodelay(true).unwrap();
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            }
        }
    });
    (port, count)
}

#[tokio::test]
async fn all_share_one_connection() {
    let bench = Bench::new("connections");
    let config = std::fs::read_to_string(ControlPlane::shared().unwrap().kubeconfig()).unwrap();
    let server = config.lines().find_map(|line| line.trim().strip_prefix("server: https://")).unwrap();
    let (port, connections) = relay(server.to_owned());
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    std::fs::write(&kubeconfig, config.replace(server, &format!("127.0.0.1:{port}"))).unwrap();
    let maps: Vec<_> = (0..20).map(|n| config_map(&format!("m-{n}"), "{k: one}")).collect();
    bench.through(&kubeconfig).install("demo", draft(&maps), &Options::default()).await.unwrap();
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}
