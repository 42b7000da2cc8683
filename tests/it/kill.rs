//! rhumb is killed at its requests, one run for each: the same command again ends in the right state.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use end_to_end::{Desk, Run, rhumb};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use testbed::{ControlPlane, Fate, Gateway, Namespace, Request};

/// The moments of a request at which rhumb is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    /// The API server has not seen it.
    Before,
    /// The API server has done it, and rhumb does not know.
    After,
}

/// What is cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Operation {
    Install,
    Upgrade,
    /// An upgrade with a patch of the user's.
    Patched,
    /// An upgrade that was planned before.
    Apply,
    Rollback,
    /// Putting back what others changed.
    Fix,
    /// Closing what Helm left behind.
    Recover,
    Uninstall,
}

use Operation::{Apply, Fix, Install, Patched, Recover, Rollback, Uninstall, Upgrade};

const ALL: [Operation; 8] = [Install, Upgrade, Patched, Apply, Rollback, Fix, Recover, Uninstall];

impl Operation {
    fn command(self, release: &str) -> Vec<&str> {
        match self {
            Install => vec!["install", release, "one"],
            Upgrade => vec!["upgrade", release, "two"],
            Patched => vec!["upgrade", release, "two", "--patch", "patch.yaml"],
            // Each release has a folder of its own for its plan.
            Apply => vec!["apply", release],
            Rollback => vec!["rollback", release],
            Fix => vec!["drift", release, "--fix"],
            Recover => vec!["recover", release, "--older-than", "0s"],
            Uninstall => vec!["uninstall", release],
        }
    }

    /// The objects that it ends in.
    fn outcome(self) -> Value {
        match self {
            Install | Rollback | Fix | Recover => {
                json!({"same": {"k": "v"}, "other": {"k": "one", "old": "yes"}, "gone": {"k": "one"}})
            }
            Upgrade | Apply => json!({"same": {"k": "v"}, "other": {"k": "two"}, "new": {"k": "two"}}),
            Patched => json!({"same": {"k": "v"}, "other": {"k": "patched"}, "new": {"k": "two"}}),
            Uninstall => json!({}),
        }
    }
}

/// A place for runs: a namespace, a desk with two charts, the way to the API server.
struct Place {
    namespace: Namespace<'static>,
    desk: Desk,
    gateway: Gateway,
}

