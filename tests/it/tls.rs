//! Registries and repositories over TLS: an authority of our own, certificates of clients, credentials.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use end_to_end::{Desk, Registry};
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use testbed::{Process, free_port};

use crate::dependencies::{fetched_alike, shop};
use crate::registry::HTPASSWD;

/// An authority that nobody else knows.
struct Authority(Issuer<'static, KeyPair>);

impl Authority {
    /// Its certificate is in `<name>.pem`.
    fn new(desk: &Desk, name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        desk.write(format!("{name}.pem"), &params.self_signed(&key).unwrap().pem());
        Self(Issuer::new(params, key))
    }

    /// A certificate in `<name>.crt` and its key in `<name>.key`.
    fn sign(&self, desk: &Desk, name: &str) {
        let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate().unwrap();
        desk.write(format!("{name}.crt"), &params.signed_by(&key, &self.0).unwrap().pem());
        desk.write(format!("{name}.key"), &key.serialize_pem());
    }
}

/// The registry and Ann have certificates of one authority, Eve has one of another.
pub(crate) fn certificates(desk: &Desk) {
    let ours = Authority::new(desk, "ours");
    ours.sign(desk, "server");
    ours.sign(desk, "ann");
    Authority::new(desk, "theirs").sign(desk, "eve");
}

/// A server's certificate that is its own authority's, as `openssl req -x509` makes it unless told otherwise.
pub(crate) fn own_authority(desk: &Desk) {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    desk.write("server.key", &key.serialize_pem());
    desk.write("server.crt", &params.self_signed(&key).unwrap().pem());
}

const TRUST: [&str; 2] = ["--ca-file", "ours.pem"];
const ANN: [&str; 4] = ["--cert-file", "ann.crt", "--key-file", "ann.key"];
const EVE: [&str; 4] = ["--cert-file", "eve.crt", "--key-file", "eve.key"];
pub(crate) const SERVER: [&str; 4] = ["--tls-cert", "server.crt", "--tls-key", "server.key"];

/// docker-registry over TLS at a free port, with further settings of its TLS.
fn another_registry(desk: &Desk, tls: &str) -> (Process, String) {
    let address = format!("127.0.0.1:{}", free_port().unwrap());
    desk.write(
        "registry.yml",
        &format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: data}}}}\n\
             http: {{addr: '{address}', tls: {{certificate: server.crt, key: server.key{tls}}}}}\n"
        ),
    );
    let mut command = Command::new(testbed::docker_registry().unwrap());
    command.current_dir(desk.path()).args(["serve", "registry.yml"]);
    let mut registry = Process::spawn(command, &desk.path().join("registry.log")).unwrap();
    let connect = || TcpStream::connect(&address).map(drop).map_err(|error| error.to_string());
    registry.ready(Duration::from_secs(60), connect).unwrap();
    (registry, address)
}

fn packed(desk: &Desk) {
    desk.helm(&["create", "demo"]).ok();
    desk.rhumb(&["package", "demo"]).ok();
    // A folder of this name would win over `--repo`.
    std::fs::remove_dir_all(desk.path().join("demo")).unwrap();
}

#[test]
fn dependencies_over_tls_with_an_authority_of_our_own() {
    let desk = Desk::new();
    certificates(&desk);
    let (_registry, address) = another_registry(&desk, "");
    packed(&desk);
    let repository = format!("oci://{address}/charts");
    let push = ["push", "demo-0.1.0.tgz", &repository];
    desk.rhumb(&push).fails(8).complains("certificate is not trusted").complains("hint: name its authority");
    let plain = desk.rhumb(&[&push[..], &["--plain-http"]].concat());
    plain.fails(8).complains("hint: the server speaks TLS");
    desk.rhumb(&[&push[..], &["--ca-file", "none.crt"]].concat()).fails(3).complains("none.crt");
    desk.rhumb(&[&push[..], &TRUST].concat()).ok();
    desk.rhumb(&[&push[..], &["--insecure-skip-tls-verify"]].concat()).ok();
    shop(&desk, &repository);
    fetched_alike(&desk, &TRUST);
    desk.rhumb(&["dependency", "update", "shop"]).fails(8);
}

