//! Dependencies from real servers: a registry, a classic repository, TLS with an authority of our own.

use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use end_to_end::{Desk, Registry};
use testbed::{Process, free_port};

use crate::registry::published;

/// A chart with one dependency called `demo`.
fn shop(desk: &Desk, repository: &str) {
    let dependency = format!("dependencies:\n- name: demo\n  version: ~0.1\n  repository: '{repository}'\n");
    desk.write("shop/Chart.yaml", &format!("apiVersion: v2\nname: shop\nversion: 1.0.0\n{dependency}"));
}

fn lock(desk: &Desk) -> String {
    let lock = desk.read("shop/Chart.lock");
    lock.lines().filter(|line| !line.starts_with("generated:")).collect::<Vec<_>>().join("\n")
}

/// Fetches with both, and sees the same archive and the same lock.
fn fetched_alike(desk: &Desk, flags: &[&str]) {
    let archive = desk.path().join("shop/charts/demo-0.1.0.tgz");
    let mut seen = vec![];
    for verb in ["update", "build"] {
        let words = [&["dependency", verb, "shop"], flags].concat();
        desk.helm(&words).ok();
        seen.push((lock(desk), std::fs::read(&archive).unwrap()));
        std::fs::remove_dir_all(desk.path().join("shop/charts")).unwrap();
        desk.rhumb(&words).ok();
        seen.push((lock(desk), std::fs::read(&archive).unwrap()));
        std::fs::remove_dir_all(desk.path().join("shop/charts")).unwrap();
    }
    assert!(
        seen.windows(2).all(|pair| pair[0] == pair[1]),
        "{:?}",
        seen.iter().map(|it| &it.0).collect::<Vec<_>>()
    );
}

#[test]
fn from_a_registry_and_from_a_repository() {
    let desk = Desk::new();
    let registry = Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    published(&desk, &registry, "demo");
    shop(&desk, &format!("oci://{}/charts", registry.address()));
    fetched_alike(&desk, &["--plain-http"]);
    let url = format!("http://{}/charts", registry.address());
    desk.rhumb(&["repo", "add", "ours", &url]).ok();
    for repository in [&url[..], "@ours", "alias:ours"] {
        shop(&desk, repository);
        fetched_alike(&desk, &[]);
    }
    shop(&desk, "@theirs");
    desk.rhumb(&["dependency", "update", "shop"]).fails(3).complains("theirs").complains("hint: ");
}

/// A certificate of an authority that nobody else knows.
fn certificates(desk: &Desk) {
    let mut authority = rcgen::CertificateParams::default();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_key = rcgen::KeyPair::generate().unwrap();
    desk.write("ca.crt", &authority.self_signed(&authority_key).unwrap().pem());
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let server = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    desk.write("server.crt", &server.signed_by(&key, &issuer).unwrap().pem());
    desk.write("server.key", &key.serialize_pem());
}

#[test]
fn over_tls_with_an_authority_of_our_own() {
    let desk = Desk::new();
    certificates(&desk);
    let address = format!("127.0.0.1:{}", free_port().unwrap());
    desk.write(
        "registry.yml",
        &format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: data}}}}\n\
             http: {{addr: '{address}', tls: {{certificate: server.crt, key: server.key}}}}\n"
        ),
    );
    let mut command = Command::new(testbed::docker_registry().unwrap());
    command.current_dir(desk.path()).args(["serve", "registry.yml"]);
    let mut registry = Process::spawn(command, &desk.path().join("registry.log")).unwrap();
    let connect = || TcpStream::connect(&address).map(drop).map_err(|error| error.to_string());
    registry.ready(Duration::from_secs(60), connect).unwrap();
    desk.helm(&["create", "demo"]).ok();
    desk.rhumb(&["package", "demo"]).ok();
    let repository = format!("oci://{address}/charts");
    let push = ["push", "demo-0.1.0.tgz", &repository];
    desk.rhumb(&push).fails(8).complains("certificate").complains("hint: ");
    desk.rhumb(&[&push[..], &["--ca-file", "none.crt"]].concat()).fails(3).complains("none.crt");
    desk.rhumb(&[&push[..], &["--ca-file", "ca.crt"]].concat()).ok();
    desk.rhumb(&[&push[..], &["--insecure-skip-tls-verify"]].concat()).ok();
    shop(&desk, &repository);
    fetched_alike(&desk, &["--ca-file", "ca.crt"]);
    desk.rhumb(&["dependency", "update", "shop"]).fails(8);
}
