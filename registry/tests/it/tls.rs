//! Certificates that the registry is given.

use rcgen::{CertificateParams, KeyPair};
use registry::Tls;

#[test]
fn files_that_hold_something_else_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| std::fs::write(path(name), text).unwrap();
    for name in ["server", "other"] {
        let key = KeyPair::generate().unwrap();
        let certificate =
            CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
        write(&format!("{name}.crt"), &certificate.pem());
        write(&format!("{name}.key"), &key.serialize_pem());
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
