//! The official suite, as the specification stands and as it will be.

use registry::{Access, Config, Protect};

use crate::server::Server;

async fn run(version: &'static str, config: Config, login: &'static [(&'static str, &'static str)]) {
    let server = Server::with(config).await;
    let (address, results) = (server.address.clone(), tempfile::tempdir().unwrap());
    let found = tokio::task::spawn_blocking(move || {
        testbed::oci_conformance(&address, version, login, results.path()).unwrap()
    })
    .await
    .unwrap();
    server.stop().await;
    assert!(found.passed, "{version}:\n{}", found.report);
    let line =
        |name: &str| found.report.lines().find(|line| line.trim_start().starts_with(name)).map(str::to_owned);
    assert!(line("FAIL.").is_some_and(|line| line.ends_with(" 0")), "{:?}", line("FAIL."));
    let passed: u32 = line("Pass.").unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    assert!(passed > 800, "only {passed} checks ran");
}

#[tokio::test(flavor = "multi_thread")]
async fn version_1_1() {
    let data = tempfile::tempdir().unwrap();
    run("1.1", Config::new(data.path()), &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_version_with_a_login() {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::new(data.path());
    let users = format!("ann:{}", bcrypt::hash("hunter2", 4).unwrap());
    config.access = Access::htpasswd(&users, Protect::Everything).unwrap();
    run("dev", config, &[("OCI_USERNAME", "ann"), ("OCI_PASSWORD", "hunter2")]).await;
}
