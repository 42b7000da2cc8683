//! Whom a kubeconfig trusts.

use std::time::Duration;

use end_to_end::Desk;
use testbed::{Namespace, Process};

use super::{Way, desk, namespace, tls_front};

/// kubectl as a server that asks the API server as the administrator, and its address.
fn open_server(desk: &Desk, namespace: &Namespace) -> (Process, String) {
    let mut command = namespace.kubectl().unwrap();
    command.args(["proxy", "--port=0"]);
    let log = desk.path().join("kubectl.log");
    let mut server = Process::spawn(command, &log).unwrap();
    let address = || {
        let log = std::fs::read_to_string(&log).unwrap_or_default();
        let line = log.lines().find_map(|line| line.strip_prefix("Starting to serve on "));
        line.map(str::to_owned).ok_or(log)
    };
    let address = server.ready(Duration::from_secs(60), address).unwrap();
    (server, address)
}

/// Helm takes the certificate of an authority from a server, and rhumb does if the kubeconfig names that very one.
#[test]
fn a_cluster_that_is_its_own_authority() {
    let namespace = namespace("own-authority");
    let desk = desk(&namespace);
    crate::tls::certificates(&desk);
    crate::tls::own_authority(&desk);
    let way = Way::to(namespace.plane());
    let (_server, address) = open_server(&desk, &namespace);
    let front = tls_front(&desk, &address);
    let trusts = |authority: &str, more: &str| {
        let cluster = format!("server: https://{front}\ncertificate-authority: {authority}{more}");
        desk.write("kubeconfig", &Way::kubeconfig(&cluster, &way.user()));
    };
    trusts("server.crt", "");
    desk.helm(&["list"]).ok();
    desk.rhumb(&["list", "-o", "json"]).ok().says("[]");
    // Its name still has to be the one that is asked for.
    trusts("server.crt", "\ntls-server-name: another.example");
    desk.rhumb(&["list"]).fails(8).complains("another.example");
    // Another authority does not vouch for it.
    trusts("ours.pem", "");
    desk.helm(&["list"]).fails(1);
    desk.rhumb(&["list"]).fails(8).complains("certificate");
}
