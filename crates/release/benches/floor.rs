//! The floor under an install or an upgrade: a bare client that sends a manifest's objects as server-side applies, over a few
//! connections, and does nothing else. `cargo xtask bench releases` measures it beside the real thing.
//!
//! `floor dry-run|write NAMESPACE < manifest` prints how many milliseconds it took, from the kubeconfig to the last answer.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and stops where it cannot go on"
)]

use std::io::Read;
use std::time::Instant;

use futures::{StreamExt, stream};
use http::Request;
use kube::Client;
use release::documents::documents;
use release::object::Object;

/// How many requests are on their way at a time.
const PARALLEL: usize = 8;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, namespace] = &arguments[..] else { panic!("floor dry-run|write NAMESPACE < manifest") };
    let query = match what.as_str() {
        "write" => "fieldManager=helm&fieldValidation=Strict&force=true",
        "dry-run" => "fieldManager=helm&fieldValidation=Strict&force=true&dryRun=All",
        other => panic!("{other:?} is neither `dry-run` nor `write`"),
    };
    let mut manifest = String::new();
    std::io::stdin().read_to_string(&mut manifest).unwrap();
    let objects: Vec<Object> =
        documents(&manifest).unwrap().into_iter().map(|document| document.object).collect();
    let start = Instant::now();
    let client = Client::try_default().await.unwrap();
    let client = &client;
    stream::iter(&objects)
        .map(|object| async move {
            let api = match object.api_version() {
                "v1" => "api/v1".to_owned(),
                other => format!("apis/{other}"),
            };
            let plural = format!("{}s", object.kind().to_lowercase());
            let path = format!("/{api}/namespaces/{namespace}/{plural}/{}?{query}", object.name());
            let request = Request::patch(path)
                .header("content-type", "application/apply-patch+yaml")
                .body(object.json().to_string().into_bytes())
                .unwrap();
            client.request_text(request).await.unwrap();
        })
        .buffer_unordered(PARALLEL)
        .collect::<Vec<()>>()
        .await;
    println!("{}", start.elapsed().as_secs_f64() * 1000.0);
}
