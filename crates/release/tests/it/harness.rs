//! What the tests share: a namespace, our releases in it, and Helm in the same one.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use release::operation::{Draft, Options, Releases};
use release::record::{Driver, Hook, HookEvent, Release};
use release::{Cluster, ClusterSettings, Error, Event, Events};
use serde_json::{Value, json};
use testbed::{ControlPlane, Namespace};

/// How long a lock may stand still here before its holder counts as gone.
const PATIENCE: Duration = Duration::from_secs(3);
/// Longer than anything takes that a test waits for, on however busy a machine.
const LIMIT: Duration = Duration::from_secs(180);

/// A namespace with everything that works in it.
pub(crate) struct Bench {
    /// The namespace, gone with the test.
    pub(crate) namespace: Namespace<'static>,
    /// Our releases.
    pub(crate) releases: Releases,
    /// Stops the operation that is in progress.
    pub(crate) stop: tokio::sync::watch::Sender<bool>,
    events: Arc<Mutex<Vec<Event>>>,
    home: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new(prefix: &str) -> Self {
        let plane = ControlPlane::shared().unwrap();
        let namespace = plane.namespace(prefix).unwrap();
        let events = Arc::new(Mutex::new(vec![]));
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let releases = releases(namespace.name(), Arc::clone(&events), stopped);
        Self { namespace, releases, stop, events, home: tempfile::tempdir().unwrap() }
    }

    /// The same releases in other hands, which [`Bench::stop`] does not stop.
    pub(crate) fn another(&self) -> Releases {
        let (_, never) = tokio::sync::watch::channel(false);
        releases(self.namespace.name(), Arc::clone(&self.events), never)
    }

    /// The same releases, reached by another kubeconfig.
    pub(crate) fn through(&self, kubeconfig: &std::path::Path) -> Releases {
        let stopped = self.stop.subscribe();
        releases_as(kubeconfig, self.namespace.name(), Arc::clone(&self.events), stopped)
    }

    /// Every event so far as JSON.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.events.lock().unwrap().iter().map(|event| serde_json::to_value(event).unwrap()).collect()
    }

    /// Waits for the first event that is as described.
    pub(crate) async fn told(&self, what: impl Fn(&Value) -> bool) {
        eventually("an event", async || self.events().iter().any(&what)).await;
    }

    /// Carries out a part of an operation: dropped once it waits for an object, as a killed process would, it leaves a record
    /// that is pending and a Lease that stops beating.
    pub(crate) async fn cut_off<T>(&self, operation: impl Future<Output = T>) {
        self.events.lock().unwrap().clear();
        tokio::select! {
            _ = operation => panic!("there was nothing to wait for"),
            () = self.told(|event| event["event"] == "progress") => {}
        }
    }

    /// Installs documents that do not become ready, with as much patience as it takes until the failure is as described; the
    /// last failure where it never is. Controllers take their time, and the next attempt finds what they have done.
    pub(crate) async fn failure(
        &self,
        draft: Draft,
        options: Options,
        is_it: impl Fn(&Error) -> bool,
    ) -> Error {
        let mut options = Options { replace: true, ..options };
        let begun = Instant::now();
        loop {
            let error = self.releases.install("demo", draft.clone(), &options).await.unwrap_err();
            if is_it(&error) || begun.elapsed() > LIMIT {
                return error;
            }
            options.timeout *= 2;
        }
    }

    /// What the events say was done, as `create ConfigMap/a`.
    pub(crate) fn done(&self) -> Vec<String> {
        let mut done: Vec<String> = self
            .events()
            .iter()
            .filter(|event| event["event"] == "applied")
            .map(|event| {
                format!(
                    "{} {}/{}",
                    text(&event["action"]),
                    text(&event["object"]["kind"]),
                    text(&event["object"]["name"])
                )
            })
            .collect();
        done.sort();
        self.events.lock().unwrap().clear();
        done
    }

    /// Runs the real Helm in the namespace; fails with what it printed where it fails.
    pub(crate) fn helm(&self, arguments: &[&str]) -> String {
        let output = self.helm_output(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "helm {arguments:?}\n{out}\n{err}");
        out.into_owned()
    }

    pub(crate) fn helm_output(&self, arguments: &[&str]) -> Output {
        self.run(&testbed::helm().unwrap(), arguments)
    }

    /// Runs Helm 3 in the namespace; fails with what it printed where it fails.
    pub(crate) fn helm3(&self, arguments: &[&str]) -> String {
        let output = self.run(&testbed::helm3().unwrap(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs any Helm in the namespace.
    pub(crate) fn run(&self, helm: &std::path::Path, arguments: &[&str]) -> Output {
        Command::new(helm)
            .args(arguments)
            .args(["--namespace", self.namespace.name()])
            .env("KUBECONFIG", ControlPlane::shared().unwrap().kubeconfig())
            .env("HELM_CACHE_HOME", self.home.path())
            .env("HELM_CONFIG_HOME", self.home.path())
            .env("HELM_DATA_HOME", self.home.path())
            .output()
            .unwrap()
    }

    /// Writes a chart whose templates are the given documents.
    pub(crate) fn chart(&self, name: &str, version: &str, templates: &[(&str, &str)]) -> PathBuf {
        let folder = self.home.path().join(format!("{name}-{version}")).join(name);
        std::fs::create_dir_all(folder.join("templates")).unwrap();
        let chart = format!("apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: '1.0'\n");
        std::fs::write(folder.join("Chart.yaml"), chart).unwrap();
        for (file, text) in templates {
            std::fs::write(folder.join("templates").join(file), text).unwrap();
        }
        folder
    }

    /// A live object as JSON.
    pub(crate) fn live(&self, object: &str) -> Option<Value> {
        let mut kubectl = self.namespace.kubectl().unwrap();
        let output = kubectl.args(["get", object, "-o", "json", "--show-managed-fields"]).output().unwrap();
        output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap())
    }
}

/// Our releases in a namespace of the shared control plane.
pub(crate) fn releases(
    namespace: &str,
    events: Arc<Mutex<Vec<Event>>>,
    stopped: tokio::sync::watch::Receiver<bool>,
) -> Releases {
    releases_as(ControlPlane::shared().unwrap().kubeconfig(), namespace, events, stopped)
}

/// The same with the rights that a kubeconfig gives.
pub(crate) fn releases_as(
    kubeconfig: &std::path::Path,
    namespace: &str,
    events: Arc<Mutex<Vec<Event>>>,
    stopped: tokio::sync::watch::Receiver<bool>,
) -> Releases {
    let settings = ClusterSettings { kubeconfig: vec![kubeconfig.to_owned()], ..ClusterSettings::default() };
    let sink = Events::new(move |event| events.lock().unwrap().push(event));
    Releases::new(
        Cluster::new(settings),
        namespace,
        Driver::Secret,
        sink,
        Arc::new(jiff::Zoned::now),
        stopped,
    )
    .with_patience(PATIENCE)
}

/// Looks again and again until it is so.
pub(crate) async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < LIMIT, "{what} did not come within {} s", LIMIT.as_secs());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A config map as a document.
pub(crate) fn config_map(name: &str, data: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata: {data}\n")
}

