//! rhumb as a client and as a server, beside Helm and others.

use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use end_to_end::{Desk, Registry, copy_of_our_charts};
use testbed::{Process, free_port};

/// The user `ada` with the password `engine`.
pub(crate) const HTPASSWD: &str = "ada:$2a$10$aFMW.7bLCrMsV0T3mqrLLO/7FQmkDj7BIAUVMjT9SZHwv1AhS4cAS\n";

/// Packs a scaffold of Helm's with this name and pushes it with Helm; returns its reference.
pub(crate) fn published(desk: &Desk, registry: &Registry, name: &str) -> String {
    packed(desk, name);
    let repository = format!("oci://{}/charts", registry.address());
    desk.helm(&["push", &format!("{name}-0.1.0.tgz"), &repository, "--plain-http"]).ok();
    format!("{repository}/{name}")
}

fn packed(desk: &Desk, name: &str) {
    desk.helm(&["create", name]).ok();
    desk.helm(&["package", name]).ok();
}

fn bytes(desk: &Desk, path: &str) -> Vec<u8> {
    std::fs::read(desk.path().join(path)).unwrap()
}

/// Pushes and pulls with both clients and sees the same bytes and digests.
fn exchange(desk: &Desk, address: &str) {
    packed(desk, "demo");
    let repository = format!("oci://{address}/charts");
    let push = ["push", "demo-0.1.0.tgz", &repository, "--plain-http"];
    let first = desk.rhumb(&push).ok();
    let second = desk.helm(&push).ok();
    // Both describe the chart with the same manifest, so that a second push changes nothing.
    let digest = |text: &str| text.lines().find_map(|line| line.strip_prefix("Digest: ")).map(str::to_owned);
    let pushed = digest(&first.stderr()).or_else(|| digest(&first.stdout()));
    assert!(pushed.is_some(), "{first}");
    assert_eq!(pushed, digest(&second.stderr()).or_else(|| digest(&second.stdout())));
    let chart = format!("{repository}/demo");
    desk.folder("rhumb");
    desk.folder("helm");
    desk.rhumb(&["pull", &chart, "--plain-http", "--version", "~0.1", "--destination", "rhumb"]).ok();
    desk.helm(&["pull", &chart, "--plain-http", "--destination", "helm"]).ok();
    assert_eq!(bytes(desk, "rhumb/demo-0.1.0.tgz"), bytes(desk, "demo-0.1.0.tgz"));
    assert_eq!(bytes(desk, "helm/demo-0.1.0.tgz"), bytes(desk, "demo-0.1.0.tgz"));
    desk.rhumb(&["pull", &chart, "--plain-http", "--untar", "--untardir", "unpacked"]).ok();
    let values = desk.read("demo/values.yaml");
    assert_eq!(desk.read("unpacked/demo/values.yaml"), values);
}

#[test]
fn rhumb_and_helm_exchange_charts_through_our_registry() {
    let desk = Desk::new();
    let registry = Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    exchange(&desk, registry.address());
}

#[test]
fn rhumb_and_helm_exchange_charts_through_another_registry() {
    let desk = Desk::new();
    let address = format!("127.0.0.1:{}", free_port().unwrap());
    let data = desk.path().join("data").display().to_string();
    let settings = format!(
        "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {data}}}}}\nhttp: {{addr: '{address}'}}\n"
    );
    desk.write("registry.yml", &settings);
    let mut command = Command::new(testbed::docker_registry().unwrap());
    command.arg("serve").arg(desk.path().join("registry.yml"));
    let mut registry = Process::spawn(command, &desk.path().join("registry.log")).unwrap();
    let connect = || TcpStream::connect(&address).map(drop).map_err(|error| error.to_string());
    registry.ready(Duration::from_secs(60), connect).unwrap();
    exchange(&desk, &address);
}

#[test]
fn skopeo_reads_what_rhumb_pushed() {
    let desk = Desk::new();
    let registry = Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    packed(&desk, "demo");
    let repository = format!("oci://{}/charts", registry.address());
    desk.rhumb(&["push", "demo-0.1.0.tgz", &repository, "--plain-http"]).ok();
    let skopeo = testbed::skopeo().unwrap();
    let image = format!("docker://{}/charts/demo:0.1.0", registry.address());
    let inspect = desk.run(&skopeo, &["inspect", "--raw", "--tls-verify=false", &image], "").ok();
    let manifest = inspect.json();
    assert_eq!(manifest["config"]["mediaType"], "application/vnd.cncf.helm.config.v1+json");
    assert_eq!(manifest["annotations"]["org.opencontainers.image.title"], "demo");
}

