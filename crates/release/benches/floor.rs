//! The floor under an install or an upgrade: a bare client that sends a manifest's objects as server-side applies, over the
//! connection that releases have, and does nothing else. `cargo xtask bench releases` measures it beside the real thing.
//!
//! `floor dry-run|write KUBECONFIG NAMESPACE < manifest` prints how many milliseconds it took, from the kubeconfig to the last answer.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and stops where it cannot go on"
)]

use std::io::Read;
use std::time::Instant;

use futures::{StreamExt, stream};
use release::cluster::{Apply, Resource, Write};
use release::documents::documents;
use release::object::{Object, ObjectRef};
use release::{Cluster, ClusterSettings};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, kubeconfig, namespace] = &arguments[..] else {
        panic!("floor dry-run|write KUBECONFIG NAMESPACE < manifest")
    };
    let how = match what.as_str() {
        "write" => Apply { force: true, ..Apply::default() },
        "dry-run" => Apply { force: true, dry_run: true, ..Apply::default() },
        other => panic!("{other:?} is neither `dry-run` nor `write`"),
    };
    let mut manifest = String::new();
    std::io::stdin().read_to_string(&mut manifest).unwrap();
    let objects: Vec<Object> =
        documents(&manifest).unwrap().into_iter().map(|document| document.object).collect();
    let start = Instant::now();
    let cluster = Cluster::new(ClusterSettings { kubeconfig: vec![kubeconfig.into()], ..Default::default() });
    let cluster = &cluster;
    stream::iter(&objects)
        .map(|object| async move {
            let resource = resource(object);
            let reference = ObjectRef { namespace: Some(namespace.clone()), ..object.reference() };
            cluster.write_blindly(Write::Apply, &resource, &reference, object.json(), how).await.unwrap();
        })
        .buffer_unordered(cluster.parallel())
        .collect::<Vec<()>>()
        .await;
    println!("{}", start.elapsed().as_secs_f64() * 1000.0);
}

/// The place of a kind, by the rule that most of them follow.
fn resource(object: &Object) -> Resource {
    let core = Resource::core(object.kind(), &format!("{}s", object.kind().to_lowercase()), true);
    match object.api_version().split_once('/') {
        Some((group, version)) => Resource { group: group.into(), version: version.into(), ..core },
        None => core,
    }
}
