//! From within a pod of the cluster.

use std::path::Path;

use end_to_end::{Desk, Run, rhumb};

use super::{Way, namespace, reader};

/// Runs rhumb where the service account's files lie as in a pod, seen by it alone.
fn rhumb_in_a_pod(desk: &Desk, arguments: &[&str]) -> Run {
    let script = "mount -t tmpfs tmpfs /var/run && mkdir -p /var/run/secrets/kubernetes.io && \
                  cp -r serviceaccount /var/run/secrets/kubernetes.io/ && exec \"$@\"";
    let rhumb = rhumb().display().to_string();
    let words = ["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", &rhumb];
    desk.run(Path::new("unshare"), &[&words[..], arguments].concat(), "")
}

#[test]
fn a_pod_uses_its_service_account() {
    let namespace = namespace("pod");
    let way = Way::to(namespace.plane());
    let (host, port) = way.address().split_once(':').unwrap();
    let desk = Desk::new().with("KUBERNETES_SERVICE_HOST", host).with("KUBERNETES_SERVICE_PORT", port);
    desk.write("serviceaccount/token", &reader(&namespace));
    desk.write("serviceaccount/namespace", namespace.name());
    desk.write("serviceaccount/ca.crt", &std::fs::read_to_string(&way.authority).unwrap());
    // The namespace is the pod's, and the rights are the account's.
    rhumb_in_a_pod(&desk, &["list", "-o", "json"]).ok().says("[]");
    let run = rhumb_in_a_pod(&desk, &["list", "--namespace", "default"]);
    run.fails(9).complains(&format!("system:serviceaccount:{}:reader", namespace.name()));
    // A kubeconfig wins.
    desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), &way.user()));
    rhumb_in_a_pod(&desk, &["list", "--namespace", "default", "--kubeconfig", "kubeconfig"]).ok();
}