/// Fails for want of a certificate. A server that hangs up may cut off its own explanation, but not every time.
fn refused(desk: &Desk, command: &[&str]) {
    let told = (0..20).map(|_| desk.rhumb(command)).find(|run| run.code() != Some(8));
    let run = told.unwrap_or_else(|| panic!("{command:?}: nothing is said of a certificate"));
    run.fails(9).complains("certificate").complains("--cert-file");
}

#[test]
fn a_server_that_is_its_own_authority() {
    let desk = Desk::new();
    own_authority(&desk);
    Authority::new(&desk, "ours");
    packed(&desk);
    let registry = Registry::start(&desk, &desk.path().join("data"), &SERVER).unwrap();
    let repository = format!("oci://{}/charts", registry.address());
    let push = ["push", "demo-0.1.0.tgz", &repository];
    desk.rhumb(&[&push[..], &["--ca-file", "server.crt"]].concat()).ok();
    desk.rhumb(&[&push[..], &TRUST].concat()).fails(8).complains("name that very certificate");
    desk.rhumb(&push).fails(8).complains("name that very certificate");
    let url = format!("https://{}/charts", registry.address());
    desk.rhumb(&["repo", "add", "ours", &url, "--ca-file", "server.crt"]).ok();
    desk.helm(&["pull", "ours/demo"]).ok();
    // Its address is another than that of the certificate.
    let other = format!("https://{}/charts", registry.address().replace("127.0.0.1", "localhost"));
    desk.rhumb(&["repo", "add", "other", &other, "--ca-file", "server.crt"])
        .fails(8)
        .complains("not valid for");
    // What the system trusts counts, too.
    desk.rhumb_with("SSL_CERT_FILE", "server.crt", &push).ok();
}

/// Helm takes such a certificate (COMPATIBILITY.md).
#[test]
fn an_authority_below_another_is_no_server() {
    let desk = Desk::new();
    packed(&desk);
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let (above, key) = (Authority::new(&desk, "ours"), KeyPair::generate().unwrap());
    desk.write("server.key", &key.serialize_pem());
    desk.write("server.crt", &params.signed_by(&key, &above.0).unwrap().pem());
    let registry = Registry::start(&desk, &desk.path().join("data"), &SERVER).unwrap();
    let repository = format!("oci://{}/charts", registry.address());
    let push = [&["push", "demo-0.1.0.tgz", &repository], &TRUST[..]].concat();
    desk.rhumb(&push).fails(8).complains("that of an authority").complains("CA:FALSE");
    desk.helm(&push).ok();
}

/// A server that speaks TLS is not asked in clear, and the other way round.
#[test]
fn what_the_server_speaks_is_told() {
    let desk = Desk::new();
    certificates(&desk);
    let (closed, open) = (
        Registry::start(&desk, &desk.path().join("closed"), &SERVER).unwrap(),
        Registry::start(&desk, &desk.path().join("open"), &[]).unwrap(),
    );
    let add = |name: &str, url: &str| desk.rhumb(&["repo", "add", name, url]);
    add("a", &format!("http://{}", closed.address())).fails(8).complains("hint: the server speaks TLS");
    let place = format!("oci://{}/charts/none", open.address());
    desk.rhumb(&["pull", &place]).fails(8).complains("add --plain-http");
}

