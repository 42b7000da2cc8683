//! What the official suite does not look at.

use registry::reference::Digest;
use registry::store::media_type;
use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH, RANGE};
use reqwest::{Method, StatusCode};

use crate::client::{Client, header, image};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn large_and_small_blobs_whole_and_in_part() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    for size in [1usize, 5000, 64 << 10, (64 << 10) + 1, 3_000_000] {
        let blob: Vec<u8> = (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect();
        assert_eq!(client.push_blob("a", &blob).await.unwrap(), StatusCode::CREATED);
        let path = format!("/v2/a/blobs/{}", Digest::of(&blob));
        for _ in 0..2 {
            assert!(client.get(&path).await.bytes().await.unwrap() == blob, "{size}");
        }
        let middle = size / 2;
        let part = client
            .request(Method::GET, &path)
            .header(RANGE, format!("bytes={middle}-"))
            .send()
            .await
            .unwrap();
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(header(&part, CONTENT_RANGE.as_str()), format!("bytes {middle}-{}/{size}", size - 1));
        assert!(part.bytes().await.unwrap() == blob[middle..], "{size}");
        let head = client.request(Method::HEAD, &path).send().await.unwrap();
        assert_eq!(header(&head, "content-length"), size.to_string());
        let etag = header(&head, "etag");
        let same = client.request(Method::GET, &path).header(IF_NONE_MATCH, &etag).send().await.unwrap();
        assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_json_with_a_code() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    client.push_image("a", "1", b"x").await;
    let missing = Digest::of(b"missing");
    for (method, path, status, code) in [
        (Method::GET, format!("/v2/a/blobs/{missing}"), 404, "BLOB_UNKNOWN"),
        (Method::GET, "/v2/a/blobs/sha256:baddigest".to_owned(), 400, "DIGEST_INVALID"),
        (Method::GET, format!("/v2/a/manifests/{missing}"), 404, "MANIFEST_UNKNOWN"),
        (Method::GET, "/v2/a/manifests/..%2f..%2fetc".to_owned(), 404, "NOT_FOUND"),
        (Method::GET, "/v2/B/manifests/1".to_owned(), 400, "NAME_INVALID"),
        (Method::GET, "/v2/none/tags/list".to_owned(), 404, "NAME_UNKNOWN"),
        (Method::GET, "/v2/a/tags/list?n=x".to_owned(), 400, "PAGINATION_NUMBER_INVALID"),
        (Method::DELETE, "/v2/a/manifests/none".to_owned(), 404, "MANIFEST_UNKNOWN"),
        (Method::PUT, "/v2/a/blobs/uploads/none?digest=x".to_owned(), 404, "BLOB_UPLOAD_UNKNOWN"),
        (Method::PUT, "/v2/a/manifests/-bad".to_owned(), 400, "TAG_INVALID"),
        (Method::PUT, "/v2/a/tags/list".to_owned(), 405, "UNSUPPORTED"),
        (Method::POST, "/v2/a/blobs/uploads/?digest-algorithm=md5".to_owned(), 400, "DIGEST_INVALID"),
    ] {
        let response = client.request(method.clone(), &path).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
        assert_eq!(header(&response, "content-type"), "application/json");
        let body: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(body["errors"][0]["code"], code, "{method} {path}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn manifests_that_are_refused() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let good = client.push_image("a", "1", b"x").await;
    let padding = " ".repeat(4 << 20);
    for (reference, manifest, status, code) in [
        ("2", image(b"never pushed"), 400, "MANIFEST_BLOB_UNKNOWN"),
        ("2", "{}".to_owned(), 400, "MANIFEST_INVALID"),
        (Digest::of(b"another").as_str(), good.clone(), 400, "DIGEST_INVALID"),
        ("2", format!("{good}{padding}"), 413, "SIZE_INVALID"),
    ] {
        let response = client.push_manifest("a", reference, &manifest).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{reference}");
        assert!(response.text().await.unwrap().contains(code));
    }
    let index = serde_json::json!({"schemaVersion": 2, "manifests": [
        {"mediaType": media_type::IMAGE, "digest": Digest::of(b"no such child"), "size": 1}]});
    let sparse = client
        .request(Method::PUT, "/v2/a/manifests/2")
        .header(CONTENT_TYPE, media_type::INDEX)
        .body(index.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(sparse.status(), StatusCode::BAD_REQUEST);
    assert_eq!(client.ask(Method::GET, "/v2/a/tags/list").await.1, r#"{"name":"a","tags":["1"]}"#);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let manifest = client.push_image("a", "t0", b"x").await;
    for n in 1..7 {
        client.push_manifest("a", &format!("t{n}"), &manifest).await.unwrap();
    }
    let (mut path, mut seen, mut pages) = ("/v2/a/tags/list?n=3".to_owned(), Vec::new(), 0);
    loop {
        let response = client.get(&path).await;
        let link = header(&response, "link");
        let body: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        seen.extend(body["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap().to_owned()));
        pages += 1;
        let Some(next) = link.strip_prefix('<').and_then(|rest| rest.split_once('>')) else { break };
        path = next.0.to_owned();
    }
    assert_eq!((pages, seen.join(" ")), (3, "t0 t1 t2 t3 t4 t5 t6".to_owned()));
    let none = client.get("/v2/a/tags/list?n=0").await;
    assert_eq!(header(&none, "link"), "");
    assert_eq!(none.text().await.unwrap(), r#"{"name":"a","tags":[]}"#);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_many_write_moves_in_one_line() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let mut current = Digest::of(client.push_image("a", "main", b"0").await.as_bytes());
    assert_eq!(client.push_blob("a", b"next").await.unwrap(), StatusCode::CREATED);
    for round in 0..4 {
        // Everybody saw the same digest; one may replace it.
        let writers = (0..16).map(|writer| {
            let (client, seen) = (client.clone(), format!("\"{current}\""));
            tokio::spawn(async move {
                let manifest = image(b"next").replace("octet-stream", &format!("x-{round}-{writer}"));
                let response = client
                    .request(Method::PUT, "/v2/a/manifests/main")
                    .header(CONTENT_TYPE, media_type::IMAGE)
                    .header(IF_MATCH, seen)
                    .body(manifest.clone())
                    .send()
                    .await
                    .unwrap();
                (response.status(), Digest::of(manifest.as_bytes()))
            })
        });
        let mut winners = Vec::new();
        for writer in writers.collect::<Vec<_>>() {
            match writer.await.unwrap() {
                (StatusCode::CREATED, digest) => winners.push(digest),
                (status, _) => assert_eq!(status, StatusCode::PRECONDITION_FAILED),
            }
        }
        assert_eq!(winners.len(), 1, "round {round}");
        current = winners.remove(0);
        assert_eq!(
            header(&client.get("/v2/a/manifests/main").await, "docker-content-digest"),
            current.as_str()
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_keeps_what_came_and_a_silent_post_leaves_nothing() {
    use tokio::io::AsyncWriteExt;
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let location = client.begin("a").await.unwrap();
    let uploads = data.path().join(".rhumb/uploads");
    let cut_off = |request: String| {
        let address = server.address.clone();
        async move {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            // The server's answer, or its end of the connection, means that it has noticed.
            drop(tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut Vec::new()).await);
        }
    };
    cut_off(format!("PATCH {location} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello")).await;
    let path = format!("/v2/a/blobs/uploads/?digest={}", Digest::of(b"y"));
    cut_off(format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello")).await;
    // The status waits for the request before it, which holds the upload.
    assert_eq!(header(&client.get(&location).await, RANGE.as_str()), "0-4");
    let finish = format!("{location}?digest={}", Digest::of(b"hello world"));
    let response = client.request(Method::PUT, &finish).body(" world").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    server.stop().await;
    assert_eq!(std::fs::read_dir(uploads).unwrap().count(), 0);
}
