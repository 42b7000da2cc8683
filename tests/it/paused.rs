//! A rhumb that is stopped in the middle of its work, and goes on after another one has taken its place.

use std::io::Read;
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use end_to_end::{Desk, rhumb};
use serde_json::{Value, json};
use testbed::{ControlPlane, Fate, Gateway, Request};

/// Sends a signal to a process.
fn signal(name: &str, process: u32) {
    let status = Command::new("kill").args([format!("-{name}"), process.to_string()]).status().unwrap();
    assert!(status.success());
}

/// Whether a request writes the first object of the release.
fn writes_the_first(request: &Request) -> bool {
    request.method == "PATCH" && request.path.contains("/configmaps/a?") && !request.path.contains("dryRun")
}

#[test]
fn a_paused_holder_learns_that_its_lock_is_gone_before_it_writes() {
    let plane = ControlPlane::shared().unwrap();
    let namespace = plane.namespace("paused").unwrap();
    let desk = Desk::on(&namespace).with("RHUMB_LEASE_DURATION", "2s");
    desk.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    for (name, after) in [("a", ""), ("b", "ConfigMap/a"), ("c", "ConfigMap/b")] {
        desk.write(
            format!("app/templates/{name}.yaml"),
            &format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, annotations: {{rhumb.io/depends-on: '{after}'}}}}\n\
                 data: {{by: '{{{{ .Values.by }}}}'}}\n"
            ),
        );
    }
    desk.rhumb(&["install", "web", "app", "--set", "by=nobody"]).ok();

    let (tell, told) = channel::<()>();
    let tell: Arc<Mutex<Option<Sender<()>>>> = Arc::new(Mutex::new(Some(tell)));
    let process = Arc::new(Mutex::new(None::<u32>));
    let stopped = Arc::clone(&process);
    let gateway = Gateway::open(plane).unwrap();
    let proxy = gateway.proxy(move |request| {
        let Some(tell) = writes_the_first(request).then(|| tell.lock().unwrap().take()).flatten() else {
            return Fate::Pass;
        };
        let stopped = Arc::clone(&stopped);
        // The object is written, and whoever wrote it is stopped before it knows.
        Fate::Then(Box::new(move || {
            signal("STOP", stopped.lock().unwrap().unwrap());
            tell.send(()).unwrap();
        }))
    });
    let proxy = proxy.unwrap();
    let mut command = desk.command(rhumb());
    command.args(["upgrade", "web", "app", "--set", "by=first"]).env("KUBECONFIG", proxy.kubeconfig());
    let mut first = {
        let mut process = process.lock().unwrap();
        let first = command.spawn().unwrap();
        *process = Some(first.id());
        first
    };
    told.recv_timeout(std::time::Duration::from_secs(60)).unwrap();

    desk.rhumb(&["upgrade", "web", "app", "--set", "by=second"]).ok().says("REVISION: 3");
    let before = proxy.requests().len();
    signal("CONT", first.id());
    let status = first.wait().unwrap();
    let mut said = String::new();
    first.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status.code(), Some(11), "{said}");
    assert!(said.contains("somebody else has taken over \"web\""), "{said}");

    let writes: Vec<String> = proxy.requests()[before..]
        .iter()
        .filter(|request| request.is_write() && !request.path.contains("/leases/"))
        .map(|request| format!("{} {}", request.method, request.path))
        .collect();
    assert_eq!(writes, [""; 0], "it wrote after it had lost the lock");
    for name in ["a", "b", "c"] {
        let live: Value =
            serde_json::from_str(&namespace.get(&format!("configmap/{name}")).unwrap().unwrap()).unwrap();
        assert_eq!(live["data"], json!({"by": "second"}), "{name}");
    }
    let history = desk.rhumb(&["history", "web", "-o", "json"]).ok().json();
    let states: Vec<&str> =
        history.as_array().unwrap().iter().map(|entry| entry["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["superseded", "failed", "deployed"]);
    assert_eq!(namespace.get("lease/rhumb.web").unwrap(), None);
}