/// Pushes, pulls and shows where only those come in who bring a certificate.
fn only_with_a_certificate(desk: &Desk, address: &str) {
    let repository = format!("oci://{address}/charts");
    let (chart, ann) = (format!("{repository}/demo"), [&TRUST[..], &ANN].concat());
    let push = ["push", "demo-0.1.0.tgz", &repository];
    let pull = ["pull", &chart, "--destination", "got"];
    for command in [&push[..], &pull] {
        refused(desk, &[command, &TRUST].concat());
        refused(desk, &[command, &TRUST, &EVE].concat());
        let half = [command, &TRUST, &ANN[..2]].concat();
        desk.rhumb(&half).fails(2).complains("--key-file");
    }
    desk.folder("got");
    desk.rhumb(&[&push[..], &ann].concat()).ok();
    desk.helm(&[&pull[..], &ann].concat()).ok();
    let read = |path: &str| std::fs::read(desk.path().join(path)).unwrap();
    assert!(read("got/demo-0.1.0.tgz") == read("demo-0.1.0.tgz"));
    std::fs::remove_file(desk.path().join("got/demo-0.1.0.tgz")).unwrap();
    desk.helm(&[&push[..], &ann].concat()).ok();
    desk.rhumb(&[&pull[..], &ann].concat()).ok();
    assert!(read("got/demo-0.1.0.tgz") == read("demo-0.1.0.tgz"));
    desk.rhumb(&[&["show", "chart", &chart], &ann[..]].concat()).ok().says("name: demo");
    desk.rhumb(&[&["template", "x", &chart], &ann[..]].concat()).ok().says("kind: Service");
    shop(desk, &repository);
    fetched_alike(desk, &ann);
}

#[test]
fn another_registry_asks_for_a_clients_certificate() {
    let desk = Desk::new();
    certificates(&desk);
    packed(&desk);
    let (_registry, address) = another_registry(&desk, ", clientcas: [ours.pem]");
    only_with_a_certificate(&desk, &address);
}

#[test]
fn our_registry_asks_for_a_clients_certificate() {
    let desk = Desk::new();
    certificates(&desk);
    packed(&desk);
    desk.write("users", HTPASSWD);
    let mutual = [&SERVER[..], &["--tls-client-ca", "ours.pem"]].concat();
    let registry = Registry::start(&desk, &desk.path().join("data"), &mutual).unwrap();
    only_with_a_certificate(&desk, registry.address());
    let closed = [&mutual[..], &["--htpasswd", "users", "--protect", "all"]].concat();
    let registry = Registry::start(&desk, &desk.path().join("closed"), &closed).unwrap();
    let login = ["registry", "login", registry.address(), "-u", "ada", "-p"];
    let ann = [&TRUST[..], &ANN].concat();
    refused(&desk, &[&login[..], &["engine"], &TRUST].concat());
    desk.rhumb(&[&login[..], &["guess"], &ann].concat()).fails(9).complains("password");
    desk.rhumb(&[&login[..], &["engine"], &ann].concat()).ok();
    let repository = format!("oci://{}/charts", registry.address());
    desk.helm(&[&["push", "demo-0.1.0.tgz", &repository], &ann[..]].concat()).ok();
    desk.rhumb(&[&["show", "chart", &format!("{repository}/demo")], &ann[..]].concat()).ok();
}

#[test]
fn a_classic_repository_over_https() {
    let desk = Desk::new();
    certificates(&desk);
    packed(&desk);
    desk.write("users", HTPASSWD);
    let flags = ["--tls-client-ca", "ours.pem", "--htpasswd", "users", "--protect", "all"];
    let registry =
        Registry::start(&desk, &desk.path().join("data"), &[&SERVER[..], &flags].concat()).unwrap();
    let (url, ann) = (format!("https://{}/charts", registry.address()), [&TRUST[..], &ANN].concat());
    let user = ["--username", "ada", "--password", "engine"];
    desk.rhumb(&[&["registry", "login", registry.address(), "-u", "ada", "-p", "engine"], &ann[..]].concat())
        .ok();
    let place = format!("oci://{}/charts", registry.address());
    desk.rhumb(&[&["push", "demo-0.1.0.tgz", &place], &ann[..]].concat()).ok();
    let add = ["repo", "add", "ours", &url];
    desk.rhumb(&[&add[..], &user].concat()).fails(8).complains("certificate");
    refused(&desk, &[&add[..], &user, &TRUST].concat());
    desk.rhumb(&[&add[..], &ann].concat()).fails(9).complains("credentials");
    desk.rhumb(&[&add[..], &user, &ann].concat()).ok();
    // What `repo add` was told is kept, for both.
    desk.rhumb(&["repo", "update"]).ok();
    desk.rhumb(&["pull", "ours/demo"]).ok();
    desk.rhumb(&["search", "repo", "demo"]).ok().says("ours/demo");
    desk.helm(&["repo", "update"]).ok();
    desk.helm(&["show", "chart", "ours/demo"]).ok().says("name: demo");
    let direct = ["show", "chart", "demo", "--repo", &url];
    desk.rhumb(&[&direct[..], &user, &ann].concat()).ok().says("name: demo");
    desk.rhumb(&[&direct[..], &user, &ANN, &["--insecure-skip-tls-verify"]].concat()).ok();
    desk.rhumb(&[&direct[..], &user, &ANN].concat()).fails(8).complains("certificate");
    shop(&desk, "@ours");
    fetched_alike(&desk, &[]);
}

