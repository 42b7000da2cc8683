//! What is derived can be lost.

use std::fs;

use registry::reference::Digest;
use reqwest::StatusCode;

use crate::client::Client;
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_or_damaged_index_is_built_anew() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let one = client.push_image("a/one", "1.0", b"one").await;
    let two = client.push_image("a/two", "2.0", b"two").await;
    let untagged = client.push_image("a/two", "moves", b"three").await;
    client.push_image("a/two", "moves", b"four").await;
    server.stop().await;

    let index = data.path().join(".rhumb/meta.redb");
    for damage in [None, Some(""), Some("not a database")] {
        match damage {
            None => fs::remove_file(&index).unwrap(),
            Some(text) => fs::write(&index, text).unwrap(),
        }
        let server = Server::start(data.path()).await;
        let client = Client::new(&server.address);
        for (repository, reference, manifest) in [
            ("a/one", "1.0".to_owned(), &one),
            ("a/two", "2.0".to_owned(), &two),
            ("a/two", Digest::of(untagged.as_bytes()).to_string(), &untagged),
        ] {
            let response = client.get(&format!("/v2/{repository}/manifests/{reference}")).await;
            assert_eq!(response.status(), StatusCode::OK, "{repository} {reference}");
            assert_eq!(response.text().await.unwrap(), *manifest);
        }
        let layer = client.get(&format!("/v2/a/two/blobs/{}", Digest::of(b"four"))).await;
        assert_eq!(layer.text().await.unwrap(), "four");
        let elsewhere = client.get(&format!("/v2/a/one/blobs/{}", Digest::of(b"four"))).await;
        assert_eq!(
            elsewhere.status(),
            StatusCode::NOT_FOUND,
            "a blob is read through its own repository only"
        );
        server.stop().await;
    }
    assert_eq!(fs::read(data.path().join(".rhumb/meta.redb.damaged")).unwrap(), b"not a database");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_blob_is_not_served_and_a_push_mends_it() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    client.push_image("a/b", "1", b"good").await;
    let digest = Digest::of(b"good");
    fs::write(data.path().join("blobs/sha256").join(digest.hex()), b"evil").unwrap();
    let path = format!("/v2/a/b/blobs/{digest}");
    let (status, text) = client.ask(reqwest::Method::GET, &path).await;
    assert_eq!(status, 500);
    assert!(text.contains("damaged"), "{text}");
    assert_eq!(client.push_blob("a/b", b"good").await.unwrap(), StatusCode::CREATED);
    assert_eq!(client.get(&path).await.text().await.unwrap(), "good");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_go_with_the_last_repository_that_has_them() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let digest = Digest::of(b"shared");
    let file = data.path().join("blobs/sha256").join(digest.hex());
    assert_eq!(client.push_blob("a/one", b"shared").await.unwrap(), StatusCode::CREATED);
    let mount = format!("/v2/a/two/blobs/uploads/?mount={digest}&from=a/one");
    assert_eq!(client.ask(reqwest::Method::POST, &mount).await.0, 201);
    for (repository, left) in [("a/one", true), ("a/two", false)] {
        let path = format!("/v2/{repository}/blobs/{digest}");
        assert_eq!(client.ask(reqwest::Method::DELETE, &path).await.0, 202);
        assert_eq!(client.ask(reqwest::Method::GET, &path).await.0, 404);
        assert_eq!(client.ask(reqwest::Method::DELETE, &path).await.0, 404);
        assert_eq!(file.exists(), left);
    }
    assert_eq!(client.get("/v2/_catalog").await.text().await.unwrap(), r#"{"repositories":[]}"#);
    server.stop().await;
}
