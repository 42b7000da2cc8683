//! Registries that cannot be reached, refuse, or send something else than they should.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use end_to_end::{Desk, Registry};

use crate::registry::{HTPASSWD, published};

#[test]
fn an_unreachable_registry() {
    let desk = Desk::new();
    let address = format!("127.0.0.1:{}", testbed::free_port().unwrap());
    let run = desk.rhumb(&["pull", &format!("oci://{address}/charts/demo"), "--plain-http"]);
    run.fails(8).complains(&format!("cannot reach {address}")).complains("hint: is ").complains("running");
}

#[test]
fn wrong_credentials() {
    let desk = Desk::new();
    desk.write("htpasswd", HTPASSWD);
    let arguments = ["--htpasswd", "htpasswd", "--protect", "all"];
    let registry = Registry::start(&desk, &desk.path().join("data"), &arguments).unwrap();
    let chart = format!("oci://{}/charts/demo", registry.address());
    desk.rhumb(&["pull", &chart, "--plain-http"]).fails(9).complains("hint: ").complains("registry login");
    let login = ["registry", "login", registry.address(), "--plain-http", "-u", "ada", "-p", "wrong"];
    desk.rhumb(&login).fails(9).complains(registry.address()).complains("hint: user name or password");
}

#[test]
fn a_chart_that_is_not_there() {
    let desk = Desk::new();
    let registry = Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    let none = format!("oci://{}/charts/none", registry.address());
    desk.rhumb(&["pull", &none, "--plain-http"])
        .fails(3)
        .complains("charts/none")
        .complains("hint: check the name");
    let chart = published(&desk, &registry, "demo");
    let run = desk.rhumb(&["pull", &chart, "--version", "9.9.9", "--plain-http"]);
    run.fails(3).complains("9.9.9");
}

#[test]
fn data_in_a_file() {
    let desk = Desk::new();
    desk.write("data", "");
    desk.rhumb(&["serve", "--data", "data", "--listen", "127.0.0.1:0"])
        .fails(2)
        .complains("data is a file")
        .complains("hint: name a folder");
}

#[test]
fn an_address_to_listen_on() {
    let desk = Desk::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let serve = |address: &str| desk.rhumb(&["serve", "--data", "data", "--listen", address]);
    serve("5000").fails(2).complains("cannot listen on 5000").complains("hint: write --listen ADDRESS:PORT");
    // No machine has an address that is kept for documentation.
    serve("192.0.2.1:0").fails(2).complains("hint: this machine has no such address");
    let address = taken.local_addr().unwrap().to_string();
    serve(&address).fails(7).complains("hint: another program has this port");
}

/// A registry whose chart is not what its digest says.
#[test]
fn a_digest_mismatch() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let request = lines.next().unwrap().unwrap();
            let _headers: Vec<_> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
            let body = if request.contains("/manifests/") { MANIFEST } else { "not what was promised" };
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.oci.image.manifest.v1+json\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{}",
                body.len(),
                if request.starts_with("HEAD") { "" } else { body }
            )
            .unwrap();
        }
    });
    let desk = Desk::new();
    let chart = format!("oci://{address}/charts/demo");
    let run = desk.rhumb(&["pull", &chart, "--version", "1.0.0", "--plain-http"]);
    run.fails(10).complains("digest").complains("sha256:").complains("hint: ");
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 0, "nothing unverified is left behind");
}

const MANIFEST: &str = r#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:8d5a0d6bf6d3e1bbd1a9f6d7a3a4f0e0c0cf0d2a1be6a4d6e7f8091a2b3c4d5e","size":21},"layers":[{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"sha256:0d5a0d6bf6d3e1bbd1a9f6d7a3a4f0e0c0cf0d2a1be6a4d6e7f8091a2b3c4d5e","size":21}]}"#;
