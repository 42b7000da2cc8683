//! `kill -9` in the middle of everything: what was acknowledged is there.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use registry::reference::Digest;
use reqwest::header::{CONTENT_RANGE, LOCATION, RANGE};
use reqwest::{Method, StatusCode};
use tokio::sync::Semaphore;

use crate::client::{Client, header, image};
use crate::process::Process;

/// Times the server is killed; `the_long_run` does more.
const CYCLES: usize = 15;
const PUSHERS: usize = 16;

/// What the server has acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// Repository and layer.
    blobs: Vec<(String, Vec<u8>)>,
    /// Repository and tag to what the tag may be at: the last acknowledged manifest, and one whose
    /// acknowledgement the kill swallowed.
    tags: BTreeMap<(String, String), Vec<Option<String>>>,
    moves: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost() {
    cycles(CYCLES).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; run it after changes to the store"]
async fn the_long_run() {
    cycles(200).await;
}

async fn cycles(count: usize) {
    let data = tempfile::tempdir().unwrap();
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    for cycle in 0..count {
        let server = Process::start(data.path());
        let client = Client::new(&server.address);
        // Every acknowledgement is a permit; the server is killed after another number of them each time.
        let events = Arc::new(Semaphore::new(0));
        let pushers: Vec<_> = (0..PUSHERS)
            .map(|pusher| {
                let (client, acknowledged, events) = (client.clone(), acknowledged.clone(), events.clone());
                tokio::spawn(async move { push(&client, cycle, pusher, &acknowledged, &events).await })
            })
            .collect();
        let until = 1 + (cycle * 37) % 101;
        events.acquire_many(u32::try_from(until).unwrap()).await.unwrap().forget();
        server.kill();
        for pusher in pushers {
            pusher.await.unwrap();
        }
        let server = Process::start(data.path());
        let whole = cycle % 10 == 9 || cycle + 1 == count;
        verify(&Client::new(&server.address), &acknowledged, cycle, whole).await;
        if cycle % 2 == 0 { server.stop() } else { server.kill() }
    }
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.moves > count, "{} tags were acknowledged", acknowledged.moves);
    check_files(data.path());
}

/// Pushes until the server is gone.
async fn push(
    client: &Client,
    cycle: usize,
    pusher: usize,
    acknowledged: &Mutex<Acknowledged>,
    events: &Semaphore,
) {
    let repository = format!("kill/p{}", pusher % 4);
    for round in 0.. {
        let layer = format!("{cycle} {pusher} {round} ").repeat(1 + (pusher * round) % 4000).into_bytes();
        for blob in [b"{}".to_vec(), layer.clone()] {
            match client.push_blob(&repository, &blob).await {
                Ok(status) => assert_eq!(status, StatusCode::CREATED),
                Err(_) => return,
            }
            acknowledged.lock().unwrap().blobs.push((repository.clone(), blob));
            events.add_permits(1);
        }
        let (key, manifest) = ((repository.clone(), format!("t{pusher}")), image(&layer));
        let moving =
            |states: Vec<Option<String>>| acknowledged.lock().unwrap().tags.insert(key.clone(), states);
        let before = acknowledged.lock().unwrap().tags.get(&key).cloned().unwrap_or_else(|| vec![None]);
        moving(before.into_iter().chain([Some(manifest.clone())]).collect());
        match client.push_manifest(&repository, &key.1, &manifest).await {
            Ok(response) => assert_eq!(response.status(), StatusCode::CREATED),
            Err(_) => return,
        }
        moving(vec![Some(manifest)]);
        acknowledged.lock().unwrap().moves += 1;
        events.add_permits(1);
    }
}

/// Everything acknowledged reads back, byte for byte; of the blobs all, or those of this cycle.
async fn verify(client: &Client, acknowledged: &Mutex<Acknowledged>, cycle: usize, whole: bool) {
    let (blobs, tags) = {
        let acknowledged = acknowledged.lock().unwrap();
        let recent =
            |(_, blob): &&(String, Vec<u8>)| whole || blob.starts_with(format!("{cycle} ").as_bytes());
        (acknowledged.blobs.iter().filter(recent).cloned().collect::<Vec<_>>(), acknowledged.tags.clone())
    };
    for (repository, blob) in blobs {
        let response = client.get(&format!("/v2/{repository}/blobs/{}", Digest::of(&blob))).await;
        assert_eq!(response.status(), StatusCode::OK, "cycle {cycle}: a blob of {repository} is lost");
        assert!(response.bytes().await.unwrap() == blob, "cycle {cycle}: a blob of {repository} is torn");
    }
    for (key, states) in tags {
        let (status, body) = client.ask(Method::GET, &format!("/v2/{}/manifests/{}", key.0, key.1)).await;
        let found = if status == 404 { None } else { Some(body) };
        assert!(states.contains(&found), "cycle {cycle}: {key:?} is at {found:?}, not one of {states:?}");
        acknowledged.lock().unwrap().tags.insert(key, vec![found]);
    }
}

/// Every file in `blobs/` is what its name says, whoever put it there.
fn check_files(data: &Path) {
    let mut files = 0;
    for entry in std::fs::read_dir(data.join("blobs/sha256")).unwrap() {
        let entry = entry.unwrap();
        let digest = Digest::of(&std::fs::read(entry.path()).unwrap());
        assert_eq!(digest.hex(), entry.file_name().to_str().unwrap(), "a torn file");
        files += 1;
    }
    assert!(files > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_was() {
    let data = tempfile::tempdir().unwrap();
    let blob: Vec<u8> = (0..3_000_000u32).flat_map(u32::to_le_bytes).collect();
    let server = Process::start(data.path());
    let client = Client::new(&server.address);
    let location = client.begin("kill/resume").await.unwrap();
    let first = 5_000_000;
    let response = client
        .request(Method::PATCH, &location)
        .header(CONTENT_RANGE, format!("0-{}", first - 1))
        .body(blob[..first].to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(
        (response.status(), header(&response, RANGE.as_str())),
        (StatusCode::ACCEPTED, format!("0-{}", first - 1))
    );
    server.kill();

    let server = Process::start(data.path());
    let client = Client::new(&server.address);
    let status = client.get(&location).await;
    assert_eq!(status.status(), StatusCode::NO_CONTENT);
    assert_eq!(header(&status, RANGE.as_str()), format!("0-{}", first - 1));
    assert_eq!(header(&status, LOCATION.as_str()), location);
    let elsewhere = location.replace("kill/resume", "kill/other");
    assert_eq!(client.get(&elsewhere).await.status(), StatusCode::NOT_FOUND, "another repository's upload");
    let response = client
        .request(Method::PUT, &format!("{location}?digest={}", Digest::of(&blob)))
        .header(CONTENT_RANGE, format!("{first}-{}", blob.len() - 1))
        .body(blob[first..].to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let read = client.get(&format!("/v2/kill/resume/blobs/{}", Digest::of(&blob))).await;
    assert!(read.bytes().await.unwrap() == blob);
    assert_eq!(client.get(&location).await.status(), StatusCode::NOT_FOUND, "the upload is over");
    server.stop();
    assert_eq!(std::fs::read_dir(data.path().join(".rhumb/uploads")).unwrap().count(), 0);
}