/// A deployment as a document; `labels` go to its pods.
pub(crate) fn deployment(name: &str, replicas: u32, labels: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  replicas: {replicas}\n  \
         selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata:\n      labels: {{app: {name}{labels}}}\n    \
         spec:\n      containers: [{{name: main, image: 'nginx:1'}}]\n"
    )
}

/// The deployment `web` whose container has the environment given.
pub(crate) fn with_environment(environment: &str) -> String {
    deployment("web", 1, "").replace("image: 'nginx:1'", &format!("image: 'nginx:1', env: [{environment}]"))
}

/// Names and values of the environment that the live deployment `web` has.
pub(crate) fn environment(bench: &Bench) -> Vec<String> {
    let live = bench.live("deployment/web").unwrap();
    let list =
        live["spec"]["template"]["spec"]["containers"][0]["env"].as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|item| format!("{}={}", item["name"].as_str().unwrap(), item["value"].as_str().unwrap()))
        .collect()
}

/// The label of pods that fail.
pub(crate) const FAILS: &str = "pod-container-running-failed.stage.kwok.x-k8s.io: 'true'";

/// A hook that is a Job; `labels` go to its pod.
pub(crate) fn job_hook(name: &str, events: &[&str], labels: &str) -> Hook {
    Hook {
        name: name.into(),
        kind: "Job".into(),
        path: format!("demo/templates/{name}.yaml"),
        manifest: format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: {name}}}\nspec:\n  backoffLimit: 0\n  template:\n    \
             metadata: {{labels: {{{labels}}}}}\n    spec:\n      restartPolicy: Never\n      \
             containers: [{{name: main, image: 'busybox:1'}}]\n"
        ),
        events: events.iter().map(|event| HookEvent::from(*event)).collect(),
        ..Hook::default()
    }
}

/// What a rendering of a chart named `demo` with these documents gives.
pub(crate) fn draft(documents: &[String]) -> Draft {
    let manifest = documents
        .iter()
        .enumerate()
        .map(|(index, document)| format!("---\n# Source: demo/templates/{index}.yaml\n{document}"))
        .collect();
    Draft {
        manifest,
        chart: json!({
            "metadata": {"name": "demo", "version": "1.0.0", "appVersion": "7", "apiVersion": "v2"},
            "lock": null, "templates": [], "values": {"a": 1}, "schema": null, "files": null,
        }),
        config: json!({"colour": "blue"}),
        ..Draft::default()
    }
}

/// Options that wait for everything, but not for long.
pub(crate) fn waiting(seconds: u64) -> Options {
    Options {
        wait: release::operation::WaitStrategy::Watcher,
        timeout: Duration::from_secs(seconds),
        ..Options::default()
    }
}

/// State and description of every revision, oldest first.
pub(crate) async fn states(bench: &Bench, name: &str) -> Vec<String> {
    let revisions = bench.releases.revisions(name, 256).await.unwrap();
    revisions.iter().map(|revision| format!("{} {}", revision.version, revision.info.status)).collect()
}

/// The newest revision.
pub(crate) async fn newest(bench: &Bench, name: &str) -> Release {
    bench.releases.get(name, None).await.unwrap()
}
