//! Certificates that the registry is given.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair};
use registry::{Config, Event, Events, Tls};

use crate::client::install_provider;
use crate::server::Server;

/// A certificate of 127.0.0.1 and its key, in `NAME.crt` and `NAME.key`.
fn certificate(folder: &Path, name: &str) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    std::fs::write(folder.join(format!("{name}.crt")), certificate.pem()).unwrap();
    std::fs::write(folder.join(format!("{name}.key")), key.serialize_pem()).unwrap();
}

/// A client that trusts one certificate and keeps no connection.
fn trusting(path: &Path) -> reqwest::Client {
    install_provider();
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([reqwest::Certificate::from_pem(&std::fs::read(path).unwrap()).unwrap()])
        .pool_max_idle_per_host(0)
        .build()
        .unwrap()
}

/// Whether a server shows a certificate that the client trusts.
async fn reaches(client: &reqwest::Client, server: &Server) -> bool {
    client.get(format!("https://{}/v2/", server.address)).send().await.is_ok()
}

/// Certificates change while the registry runs: in place, one file after the other, and as a mounted Secret does.
#[tokio::test(flavor = "multi_thread")]
async fn renewed_certificates_are_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["server", "next", "last"] {
        certificate(folder.path(), name);
    }
    let [first, next, last] = ["server.crt", "next.crt", "last.crt"].map(|name| trusting(&path(name)));
    let tls = Tls::open(&path("server.crt"), &path("server.key"), None).unwrap();
    let mut config = Config::new(path("data"));
    config.tls = Some(tls.clone());
    // It is this test that looks.
    config.renewal = Duration::from_secs(3600);
    let server = Server::with(config).await;
    assert!(reaches(&first, &server).await && !reaches(&next, &server).await);
    assert!(!tls.refresh().unwrap(), "nothing has changed");
    // A certificate without its key changes nothing, and is told once.
    std::fs::copy(path("next.crt"), path("server.crt")).unwrap();
    let reason = tls.refresh().unwrap_err().to_string();
    assert!(reason.contains("does not go with --tls-cert"), "{reason}");
    assert!(!tls.refresh().unwrap(), "it is told again");
    assert!(reaches(&first, &server).await);
    std::fs::copy(path("next.key"), path("server.key")).unwrap();
    assert!(tls.refresh().unwrap());
    assert!(reaches(&next, &server).await && !reaches(&first, &server).await);
    for (kind, complete) in [("crt", false), ("key", true)] {
        std::os::unix::fs::symlink(path(&format!("last.{kind}")), path("link")).unwrap();
        std::fs::rename(path("link"), path(&format!("server.{kind}"))).unwrap();
        assert_eq!(tls.refresh().is_ok_and(|renewed| renewed), complete);
    }
    assert!(reaches(&last, &server).await && !reaches(&next, &server).await);
    assert!(!tls.refresh().unwrap());
    server.stop().await;
}

/// The registry looks by itself, again and again, and tells what it finds.
#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_looked_after() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["server", "next"] {
        certificate(folder.path(), name);
    }
    let (told, events) = mpsc::channel();
    let mut config = Config::new(path("data"));
    config.tls = Some(Tls::open(&path("server.crt"), &path("server.key"), None).unwrap());
    config.renewal = Duration::from_millis(20);
    config.events = Events::new(move |event| {
        if matches!(event, Event::CertificatesRenewed | Event::CertificatesUnusable { .. }) {
            told.send(event).unwrap();
        }
    });
    let server = Server::with(config).await;
    let told = || tokio::task::block_in_place(|| events.recv_timeout(Duration::from_secs(60))).unwrap();
    std::fs::rename(path("next.crt"), path("server.crt")).unwrap();
    let Event::CertificatesUnusable { reason } = told() else { panic!("taken without its key") };
    assert!(reason.contains("does not go with --tls-cert"), "{reason}");
    std::fs::rename(path("next.key"), path("server.key")).unwrap();
    // What changes between a look and the reading is read once more: it is told twice at most.
    while told() != Event::CertificatesRenewed {}
    assert!(reaches(&trusting(&path("server.crt")), &server).await);
    server.stop().await;
}

#[test]
fn files_that_hold_something_else_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| std::fs::write(path(name), text).unwrap();
    for name in ["server", "other"] {
        certificate(folder.path(), name);
    }
    write("empty", "");
    let open = |certificate: &str, key: &str, clients: Option<&str>| {
        Tls::open(&path(certificate), &path(key), clients.map(path).as_deref()).map(drop)
    };
    open("server.crt", "server.key", Some("other.crt")).unwrap();
    for (answer, expected) in [
        (open("gone", "server.key", None), "cannot read "),
        (open("server.crt", "gone", None), "cannot read "),
        (open("server.key", "server.key", None), "holds no certificate"),
        (open("server.crt", "server.crt", None), "holds no key"),
        (open("server.crt", "other.key", None), "does not go with --tls-cert"),
        (open("server.crt", "server.key", Some("empty")), "tls-client-ca: "),
    ] {
        let error = answer.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
