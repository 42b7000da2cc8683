//! Content that no manifest names goes; everything else stays, whatever happens meanwhile.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use registry::reference::Digest;
use registry::store::Collected;
use registry::{Config, Event, Events};
use reqwest::{Method, StatusCode};

use crate::client::{Client, image};
use crate::server::Server;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn file_of(data: &Path, digest: &Digest) -> PathBuf {
    data.join("blobs").join(digest.algorithm().name()).join(digest.hex())
}

/// Makes every file in `blobs/` two days old.
fn age(data: &Path) {
    for entry in std::fs::read_dir(data.join("blobs/sha256")).unwrap() {
        let file = std::fs::File::options().write(true).open(entry.unwrap().path()).unwrap();
        file.set_modified(SystemTime::now() - 2 * DAY).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_manifest_names_goes_after_its_time() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let store = server.registry.store();
    let kept = client.push_image("a", "1", b"kept").await;
    let (abandoned, asked) = (b"abandoned".as_slice(), b"asked for".as_slice());
    for blob in [abandoned, asked] {
        assert_eq!(client.push_blob("a", blob).await.unwrap(), StatusCode::CREATED);
    }
    let (abandoned, asked) = (Digest::of(abandoned), Digest::of(asked));
    // A crash between moving a file into place and saying so.
    let stray = Digest::of(b"stray");
    std::fs::write(file_of(data.path(), &stray), b"stray").unwrap();
    assert_eq!(store.collect_garbage(DAY).await.unwrap(), Collected::default(), "all of it is new");
    age(data.path());
    let blob = |digest: &Digest| format!("/v2/a/blobs/{digest}");
    // Somebody is about to push a manifest, and looks which blobs can be left out.
    assert_eq!(client.ask(Method::HEAD, &blob(&asked)).await.0, 200);
    let collected = store.collect_garbage(DAY).await.unwrap();
    assert_eq!(collected, Collected { blobs: 1, files: 1, bytes: 9 + 5 });
    assert_eq!(client.ask(Method::GET, &blob(&abandoned)).await.0, 404);
    assert_eq!(client.ask(Method::GET, &blob(&asked)).await, (200, "asked for".into()));
    assert!(!file_of(data.path(), &stray).exists() && !file_of(data.path(), &abandoned).exists());
    assert_eq!(client.get("/v2/a/manifests/1").await.text().await.unwrap(), kept);
    assert_eq!(client.ask(Method::GET, &blob(&Digest::of(b"kept"))).await.0, 200);
    // Without its manifest a layer is garbage too, and with it the repository goes.
    let path = format!("/v2/a/manifests/{}", Digest::of(kept.as_bytes()));
    assert_eq!(client.ask(Method::DELETE, &path).await.0, 202);
    let collected = store.collect_garbage(Duration::ZERO).await.unwrap();
    assert_eq!(collected.blobs, 3, "{collected:?}");
    assert_eq!(client.ask(Method::GET, "/v2/_catalog").await.1, r#"{"repositories":[]}"#);
    assert_eq!(std::fs::read_dir(data.path().join("blobs/sha256")).unwrap().count(), 0);
    server.stop().await;
}

/// The registry looks by itself, again and again.
#[tokio::test(flavor = "multi_thread")]
async fn upkeep_takes_place_while_requests_are_answered() {
    let data = tempfile::tempdir().unwrap();
    let (told, collected) = std::sync::mpsc::channel();
    let mut config = Config::new(data.path());
    config.upkeep = Duration::from_millis(20);
    config.events = Events::new(move |event| {
        if let Event::Collected(collected) = event {
            told.send(collected).unwrap();
        }
    });
    let server = Server::with(config).await;
    let client = Client::new(&server.address);
    let kept = client.push_image("a", "1", b"kept").await;
    for round in [b"one round".as_slice(), b"another"] {
        assert_eq!(client.push_blob("a", round).await.unwrap(), StatusCode::CREATED);
        let location = client.begin("a").await.unwrap();
        let upload = data.path().join(".rhumb/uploads").join(location.rsplit('/').next().unwrap());
        assert!(upload.is_dir(), "{}", upload.display());
        // The upload was given up two days ago.
        for entry in
            std::fs::read_dir(&upload).unwrap().map(|entry| entry.unwrap().path()).chain([upload.clone()])
        {
            std::fs::File::open(entry).unwrap().set_modified(SystemTime::now() - 2 * DAY).unwrap();
        }
        age(data.path());
        let collected = tokio::task::block_in_place(|| collected.recv_timeout(Duration::from_secs(60)));
        assert_eq!(collected.unwrap(), Collected { blobs: 1, files: 0, bytes: round.len() as u64 });
        assert_eq!(client.ask(Method::GET, &format!("/v2/a/blobs/{}", Digest::of(round))).await.0, 404);
        // A round that began before the upload was old may have collected the blob; the next one sees the upload.
        let deadline = Instant::now() + Duration::from_secs(60);
        while upload.exists() {
            assert!(Instant::now() < deadline, "{} is still there", upload.display());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    assert_eq!(client.get("/v2/a/manifests/1").await.text().await.unwrap(), kept);
    server.stop().await;
}

/// What lies in two repositories goes from one of them; a file that another tool named stays.
#[tokio::test(flavor = "multi_thread")]
async fn others_keep_what_is_theirs() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    client.push_image("one", "1", b"shared").await;
    for blob in [b"shared".as_slice(), b"{}"] {
        assert_eq!(client.push_blob("two", blob).await.unwrap(), StatusCode::CREATED);
    }
    let collected = server.registry.store().collect_garbage(Duration::ZERO).await.unwrap();
    assert_eq!((collected.blobs, collected.files), (2, 0));
    let shared = Digest::of(b"shared");
    assert_eq!(client.ask(Method::GET, &format!("/v2/one/blobs/{shared}")).await.0, 200);
    assert_eq!(client.ask(Method::GET, &format!("/v2/two/blobs/{shared}")).await.0, 404);
    // A manifest that cannot be read may name anything.
    let manifest = image(b"shared");
    assert_eq!(client.push_blob("one", b"spare").await.unwrap(), StatusCode::CREATED);
    std::fs::write(file_of(data.path(), &Digest::of(manifest.as_bytes())), "damaged").unwrap();
    let collected = server.registry.store().collect_garbage(Duration::ZERO).await.unwrap();
    assert_eq!(collected, Collected::default());
    server.stop().await;
    let stray = Digest::of(b"stray");
    std::fs::write(file_of(data.path(), &stray), b"stray").unwrap();
    let entry = format!(
        r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{stray}","size":5,
            "annotations":{{"org.opencontainers.image.ref.name":"theirs"}}}}"#
    );
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{entry}]}}"#);
    std::fs::write(data.path().join("index.json"), index).unwrap();
    let server = Server::start(data.path()).await;
    server.registry.store().collect_garbage(Duration::ZERO).await.unwrap();
    assert!(file_of(data.path(), &stray).exists());
    server.stop().await;
}

