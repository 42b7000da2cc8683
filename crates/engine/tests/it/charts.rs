//! The charts that come with rhumb.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use chart::Chart;
use diagnostic::{Source, Style};
use engine::{Cluster, NoCluster, Query, ReleaseInfo, RenderInput, Rendered, render};
use functions::moment::Moment;
use functions::random::Random;
use values::{Library, Overrides};
use yaml::Node;

fn jupyter(user: &str, cluster: Arc<dyn Cluster>, seed: u64) -> Rendered {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charts/jupyter");
    let overrides = Overrides { files: vec![Source::file("user.yaml", user)], ..Overrides::default() };
    let user = overrides.collect(&mut |_| Err("none".to_owned())).unwrap().values;
    let chart = Chart::load(&folder).unwrap();
    assert_eq!(values::check_unknown(&chart, &user).unwrap(), []);
    let resolved = values::resolve(chart, user).unwrap();
    values::validate(&resolved.chart, &resolved.values, &Library::bundled()).unwrap();
    let now = Moment::from_seconds(1_700_000_000, jiff::tz::TimeZone::UTC);
    let mut input =
        RenderInput::new(&resolved.chart, &resolved.values, ReleaseInfo::install("lab", "alice"), now);
    input.random = Random::seeded(seed);
    input.cluster = cluster;
    match render(&input) {
        Ok(rendered) => rendered,
        Err(error) => panic!("{}", diagnostic::render(&error.diagnostic(), Style::Plain)),
    }
}

fn text(rendered: &Rendered) -> String {
    let files = rendered.files.iter().chain(&rendered.notes);
    files
        .filter(|file| !file.text.trim().is_empty())
        .map(|file| format!("### {}\n{}", file.path, file.text))
        .collect()
}

/// Kind and name to document.
fn documents(rendered: &Rendered) -> BTreeMap<(String, String), Node> {
    let mut found = BTreeMap::new();
    for file in &rendered.files {
        for document in yaml::parse(&Source::file(&*file.path, &*file.text)).unwrap() {
            if document.is_null() {
                continue;
            }
            let name = |path: [&str; 2]| document.at(path).and_then(Node::as_str).unwrap().to_owned();
            let kind = document.get("kind").and_then(Node::as_str).unwrap().to_owned();
            let before = found.insert((kind, name(["metadata", "name"])), document.clone());
            assert!(before.is_none(), "{} appears twice", file.path);
        }
    }
    found
}

/// A cluster that holds what was rendered before.
struct Holds(Mutex<BTreeMap<(String, String), Node>>);

impl Cluster for Holds {
    fn lookup(&self, query: Query<'_>) -> Result<Option<Node>, String> {
        assert_eq!(query.namespace, "alice");
        let held = self.0.lock().map_err(|error| error.to_string())?;
        Ok(held.get(&(query.kind.to_owned(), query.name.to_owned())).cloned())
    }
}

const EVERYTHING: &str = r#"
service: {image: {custom: {enabled: true, version: "example.org/lab:1"}}}
persistence: {keep: true, storageClass: fast, size: 20Gi}
security:
  password: "s3cret: yes"
  allowlist: {enabled: true, ip: 203.0.113.0/24}
  networkPolicy: {enabled: true, from: [{namespaceSelector: {matchLabels: {name: ingress}}}]}
networking: {user: {enabled: true, port: 8050}}
ingress:
  enabled: true
  hostname: lab.example.org
  userHostname: lab-user.example.org
  ingressClassName: nginx
  annotations: {example.org/team: data}
  useCertManager: true
  certManagerClusterIssuer: letsencrypt
kubernetes: {enabled: true, role: edit}
init: {personalInit: "https://example.org/init.sh", personalInitArgs: "a b"}
extraEnvVars: [{name: COLOUR, value: "yes"}]
git: {enabled: true, name: Alice, email: alice@example.org, cache: "3600", token: t}
s3: {enabled: true, endpoint: s3.example.org, accessKeyId: id, secretAccessKey: key, pathStyleAccess: true}
vault: {enabled: true, url: "https://vault.example.org", token: v}
repository: {pipRepository: "https://pypi.example.org/simple"}
proxy: {enabled: true, httpProxy: "http://proxy:3128", noProxy: localhost}
certificates: {cacerts: "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n"}
userPreferences: {darkMode: true, language: fr}
message: {fr: "Bienvenue"}
imagePullSecrets: [{name: pull}]
podAnnotations: {example.org/note: "1"}
nodeSelector: {disk: ssd}
tolerations: [{key: gpu, operator: Exists}]
affinity: {podAntiAffinity: {}}
global: {suspend: true}
"#;

