//! The clients that people use.

use std::path::Path;
use std::process::Command;

use crate::server::Server;

/// Runs a program, which must succeed; its output.
pub(crate) fn run(program: &Path, folder: &Path, arguments: &[&str]) -> String {
    let (ok, text) = attempt(program, folder, arguments);
    assert!(ok, "{} {arguments:?}: {text}", program.display());
    text
}

fn attempt(program: &Path, folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("HELM_CONFIG_HOME", folder.join("config"))
        .env("HELM_CACHE_HOME", folder.join("cache"))
        .env("HELM_DATA_HOME", folder.join("data"))
        .env("KUBECONFIG", "/dev/null")
        .output()
        .unwrap();
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), text)
}

#[tokio::test(flavor = "multi_thread")]
async fn helm_pushes_and_pulls() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let address = server.address.clone();
    tokio::task::spawn_blocking(move || {
        let (work, helm) = (tempfile::tempdir().unwrap(), testbed::helm().unwrap());
        let helm = |arguments: &[&str]| run(&helm, work.path(), arguments);
        let remote = format!("oci://{address}/charts");
        helm(&["create", "demo"]);
        helm(&["package", "demo", "--version", "1.0.0+build.5"]);
        let pushed = helm(&["push", "demo-1.0.0+build.5.tgz", &remote, "--plain-http"]);
        assert!(
            pushed.contains("charts/demo:1.0.0_build.5") && pushed.contains("Digest: sha256:"),
            "{pushed}"
        );
        helm(&["push", "demo-1.0.0+build.5.tgz", &remote, "--plain-http"]);
        helm(&["package", "demo", "--version", "0.9.0"]);
        helm(&["push", "demo-0.9.0.tgz", &remote, "--plain-http"]);
        // Without a version, the newest of the tags.
        std::fs::create_dir(work.path().join("pulled")).unwrap();
        helm(&["pull", &format!("{remote}/demo"), "--plain-http", "--destination", "pulled"]);
        let read = |path: &str| std::fs::read(work.path().join(path)).unwrap();
        assert!(read("pulled/demo-1.0.0+build.5.tgz") == read("demo-1.0.0+build.5.tgz"));
        let shown = helm(&["show", "chart", &format!("{remote}/demo"), "--version", "0.9.0", "--plain-http"]);
        assert!(shown.contains("version: 0.9.0"), "{shown}");
    })
    .await
    .unwrap();
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_version_keeps_its_content() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let address = server.address.clone();
    tokio::task::spawn_blocking(move || {
        let (work, helm) = (tempfile::tempdir().unwrap(), testbed::helm().unwrap());
        let push = ["push", "demo-0.1.0.tgz", &format!("oci://{address}/charts"), "--plain-http"];
        run(&helm, work.path(), &["create", "demo"]);
        run(&helm, work.path(), &["package", "demo"]);
        run(&helm, work.path(), &push);
        std::fs::write(work.path().join("demo/README.md"), "changed").unwrap();
        run(&helm, work.path(), &["package", "demo"]);
        let (ok, text) = attempt(&helm, work.path(), &push);
        assert!(!ok && text.contains("published versions do not change"), "{text}");
    })
    .await
    .unwrap();
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn skopeo_copies_both_ways_and_reads_the_data_folder() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = crate::client::Client::new(&server.address);
    let manifest = client.push_image("images/one", "1", b"not really a layer").await;
    let (address, folder) = (server.address.clone(), data.path().to_owned());
    let copied = tokio::task::spawn_blocking(move || {
        let (work, skopeo) = (tempfile::tempdir().unwrap(), testbed::skopeo().unwrap());
        let skopeo = |arguments: &[&str]| run(&skopeo, work.path(), arguments);
        let remote = |name: &str| format!("docker://{address}/images/{name}");
        skopeo(&["copy", "--src-tls-verify=false", &remote("one:1"), "oci:layout:x"]);
        skopeo(&["copy", "--dest-tls-verify=false", "oci:layout:x", &remote("two:2")]);
        let tags = skopeo(&["list-tags", "--tls-verify=false", &remote("two")]);
        assert!(tags.contains("\"2\""), "{tags}");
        skopeo(&["inspect", "--raw", "--tls-verify=false", &remote("two:2")])
    })
    .await
    .unwrap();
    assert_eq!(copied, manifest);
    // The last thing a stopping registry does is to bring `index.json` up to date.
    server.stop().await;
    let read = tokio::task::spawn_blocking(move || {
        let skopeo = testbed::skopeo().unwrap();
        run(&skopeo, &folder, &["inspect", "--raw", &format!("oci:{}:images/two:2", folder.display())])
    });
    assert_eq!(read.await.unwrap(), manifest);
}