impl Place {
    fn new(name: &str) -> Self {
        let plane = ControlPlane::shared().unwrap();
        let namespace = plane.namespace(name).unwrap();
        let desk = Desk::on(&namespace).with("RHUMB_LEASE_DURATION", "1s");
        let hook = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-hook\n  annotations:\n    \
                    helm.sh/hook: pre-install,post-upgrade,pre-rollback,post-delete\n";
        let map = |name: &str, data: &str| {
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: '{{{{ .Release.Name }}}}-{name}'\n  \
                 labels: {{part: {name}}}\ndata: {data}\n"
            )
        };
        for (chart, version, maps) in [
            ("one", "1.0.0", [("same", "{k: v}"), ("other", "{k: one, old: 'yes'}"), ("gone", "{k: one}")]),
            ("two", "2.0.0", [("same", "{k: v}"), ("other", "{k: two}"), ("new", "{k: two}")]),
        ] {
            desk.write(
                format!("{chart}/Chart.yaml"),
                &format!("apiVersion: v2\nname: demo\nversion: {version}\n"),
            );
            desk.write(format!("{chart}/templates/hook.yaml"), hook);
            for (name, data) in maps {
                desk.write(format!("{chart}/templates/{name}.yaml"), &map(name, data));
            }
        }
        desk.write(
            "patch.yaml",
            "- target: {kind: ConfigMap, labels: {part: other}}\n  patch: [{op: replace, path: /data/k, value: patched}]\n",
        );
        Self { namespace, desk, gateway: Gateway::open(plane).unwrap() }
    }

    /// Does what comes before an operation.
    fn prepare(&self, operation: Operation, release: &str) {
        let run = |operation: Operation| self.desk.rhumb(&operation.command(release)).ok();
        if operation != Install {
            run(Install);
        }
        match operation {
            Install | Upgrade | Patched | Uninstall => {}
            Apply => drop(self.plan(release)),
            Rollback => drop(run(Upgrade)),
            Fix => {
                let other = format!("configmap/{release}-other");
                let patch = r#"{"data": {"k": "moved", "stray": "x"}}"#;
                self.namespace.run(&["patch", &other, "--type=merge", "--patch", patch], "").unwrap();
                self.namespace.run(&["delete", &format!("configmap/{release}-gone")], "").unwrap();
            }
            Recover => self.leave_behind(release),
        }
    }

    /// Plans an upgrade, which is kept in a file.
    fn plan(&self, release: &str) -> Run {
        self.desk.rhumb(&["plan", "upgrade", release, "two", "--out", release]).ok()
    }

    /// A second revision as Helm leaves it when it is killed: the first one, pending.
    fn leave_behind(&self, release: &str) {
        let name = |revision: u32| format!("sh.helm.release.v1.{release}.v{revision}");
        let text = self.namespace.get(&format!("secret/{}", name(1))).unwrap().unwrap();
        let mut secret: Value = serde_json::from_str(&text).unwrap();
        let text = STANDARD.decode(secret["data"]["release"].as_str().unwrap()).unwrap();
        let mut json = String::new();
        GzDecoder::new(&STANDARD.decode(text).unwrap()[..]).read_to_string(&mut json).unwrap();
        let mut record: Value = serde_json::from_str(&json).unwrap();
        record["version"] = json!(2);
        record["info"]["status"] = json!("pending-upgrade");
        let text = STANDARD.encode(STANDARD.encode(record.to_string()));
        secret["data"]["release"] = json!(text);
        secret["metadata"] = json!({"name": name(2), "labels": {"name": release, "owner": "helm",
            "status": "pending-upgrade", "version": "2", "createdAt": "1700000000"}});
        self.namespace.run(&["create", "--filename", "-"], &secret.to_string()).unwrap();
    }

    /// Runs the operation until its request of that number, at which it is killed. Gives the requests so far; nothing
    /// where it had ended before.
    fn cut(
        &self,
        operation: Operation,
        release: &str,
        number: usize,
        moment: Moment,
    ) -> Option<Vec<Request>> {
        let (tell, told) = channel::<()>();
        let tell = Mutex::new(Some(tell));
        // Until it is dead no connection may break, so that it learns nothing.
        let dead = Arc::new(OnceLock::new());
        let awaited = Arc::clone(&dead);
        let proxy = self.gateway.proxy(move |request| {
            if request.number < number {
                return Fate::Pass;
            }
            let tell: Option<Sender<()>> = tell.lock().unwrap().take();
            let Some(tell) = tell else {
                awaited.wait();
                return Fate::Drop;
            };
            let dead = Arc::clone(&awaited);
            let kill = move || {
                tell.send(()).unwrap();
                dead.wait();
            };
            match moment {
                Moment::Before => {
                    kill();
                    Fate::Drop
                }
                Moment::After => Fate::Then(Box::new(kill)),
            }
        });
        let proxy = proxy.unwrap();
        let mut command = self.desk.command(rhumb());
        command.args(operation.command(release)).env("KUBECONFIG", proxy.kubeconfig());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap();
        loop {
            if told.try_recv().is_ok() {
                child.kill().unwrap();
                child.wait().unwrap();
                dead.get_or_init(|| ());
                return Some(proxy.requests());
            }
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success(), "{operation:?} {release}");
                return None;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }

    /// The states of a release's revisions by number.
    fn states(&self, release: &str) -> BTreeMap<u32, String> {
        let selector = format!("owner=helm,name={release}");
        let text = self.namespace.run(&["get", "secrets", "-l", &selector, "-o", "json"], "").unwrap();
        let list: Value = serde_json::from_str(&text).unwrap();
        let label = |item: &Value, key: &str| item["metadata"]["labels"][key].as_str().unwrap().to_owned();
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| (label(item, "version").parse().unwrap(), label(item, "status"))).collect()
    }

    /// The data of the config maps of a release, by the end of their names.
    fn objects(&self, release: &str) -> BTreeMap<String, Value> {
        let text = self.namespace.run(&["get", "configmaps", "-o", "json"], "").unwrap();
        let list: Value = serde_json::from_str(&text).unwrap();
        let named = |item: &Value| {
            let name = item["metadata"]["name"].as_str()?.strip_prefix(release)?.strip_prefix('-')?;
            Some((name.to_owned(), item["data"].clone()))
        };
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(named)
            .filter(|(name, _)| name != "hook")
            .collect()
    }

    /// One run: prepare, cut off, look, repeat, look. Gives whether there was anything to cut off.
    fn try_one(&self, operation: Operation, number: usize, moment: Moment) -> bool {
        let release = format!("{operation:?}-{moment:?}-{number}").to_lowercase();
        let case = format!("{operation:?} killed {moment:?} request {number}");
        self.prepare(operation, &release);
        let Some(requests) = self.cut(operation, &release, number, moment) else {
            return false;
        };
        let last = requests.iter().find(|request| request.number == number).unwrap();
        let case = format!("{case}, {} {}", last.method, last.path);
        let states = self.states(&release);
        let deployed = states.values().filter(|status| *status == "deployed").count();
        if !matches!(operation, Install | Uninstall) {
            assert!(deployed >= 1, "{case}: nothing is deployed any more: {states:?}");
        }

        let mut command = operation.command(&release);
        if operation == Rollback && states.get(&3).is_some_and(|status| status == "deployed") {
            // It had been done: without a number it would be undone.
            command.push("1");
        }
        let mut again = self.desk.rhumb(&command);
        if operation == Apply && again.code() == Some(12) {
            // The release has another revision by now than when it was planned.
            self.plan(&release);
            again = self.desk.rhumb(&command);
        }
        let complete = match operation {
            // It had been done, and only the last request was cut off.
            Install if deployed == 1 => again.code() == Some(12),
            Uninstall if states.is_empty() => again.code() == Some(3),
            _ => again.code() == Some(0),
        };
        assert!(complete, "{case}, then {states:?}: {again}");

        let states = self.states(&release);
        let objects = serde_json::to_value(self.objects(&release)).unwrap();
        let lease = format!("lease/rhumb.{release}");
        assert_eq!(self.namespace.get(&lease).unwrap(), None, "{case}: the lock was not given back");
        assert_eq!(objects, operation.outcome(), "{case}");
        if operation == Uninstall {
            assert!(states.is_empty(), "{case}: {states:?}");
            return true;
        }
        // What was left behind stays the newest.
        let deployed = if operation == Recover { &1 } else { states.last_key_value().unwrap().0 };
        assert_eq!(states[deployed], "deployed", "{case}: {states:?}");
        let settled = |status: &String| status == "superseded" || status == "failed";
        let others = states.iter().filter(|(revision, _)| *revision != deployed);
        assert!(others.map(|(_, status)| status).all(settled), "{case}: {states:?}");
        if operation == Patched {
            let kept = format!("secret/rhumb.{release}.v{deployed}.patches");
            assert!(self.namespace.get(&kept).unwrap().is_some(), "{case}: the patches are lost");
        }
        true
    }

    /// Which requests an operation sends when nobody disturbs it.
    fn requests(&self, operation: Operation) -> Vec<Request> {
        let release = format!("{operation:?}-whole").to_lowercase();
        self.prepare(operation, &release);
        let proxy = self.gateway.proxy(|_| Fate::Pass).unwrap();
        let mut command = self.desk.command(rhumb());
        command.args(operation.command(&release)).env("KUBECONFIG", proxy.kubeconfig());
        assert!(command.output().unwrap().status.success());
        proxy.requests()
    }
}