/// Without any grace, collecting all the time: a push may have to be repeated, but what was acknowledged with
/// its manifest can be pulled.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_manifest_names_is_lost_to_a_race() {
    const PUSHERS: usize = 8;
    const ROUNDS: usize = 25;
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let (done, again) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let collecting = {
        let (store, done) = (server.registry.store().clone(), done.clone());
        tokio::spawn(async move {
            let mut collected = 0;
            while !done.load(Ordering::Relaxed) {
                collected += store.collect_garbage(Duration::ZERO).await.unwrap().blobs;
            }
            collected
        })
    };
    let pushers: Vec<_> = (0..PUSHERS)
        .map(|pusher| {
            let (client, again) = (client.clone(), again.clone());
            tokio::spawn(async move {
                let repository = format!("race/r{}", pusher % 2);
                for round in 0..ROUNDS {
                    // Some layers are everybody's.
                    let layer = format!("{} {}", if round % 3 == 0 { 0 } else { pusher }, round % 7);
                    let tag = format!("t{pusher}.{round}");
                    loop {
                        for blob in [b"{}".as_slice(), layer.as_bytes()] {
                            let pushed = client.push_blob(&repository, blob).await.unwrap();
                            assert_eq!(pushed, StatusCode::CREATED);
                        }
                        let manifest = image(layer.as_bytes());
                        let answer = client.push_manifest(&repository, &tag, &manifest).await.unwrap();
                        if answer.status() == StatusCode::CREATED {
                            break;
                        }
                        let reason = answer.text().await.unwrap();
                        assert!(reason.contains("BLOB_UNKNOWN"), "{reason}");
                        again.fetch_add(1, Ordering::Relaxed);
                    }
                    let blob = format!("/v2/{repository}/blobs/{}", Digest::of(layer.as_bytes()));
                    assert_eq!(client.ask(Method::GET, &blob).await, (200, layer.clone()));
                }
            })
        })
        .collect();
    for pusher in pushers {
        pusher.await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    let collected = collecting.await.unwrap();
    assert!(collected > 0, "the race was never run ({} repeated)", again.load(Ordering::Relaxed));
    for pusher in 0..PUSHERS {
        for round in 0..ROUNDS {
            let layer = format!("{} {}", if round % 3 == 0 { 0 } else { pusher }, round % 7);
            let repository = format!("race/r{}", pusher % 2);
            let tag = client.get(&format!("/v2/{repository}/manifests/t{pusher}.{round}")).await;
            assert_eq!(tag.text().await.unwrap(), image(layer.as_bytes()));
            let blob = format!("/v2/{repository}/blobs/{}", Digest::of(layer.as_bytes()));
            assert_eq!(client.ask(Method::GET, &blob).await, (200, layer));
        }
    }
    server.stop().await;
}