#[test]
fn jupyter_renders_with_its_defaults_and_with_everything_switched_on() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/charts");
    for (name, user) in [("jupyter-defaults.out", "{}"), ("jupyter-everything.out", EVERYTHING)] {
        testkit::golden(folder.join(name), &text(&jupyter(user, Arc::new(NoCluster), 1)));
    }
    let kinds = |user| -> Vec<_> {
        documents(&jupyter(user, Arc::new(NoCluster), 1))
            .into_keys()
            .map(|(kind, name)| format!("{kind} {name}"))
            .collect()
    };
    assert_eq!(
        kinds("{}"),
        [
            "ConfigMap lab-jupyter",
            "PersistentVolumeClaim lab-jupyter",
            "Secret lab-jupyter",
            "Service lab-jupyter",
            "ServiceAccount lab-jupyter",
            "StatefulSet lab-jupyter"
        ]
    );
    assert_eq!(kinds(EVERYTHING).len(), 11);
}

#[test]
fn the_generated_password_is_kept_by_every_upgrade_and_a_chosen_one_wins() {
    let password = |rendered: &Rendered| {
        let secret = documents(rendered).remove(&("Secret".to_owned(), "lab-jupyter".to_owned())).unwrap();
        secret.at(["data", "PASSWORD"]).and_then(Node::as_str).unwrap().to_owned()
    };
    let first = jupyter("{}", Arc::new(NoCluster), 1);
    assert_eq!(password(&first).len(), 32, "24 characters in base64");
    assert_ne!(
        password(&first),
        password(&jupyter("{}", Arc::new(NoCluster), 2)),
        "another release has another"
    );

    let mut before = first;
    for seed in 3..5 {
        let held = Arc::new(Holds(Mutex::new(documents(&before))));
        let next = jupyter("{}", held, seed);
        assert_eq!(password(&next), password(&before), "upgrade {seed}");
        before = next;
    }
    let held = Arc::new(Holds(Mutex::new(documents(&before))));
    let chosen = jupyter("security: {password: mine}", held, 9);
    assert_eq!(password(&chosen), "bWluZQ==");
}

#[test]
fn jupyter_meets_the_restricted_pod_security_level() {
    for user in ["{}", EVERYTHING] {
        let rendered = jupyter(user, Arc::new(NoCluster), 1);
        let set = documents(&rendered).remove(&("StatefulSet".to_owned(), "lab-jupyter".to_owned())).unwrap();
        let pod = set.at(["spec", "template", "spec"]).unwrap();
        assert_eq!(pod.at(["securityContext", "runAsNonRoot"]).and_then(Node::as_bool), Some(true));
        assert_ne!(pod.at(["securityContext", "runAsUser"]).and_then(Node::as_i64), Some(0));
        for host in ["hostNetwork", "hostPID", "hostIPC"] {
            assert!(pod.get(host).is_none());
        }
        for container in pod.get("containers").and_then(Node::as_sequence).unwrap() {
            let context = container.get("securityContext").unwrap();
            assert_eq!(context.get("allowPrivilegeEscalation").and_then(Node::as_bool), Some(false));
            assert_eq!(context.at(["seccompProfile", "type"]).and_then(Node::as_str), Some("RuntimeDefault"));
            let dropped = context.at(["capabilities", "drop"]).and_then(Node::as_sequence).unwrap();
            assert_eq!(dropped[0].as_str(), Some("ALL"));
        }
        let allowed = [
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "persistentVolumeClaim",
            "projected",
            "secret",
        ];
        for volume in pod.get("volumes").and_then(Node::as_sequence).unwrap() {
            let kinds: Vec<_> = volume.as_mapping().unwrap().keys().filter(|key| *key != "name").collect();
            assert!(kinds.iter().all(|kind| allowed.contains(kind)), "{kinds:?}");
        }
    }
}
