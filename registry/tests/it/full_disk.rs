//! A full disk stops uploads, and nothing else.

use std::process::Command;

use registry::reference::Digest;
use reqwest::{Method, StatusCode};

use crate::client::Client;
use crate::process::{Process, program};

/// The server on a disk of 24 MiB that only it can see, so that nothing is left behind whatever happens.
fn start_on_a_small_disk(mount: &std::path::Path) -> Process {
    let script = r#"mount -t tmpfs -o size=24m tmpfs "$1" && exec "$2" 127.0.0.1:0 "$1/data""#;
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"])
        .arg(mount)
        .arg(program());
    Process::spawn(command)
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_and_deleting_go_on_and_space_comes_back() {
    let mount = tempfile::tempdir().unwrap();
    let server = start_on_a_small_disk(mount.path());
    let client = Client::new(&server.address);
    client.push_image("disk/a", "1", b"early").await;

    // More than fits: refused with an answer, on a connection that stays whole, and nothing of it is kept.
    for _ in 0..3 {
        let large = vec![7u8; 40 << 20];
        let location = client.begin("disk/a").await.unwrap();
        let path = format!("{location}?digest={}", Digest::of(&large));
        let response = client.request(Method::PUT, &path).body(large).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::INSUFFICIENT_STORAGE);
        let text = response.text().await.unwrap();
        assert!(text.contains("STORAGE_FULL") && text.contains("disk is full"), "{text}");
        assert_eq!(client.ask(Method::GET, &location).await.0, 404, "the upload is over");
    }
    assert_eq!(client.push_blob("disk/a", b"after the large one").await.unwrap(), StatusCode::CREATED);

    // Filled to the brim with blobs that fit.
    let mut kept = Vec::new();
    for size in [1 << 20, 64 << 10, 4 << 10, 512] {
        loop {
            let mut blob = format!("{size} {} ", kept.len()).into_bytes();
            blob.resize(size, b'x');
            match client.push_blob("disk/fill", &blob).await.unwrap() {
                StatusCode::CREATED => kept.push(blob),
                StatusCode::INSUFFICIENT_STORAGE => break,
                other => panic!("{other}"),
            }
        }
    }
    assert!(kept.len() > 5, "{}", kept.len());
    let (status, body) = client.ask(Method::GET, "/v2/disk/a/manifests/1").await;
    assert_eq!(status, 200, "{body}");
    for blob in &kept {
        let path = format!("/v2/disk/fill/blobs/{}", Digest::of(blob));
        assert_eq!(client.ask(Method::HEAD, &path).await.0, 200);
    }
    let (status, _) = client.ask(Method::GET, "/v2/disk/fill/tags/list").await;
    assert_eq!(status, 200);

    // Deleting works on a full disk, and makes room.
    for blob in &kept {
        let path = format!("/v2/disk/fill/blobs/{}", Digest::of(blob));
        assert_eq!(client.ask(Method::DELETE, &path).await.0, 202);
    }
    assert_eq!(client.push_blob("disk/fill", &vec![9; 2 << 20]).await.unwrap(), StatusCode::CREATED);
    client.push_image("disk/a", "2", b"late").await;
    server.stop();
}
