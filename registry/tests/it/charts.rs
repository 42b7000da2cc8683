//! Charts: the classic repository, search, files, publishing.

use std::io::Read;

use bytes::Bytes;
use chart::{Chart, File, Times};
use registry::charts::Publication;
use registry::reference::Digest;
use registry::store::media_type;
use registry::{Config, Event, Events};
use reqwest::header::{ACCEPT_ENCODING, IF_NONE_MATCH};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Client, header};
use crate::clients::run;
use crate::server::Server;

/// The archive of a small chart.
fn archive(name: &str, version: &str, more: &str) -> Bytes {
    let text = format!("apiVersion: v2\nname: {name}\nversion: {version}\n{more}");
    let file =
        |name: &str, text: &str| File { name: name.into(), data: text.as_bytes().into(), modified: None };
    let files = vec![
        file("Chart.yaml", &text),
        file("values.yaml", "replicas: 1\n"),
        file("values.schema.json", r#"{"type": "object"}"#),
        file("README.md", "# Read me\n"),
        file("templates/a.yaml", "a: 1\n"),
    ];
    let chart = Chart::from_files(name, files, &mut vec![]).unwrap();
    chart.pack(Times::Fixed(1_700_000_000)).unwrap().into()
}

async fn publish(server: &Server, namespace: &str, name: &str, version: &str, more: &str) -> Bytes {
    let archive = archive(name, version, more);
    let publication = Publication {
        namespace: namespace.to_owned(),
        archive: archive.clone(),
        provenance: None,
        created: None,
        replace: false,
    };
    assert!(!server.registry.library().publish(publication).await.unwrap().unchanged);
    archive
}

async fn json_of(client: &Client, path: &str) -> Value {
    let response = client.get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn helm_uses_it_as_a_classic_repository() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let newest = publish(&server, "team", "web", "1.10.0+build.3", "description: Serves pages\n").await;
    publish(&server, "team", "web", "1.9.0", "").await;
    publish(&server, "team", "web", "2.0.0-rc.1", "").await;
    publish(&server, "other", "db", "0.1.0", "").await;
    let address = server.address.clone();
    tokio::task::spawn_blocking(move || {
        let (work, helm) = (tempfile::tempdir().unwrap(), testbed::helm().unwrap());
        let helm = |arguments: &[&str]| run(&helm, work.path(), arguments);
        helm(&["repo", "add", "team", &format!("http://{address}/team")]);
        helm(&["repo", "add", "all", &format!("http://{address}/")]);
        helm(&["repo", "update"]);
        let found: Value = serde_json::from_str(&helm(&["search", "repo", "team/", "--output", "json"])).unwrap();
        assert_eq!(
            found,
            json!([{"name": "team/web", "version": "1.10.0+build.3", "app_version": "", "description": "Serves pages"}])
        );
        assert!(helm(&["search", "repo", "all/"]).contains("all/db"));
        helm(&["pull", "all/web"]);
        assert!(std::fs::read(work.path().join("web-1.10.0+build.3.tgz")).unwrap() == newest);
        helm(&["pull", "team/web", "--version", "2.0.0-rc.1"]);
        helm(&["pull", "web", "--repo", &format!("http://{address}/team"), "--version", "1.9.0"]);
    })
    .await
    .unwrap();
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_is_valid_stable_and_cheap_to_ask_for_again() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let empty = json_of(&client, "/index.yaml").await;
    assert_eq!((&empty["apiVersion"], &empty["entries"]), (&json!("v1"), &json!({})));
    assert_eq!(client.get("/team/index.yaml").await.status(), StatusCode::NOT_FOUND);

    let archive = publish(&server, "team/a", "web", "1.0.0", "icon: https://x/y.svg\nkeywords: [k]\n").await;
    let index = json_of(&client, "/team/index.yaml").await;
    let entry = &index["entries"]["web"][0];
    assert_eq!(entry["urls"], json!(["a/charts/web-1.0.0.tgz"]));
    assert_eq!(entry["digest"], Digest::of(&archive).hex());
    assert_eq!((&entry["icon"], &entry["keywords"]), (&json!("https://x/y.svg"), &json!(["k"])));
    let urls = |path: &'static str| {
        let client = client.clone();
        async move { json_of(&client, path).await["entries"]["web"][0]["urls"][0].clone() }
    };
    assert_eq!(urls("/index.yaml").await, "team/a/charts/web-1.0.0.tgz");
    assert_eq!(urls("/team/a/index.yaml").await, "charts/web-1.0.0.tgz");
    for path in ["/team/a/charts/web-1.0.0.tgz", "/v2/team/a/web/blobs/"] {
        let path =
            if path.ends_with('/') { format!("{path}{}", Digest::of(&archive)) } else { path.to_owned() };
        assert!(client.get(&path).await.bytes().await.unwrap() == archive, "{path}");
    }
    for missing in ["web-1.0.1.tgz", "web-1.0.0.tgz.prov", "web-1.0.0.zip", "web.tgz", "-.tgz"] {
        let path = format!("/team/a/charts/{missing}");
        assert_eq!(client.get(&path).await.status(), StatusCode::NOT_FOUND, "{missing}");
    }

    let whole = client.get("/index.yaml").await;
    let etag = header(&whole, "etag");
    let text = whole.bytes().await.unwrap();
    let again = |etag: String| client.request(Method::GET, "/index.yaml").header(IF_NONE_MATCH, etag).send();
    assert_eq!(again(etag.clone()).await.unwrap().status(), StatusCode::NOT_MODIFIED);
    let zipped =
        client.request(Method::GET, "/index.yaml").header(ACCEPT_ENCODING, "gzip").send().await.unwrap();
    assert_eq!(header(&zipped, "content-encoding"), "gzip");
    assert_ne!(header(&zipped, "etag"), etag);
    let same = client.request(Method::GET, "/index.yaml").header(ACCEPT_ENCODING, "gzip");
    let same = same.header(IF_NONE_MATCH, header(&zipped, "etag")).send().await.unwrap();
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(&zipped.bytes().await.unwrap()[..]).read_to_end(&mut plain).unwrap();
    assert!(plain == text);

    // Another chart changes it; so does taking one away.
    publish(&server, "", "root", "1.0.0", "").await;
    let changed = again(etag.clone()).await.unwrap();
    assert_eq!(changed.status(), StatusCode::OK);
    assert_eq!(
        json_of(&client, "/index.yaml").await["entries"]["root"][0]["urls"],
        json!(["charts/root-1.0.0.tgz"])
    );
    assert_eq!(client.get("/charts/root-1.0.0.tgz").await.status(), StatusCode::OK);
    assert_eq!(client.ask(Method::DELETE, "/v2/root/manifests/1.0.0").await.0, 202);
    assert_eq!(header(&client.get("/index.yaml").await, "etag"), etag);
    assert_eq!(client.get("/charts/root-1.0.0.tgz").await.status(), StatusCode::NOT_FOUND);

    // Nothing of it is lost with the process.
    server.stop().await;
    let server = Server::start(data.path()).await;
    assert_eq!(header(&Client::new(&server.address).get("/index.yaml").await, "etag"), etag);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_ranks_and_versions_carry_their_files() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    publish(&server, "lab", "jupyter", "1.0.0", "description: Notebooks\nkeywords: [python]\n").await;
    publish(&server, "lab", "jupyter", "1.1.0-rc.1", "").await;
    publish(&server, "lab", "jupyter-gpu", "1.0.0", "description: Notebooks on GPUs\n").await;
    publish(&server, "db", "postgres", "1.0.0", "description: Works with jupyter\n").await;
    let found = |query: &'static str| {
        let client = client.clone();
        async move {
            let found = json_of(&client, &format!("/api/v1/search?q={query}")).await;
            let names =
                found["charts"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned());
            (found["total"].as_u64().unwrap(), names.collect::<Vec<_>>().join(" "))
        }
    };
    assert_eq!(found("jupyter").await, (3, "jupyter jupyter-gpu postgres".to_owned()));
    assert_eq!(found("JUPYTER+gpu").await, (1, "jupyter-gpu".to_owned()));
    assert_eq!(found("python").await, (1, "jupyter".to_owned()));
    assert_eq!(found("nothing").await, (0, String::new()));
    assert_eq!(found("").await.0, 3);
    let best = json_of(&client, "/api/v1/search?q=jupyter&n=1").await;
    assert_eq!(best["charts"].as_array().unwrap().len(), 1);
    assert_eq!((&best["charts"][0]["version"], &best["charts"][0]["versions"]), (&json!("1.0.0"), &json!(2)));

    let versions = json_of(&client, "/api/v1/charts/lab/jupyter/versions").await;
    let list: Vec<_> =
        versions["versions"].as_array().unwrap().iter().map(|v| v["version"].clone()).collect();
    assert_eq!(list, ["1.1.0-rc.1", "1.0.0"]);
    let latest = json_of(&client, "/api/v1/charts/lab/jupyter/versions/latest").await;
    assert_eq!((&latest["version"], &latest["signed"]), (&json!("1.0.0"), &json!(false)));
    for (file, kind, text) in [
        ("values", "application/yaml", "replicas: 1\n"),
        ("schema", "application/schema+json", r#"{"type": "object"}"#),
        ("readme", "text/markdown; charset=utf-8", "# Read me\n"),
    ] {
        let path = format!("/api/v1/charts/lab/jupyter/versions/1.0.0/{file}");
        let response = client.get(&path).await;
        assert_eq!(header(&response, "content-type"), kind);
        let etag = header(&response, "etag");
        assert_eq!(response.text().await.unwrap(), text);
        let again = client.request(Method::GET, &path).header(IF_NONE_MATCH, etag).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }
    for missing in ["lab/none/versions", "lab/jupyter/versions/9.9.9", "lab/jupyter/versions/9.9.9/values"] {
        let (status, text) = client.ask(Method::GET, &format!("/api/v1/charts/{missing}")).await;
        assert_eq!(status, 404, "{missing}");
        assert!(text.contains("there is no"), "{text}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_twice_changes_nothing_and_other_content_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let publication = |more: &str, replace| Publication {
        namespace: "a".to_owned(),
        archive: archive("web", "1.0.0", more),
        provenance: None,
        created: None,
        replace,
    };
    let library = server.registry.library();
    let first = library.publish(publication("", false)).await.unwrap();
    assert_eq!(
        (first.repository.as_str(), first.version.as_str(), first.unchanged),
        ("a/web", "1.0.0", false)
    );
    let second = library.publish(publication("", false)).await.unwrap();
    assert_eq!((&second.digest, second.unchanged), (&first.digest, true));
    let other = publication("description: other\n", false);
    let error = library.publish(other).await.unwrap_err();
    assert!(matches!(error, registry::Error::TagImmutable { .. }), "{error}");
    assert!(error.diagnostic().hints[0].contains("raise the chart's version"));
    let replaced = library.publish(publication("description: other\n", true)).await.unwrap();
    assert!(!replaced.unchanged);
    // A signature may follow.
    let signed =
        Publication { provenance: Some("signed".into()), ..publication("description: other\n", false) };
    library.publish(signed).await.unwrap();
    let client = Client::new(&server.address);
    assert_eq!(client.get("/a/charts/web-1.0.0.tgz.prov").await.text().await.unwrap(), "signed");
    let broken = Publication { archive: "no archive".into(), ..publication("", false) };
    assert!(matches!(library.publish(broken).await, Err(registry::Error::ChartInvalid { .. })));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chartmuseum_clients_can_push() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let client = Client::new(&server.address);
    let web = archive("web", "1.0.0", "");
    let post = |path: &'static str, body: Vec<u8>| client.request(Method::POST, path).body(body).send();
    assert_eq!(post("/api/charts", web.to_vec()).await.unwrap().status(), StatusCode::CREATED);
    assert_eq!(post("/api/charts", web.to_vec()).await.unwrap().status(), StatusCode::CREATED);
    let changed = archive("web", "1.0.0", "description: changed\n");
    assert_eq!(post("/api/charts?force", changed.to_vec()).await.unwrap().status(), StatusCode::CONFLICT);
    assert_eq!(post("/api/charts", b"nonsense".to_vec()).await.unwrap().status(), StatusCode::BAD_REQUEST);
    let part = |name: &str, content: &[u8]| {
        [
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(),
            content,
            b"\r\n",
        ]
        .concat()
    };
    let form = [part("prov", b"signed"), part("chart", &web), b"--b--\r\n".to_vec()].concat();
    let sent = client
        .request(Method::POST, "/api/team/charts")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(form)
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), StatusCode::CREATED);
    assert_eq!(client.get("/charts/web-1.0.0.tgz").await.bytes().await.unwrap(), web);
    assert_eq!(client.get("/team/charts/web-1.0.0.tgz.prov").await.text().await.unwrap(), "signed");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_is_no_chart_is_pushed_but_not_listed() {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::new(data.path());
    let (tell, told) = std::sync::mpsc::channel();
    config.events = Events::new(move |event| drop(tell.send(event)));
    let server = Server::with(config).await;
    let client = Client::new(&server.address);
    let bomb = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut gzip, &vec![0; 150 << 20]).unwrap();
        gzip.finish().unwrap()
    };
    for (tag, archive) in [("1.0.0", b"not an archive".to_vec()), ("2.0.0", bomb)] {
        for blob in [&b"{}"[..], &archive] {
            assert_eq!(client.push_blob("a/odd", blob).await.unwrap(), StatusCode::CREATED);
        }
        let manifest = json!({"schemaVersion": 2,
            "config": {"mediaType": media_type::CHART_CONFIG, "digest": Digest::of(b"{}"), "size": 2},
            "layers": [{"mediaType": media_type::CHART_ARCHIVE, "digest": Digest::of(&archive), "size": archive.len()}]});
        let pushed = client.push_manifest("a/odd", tag, &manifest.to_string()).await.unwrap();
        assert_eq!(pushed.status(), StatusCode::CREATED, "{tag}");
    }
    assert_eq!(json_of(&client, "/index.yaml").await["entries"], json!({}));
    assert_eq!(client.ask(Method::DELETE, "/v2/a/odd/manifests/2.0.0").await.0, 202);
    server.stop().await;
    let heard: Vec<String> = told
        .try_iter()
        .filter_map(|event| match event {
            Event::Tagged { tag, .. } => Some(format!("+{tag}")),
            Event::Untagged { tag, .. } => Some(format!("-{tag}")),
            Event::ChartUnreadable { tag, .. } => Some(format!("?{tag}")),
            _ => None,
        })
        .collect();
    assert_eq!(heard.join(" "), "+1.0.0 +2.0.0 ?1.0.0 ?2.0.0 -2.0.0", "each is told once");
}
