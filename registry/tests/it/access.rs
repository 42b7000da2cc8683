//! Credentials.

use registry::{Access, Config, Protect};
use reqwest::Method;

use crate::client::{Client, header};
use crate::server::Server;

async fn start(protect: Protect, data: &std::path::Path) -> Server {
    let mut config = Config::new(data);
    config.access =
        Access::htpasswd(&format!("ann:{}", bcrypt::hash("hunter2", 4).unwrap()), protect).unwrap();
    Server::with(config).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_asks_for_what_it_needs() {
    let digest = registry::reference::Digest::of(b"x");
    let id = "00000000-0000-4000-8000-000000000000";
    // What each endpoint answers to somebody who may use it, on an empty registry.
    let endpoints = [
        (Method::GET, "/v2/".to_owned(), 200),
        (Method::GET, "/v2/_catalog".to_owned(), 200),
        (Method::GET, "/v2/a/tags/list".to_owned(), 404),
        (Method::HEAD, format!("/v2/a/blobs/{digest}"), 404),
        (Method::GET, format!("/v2/a/blobs/{digest}"), 404),
        (Method::GET, "/v2/a/manifests/1".to_owned(), 404),
        (Method::GET, format!("/v2/a/referrers/{digest}"), 200),
        (Method::GET, format!("/v2/a/blobs/uploads/{id}"), 404),
        (Method::GET, "/index.yaml".to_owned(), 200),
        (Method::GET, "/charts/a-1.tgz".to_owned(), 404),
        (Method::GET, "/api/v1/search?q=a".to_owned(), 200),
        (Method::GET, "/api/v1/charts".to_owned(), 200),
        (Method::GET, "/api/v1/charts/a/versions".to_owned(), 404),
        (Method::GET, "/api/v1/charts/a/versions/1".to_owned(), 404),
        (Method::GET, "/api/v1/charts/a/versions/1/values".to_owned(), 404),
        (Method::POST, "/api/charts".to_owned(), 400),
        (Method::POST, "/v2/a/blobs/uploads/".to_owned(), 202),
        (Method::PATCH, format!("/v2/a/blobs/uploads/{id}"), 404),
        (Method::PUT, format!("/v2/a/blobs/uploads/{id}?digest={digest}"), 404),
        (Method::DELETE, format!("/v2/a/blobs/uploads/{id}"), 404),
        (Method::PUT, "/v2/a/manifests/1".to_owned(), 400),
        (Method::DELETE, "/v2/a/manifests/1".to_owned(), 404),
        (Method::DELETE, format!("/v2/a/manifests/{digest}"), 404),
        (Method::DELETE, format!("/v2/a/blobs/{digest}"), 404),
    ];
    for protect in [Protect::Writes, Protect::Everything] {
        let data = tempfile::tempdir().unwrap();
        let server = start(protect, data.path()).await;
        let client = Client::new(&server.address);
        for (method, path, allowed) in &endpoints {
            let reads = matches!(*method, Method::GET | Method::HEAD);
            let anonymous = if reads && protect == Protect::Writes { *allowed } else { 401 };
            for (login, expected) in [
                (None, anonymous),
                (Some(("ann", "hunter2")), *allowed),
                (Some(("ann", "wrong")), 401),
                (Some(("bob", "")), 401),
            ] {
                let mut request = client.request(method.clone(), path);
                if let Some((user, password)) = login {
                    request = request.basic_auth(user, Some(password));
                }
                let response = request.send().await.unwrap();
                assert_eq!(response.status().as_u16(), expected, "{protect:?} {method} {path} {login:?}");
                if expected == 401 {
                    assert!(header(&response, "www-authenticate").starts_with("Basic realm="));
                }
            }
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_can_be_switched_off_for_tags_too() {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::new(data.path());
    config.deletes = false;
    let server = Server::with(config).await;
    let client = Client::new(&server.address);
    let manifest = client.push_image("a", "1", b"x").await;
    let digest = registry::reference::Digest::of(manifest.as_bytes());
    for path in
        ["/v2/a/manifests/1".to_owned(), format!("/v2/a/manifests/{digest}"), format!("/v2/a/blobs/{digest}")]
    {
        assert_eq!(client.ask(Method::DELETE, &path).await.0, 405, "{path}");
    }
    let location = client.begin("a").await.unwrap();
    assert_eq!(client.ask(Method::DELETE, &location).await.0, 204, "an upload can be cancelled all the same");
    server.stop().await;
}