/// Runs cases on some threads.
fn all(place: &Place, cases: &[(Operation, usize, Moment)]) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(&(operation, number, moment)) = cases.get(next.fetch_add(1, Ordering::SeqCst))
                {
                    place.try_one(operation, number, moment);
                }
            });
        }
    });
}

/// Killed after the writes, whose effects it does not know of; each of them in one of the operations.
#[test]
fn killed_at_its_writes_it_goes_on_when_run_again() {
    let place = Place::new("kill");
    let mut cases = vec![];
    for operation in ALL {
        let writes =
            place.requests(operation).into_iter().filter(Request::is_write).map(|request| request.number);
        let writes: Vec<usize> = writes.collect();
        let part: Vec<usize> = match operation {
            Upgrade => writes,
            // The others share most of its way: every third.
            _ => writes.into_iter().step_by(3).collect(),
        };
        cases.extend(part.into_iter().map(|number| (operation, number, Moment::After)));
    }
    all(&place, &cases);
}

#[test]
#[ignore = "about four hundred runs: many minutes"]
fn killed_at_any_request_it_goes_on_when_run_again() {
    let place = Arc::new(Place::new("kills"));
    let mut cases = vec![];
    for operation in ALL {
        let count = place.requests(operation).len();
        for number in 1..=count {
            cases.extend([Moment::Before, Moment::After].map(|moment| (operation, number, moment)));
        }
    }
    println!("{} cases", cases.len());
    all(&place, &cases);
}