#[test]
fn a_killed_server_loses_nothing_it_acknowledged() {
    let desk = Desk::new();
    let data = desk.path().join("data");
    let mut registry = Registry::start(&desk, &data, &[]).unwrap();
    packed(&desk, "demo");
    let repository = format!("oci://{}/charts", registry.address());
    desk.rhumb(&["push", "demo-0.1.0.tgz", &repository, "--plain-http"]).ok();
    registry.kill();
    let registry = Registry::start(&desk, &data, &[]).unwrap();
    let chart = format!("oci://{}/charts/demo", registry.address());
    desk.folder("back");
    desk.rhumb(&["pull", &chart, "--plain-http", "--destination", "back"]).ok();
    assert_eq!(bytes(&desk, "back/demo-0.1.0.tgz"), bytes(&desk, "demo-0.1.0.tgz"));
}

#[test]
fn a_login_counts_for_rhumb_and_helm() {
    let desk = Desk::new();
    desk.write("htpasswd", HTPASSWD);
    let arguments = ["--htpasswd", "htpasswd", "--protect", "all"];
    let registry = Registry::start(&desk, &desk.path().join("data"), &arguments).unwrap();
    packed(&desk, "demo");
    let repository = format!("oci://{}/charts", registry.address());
    let push = ["push", "demo-0.1.0.tgz", &repository, "--plain-http"];
    desk.rhumb(&push).fails(9);
    let login = ["registry", "login", registry.address(), "--plain-http", "-u", "ada", "-p", "engine"];
    let logout = ["registry", "logout", registry.address()];
    desk.rhumb(&login).ok();
    desk.helm(&push).ok();
    desk.helm(&logout).ok();
    desk.rhumb(&push).fails(9);
    desk.helm(&login).ok();
    desk.rhumb(&push).ok();
    desk.rhumb(&logout).ok();
    desk.helm(&push).fails(1);
}

/// What the README's first command does.
#[test]
fn a_folder_of_charts_is_published_at_the_start() {
    let desk = Desk::new();
    copy_of_our_charts(&desk);
    let data = desk.path().join("data");
    for _ in 0..2 {
        let registry = Registry::start(&desk, &data, &["--charts", "charts"]).unwrap();
        let chart = format!("oci://{}/charts/jupyter", registry.address());
        desk.rhumb(&["pull", &chart, "--plain-http"]).ok();
        desk.helm(&["pull", &chart, "--plain-http"]).ok();
        let log = registry.log();
        assert!(log.contains(&format!("oci://{}/charts", registry.address())), "{log}");
        assert!(log.contains("repo add"), "{log}");
    }
}

/// The same content as a classic repository, for rhumb and Helm alike.
#[test]
fn a_classic_repository_lists_what_was_pushed() {
    let desk = Desk::new();
    let registry = Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    published(&desk, &registry, "demo");
    let url = format!("http://{}/charts", registry.address());
    desk.rhumb(&["repo", "add", "ours", &url]).ok();
    desk.helm(&["repo", "add", "again", &url]).ok();
    for arguments in [
        &["repo", "list", "--output", "json"][..],
        &["search", "repo", "demo", "--output", "json"],
        &["search", "repo", "demo"],
    ] {
        let (helm, rhumb) = (desk.helm(arguments).ok(), desk.rhumb(arguments).ok());
        assert_eq!(helm.stdout(), rhumb.stdout(), "{arguments:?}");
    }
    desk.folder("helm");
    desk.folder("rhumb");
    desk.helm(&["pull", "ours/demo", "--destination", "helm"]).ok();
    desk.rhumb(&["pull", "again/demo", "--destination", "rhumb"]).ok();
    assert_eq!(bytes(&desk, "helm/demo-0.1.0.tgz"), bytes(&desk, "rhumb/demo-0.1.0.tgz"));
    desk.rhumb(&["repo", "update"]).ok();
    desk.rhumb(&["repo", "remove", "again"]).ok();
    desk.helm(&["repo", "list"]).ok().says("ours");
}

/// The same chart, published by whatever way, is the same content: one digest.
#[test]
fn a_chart_has_one_digest_whoever_publishes_it() {
    let desk = Desk::new().with("SOURCE_DATE_EPOCH", "1700000000");
    desk.folder("charts");
    desk.helm(&["create", "charts/demo"]).ok();
    let start = |data: &str, flags: &[&str]| Registry::start(&desk, &desk.path().join(data), flags).unwrap();
    let publishing = ["--charts", "charts"];
    let (one, other, empty) = (start("one", &publishing), start("other", &publishing), start("empty", &[]));
    desk.rhumb(&["package", "charts/demo"]).ok();
    let place = format!("oci://{}/charts", empty.address());
    desk.rhumb(&["push", "demo-0.1.0.tgz", &place, "--plain-http"]).ok();
    let digest = |registry: &Registry| {
        let chart = format!("oci://{}/charts/demo", registry.address());
        let run = desk.rhumb(&["pull", &chart, "--plain-http", "--destination", "."]).ok();
        let (out, err) = (run.stdout(), run.stderr());
        let line =
            out.lines().chain(err.lines()).find_map(|line| line.strip_prefix("Digest: ").map(str::to_owned));
        line.unwrap_or_else(|| panic!("no digest: {run}"))
    };
    let digests = [&one, &other, &empty].map(digest);
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
}