/// A classic repository of one chart: its index names the archive's address, and whoever asks it for the archive
/// is sent on. It keeps the credentials that it got.
fn repository(archive: &str, moved_to: &str, credentials: &Arc<Mutex<Vec<String>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/repo", listener.local_addr().unwrap());
    let index =
        format!("apiVersion: v1\nentries: {{demo: [{{name: demo, version: 0.1.0, urls: ['{archive}']}}]}}\n");
    let (moved_to, credentials) = (moved_to.to_owned(), Arc::clone(credentials));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let sent = head
                .iter()
                .find_map(|line| line.to_lowercase().strip_prefix("authorization: ")?.to_owned().into());
            credentials.lock().unwrap().push(sent.unwrap_or_default());
            let (status, header, body) = match head.first() {
                Some(line) if line.contains("index.yaml") => ("200 OK", String::new(), &*index),
                _ => ("302 Found", format!("location: {moved_to}\r\n"), ""),
            };
            // Whoever hangs up early has seen enough.
            let _gone = write!(
                stream,
                "HTTP/1.1 {status}\r\n{header}content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    url
}

/// Credentials are the repository's: another host gets them only if told so, and never by being redirected to.
#[test]
fn another_host_gets_credentials_only_if_told() {
    let desk = Desk::new();
    packed(&desk);
    desk.write("users", HTPASSWD);
    let closed = ["--htpasswd", "users", "--protect", "all"];
    let registry = Registry::start(&desk, &desk.path().join("data"), &closed).unwrap();
    desk.rhumb(&["registry", "login", registry.address(), "-u", "ada", "-p", "engine", "--plain-http"]).ok();
    let place = format!("oci://{}/charts", registry.address());
    desk.rhumb(&["push", "demo-0.1.0.tgz", &place, "--plain-http"]).ok();
    // The registry has a name of its own, so that it is another host.
    let host = registry.address().replace("127.0.0.1", "localhost");
    let archive = format!("http://{host}/charts/charts/demo-0.1.0.tgz");
    let seen = Arc::new(Mutex::new(Vec::new()));
    for (named, moved_to, told) in [(&*archive, "", true), ("demo.tgz", &*archive, false)] {
        let url = repository(named, moved_to, &seen);
        let credentials = ["--repo", &url, "--username", "ada", "--password", "engine"];
        let show = [&["show", "chart", "demo"], &credentials[..]].concat();
        let passing = [&show[..], &["--pass-credentials"]].concat();
        desk.rhumb(&show).fails(9).complains("hint: ");
        desk.helm(&show).fails(1);
        assert_eq!(desk.rhumb(&passing).code(), Some(if told { 0 } else { 9 }), "{named}");
        assert_eq!(desk.helm(&passing).code() == Some(0), told, "{named}");
        // Here Helm forgets to ask (COMPATIBILITY.md).
        let pull = [&["pull", "demo"], &credentials[..]].concat();
        desk.rhumb(&pull).fails(9);
        assert_eq!(desk.helm(&pull).code() == Some(0), told, "{named}");
    }
    // The repository itself always gets them.
    let sent = seen.lock().unwrap();
    assert!(sent.len() >= 12 && sent.iter().all(|sent| sent == "basic ywrhomvuz2luzq=="), "{sent:?}");
}
