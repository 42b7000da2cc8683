//! A test's own namespace.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use super::access::Rule;
use super::plane::ControlPlane;
use crate::command::{output, run};
use crate::error::{Doing, Result};

/// A namespace that no other test uses; dropped, it is deleted, without waiting for the end of that.
#[derive(Debug)]
pub struct Namespace<'a> {
    plane: &'a ControlPlane,
    name: String,
}

impl<'a> Namespace<'a> {
    /// Creates `<prefix>-<unique>` and waits until pods can be created in it.
    pub(crate) fn create(plane: &'a ControlPlane, prefix: &str) -> Result<Self> {
        let namespace = Self { plane, name: unique(prefix) };
        let name = &namespace.name;
        run(plane.kubectl()?.args(["create", "namespace", name]), "")?;
        // A pod without its service account is refused (403).
        namespace.run(&["wait", "--for=create", "serviceaccount/default", "--timeout=60s"], "")?;
        Ok(namespace)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The control plane in which it lies.
    pub fn plane(&self) -> &'a ControlPlane {
        self.plane
    }

    /// kubectl with the administrator's rights, set on this namespace.
    ///
    /// # Errors
    /// When kubectl cannot be had.
    pub fn kubectl(&self) -> Result<Command> {
        let mut kubectl = self.plane.kubectl()?;
        kubectl.args(["--namespace", &self.name]);
        Ok(kubectl)
    }

    /// Runs kubectl on this namespace with `stdin` as its input and returns what it printed.
    ///
    /// # Errors
    /// When kubectl fails; the text quotes the end of its stderr.
    pub fn run(&self, arguments: &[&str], stdin: &str) -> Result<String> {
        run(self.kubectl()?.args(arguments), stdin)
    }

    /// The same, whatever the exit.
    ///
    /// # Errors
    /// When kubectl cannot be started.
    pub fn output(&self, arguments: &[&str], stdin: &str) -> Result<Output> {
        output(self.kubectl()?.args(arguments), stdin)
    }

    /// Applies YAML documents.
    ///
    /// # Errors
    /// As [`Namespace::run`].
    pub fn apply(&self, yaml: &str) -> Result<String> {
        self.run(&["apply", "--filename", "-"], yaml)
    }

    /// One object as JSON, or nothing when it is not there.
    ///
    /// # Errors
    /// As [`Namespace::run`].
    pub fn get(&self, object: &str) -> Result<Option<String>> {
        let json = self.run(&["get", object, "--output=json", "--ignore-not-found"], "")?;
        Ok((!json.trim().is_empty()).then_some(json))
    }

    /// A kubeconfig, gone with this namespace and set on it, of a new service account that may only do what `rules` say,
    /// in this namespace only.
    ///
    /// # Errors
    /// When an object of it cannot be created or the file not be written.
    pub fn restricted(&self, account: &str, rules: &[Rule]) -> Result<PathBuf> {
        self.run(&["create", "serviceaccount", account], "")?;
        for (index, rule) in rules.iter().enumerate() {
            let role = format!("{account}-{index}");
            let (verbs, resources) =
                (format!("--verb={}", rule.verbs), format!("--resource={}", rule.resources));
            self.run(&["create", "role", &role, &verbs, &resources], "")?;
            let (of, to) = (format!("--role={role}"), format!("--serviceaccount={}:{account}", self.name));
            self.run(&["create", "rolebinding", &role, &of, &to], "")?;
        }
        let token = self.run(&["create", "token", account, "--duration=1h"], "")?;
        let folder = self.folder();
        std::fs::create_dir_all(&folder).doing(|| format!("create {}", folder.display()))?;
        let file = folder.join(format!("{account}.kubeconfig"));
        std::fs::copy(self.plane.kubeconfig(), &file).doing(|| format!("write {}", file.display()))?;
        let config = |arguments: &[&str]| -> Result<String> {
            let mut kubectl = Command::new(crate::kubectl()?);
            run(kubectl.arg("--kubeconfig").arg(&file).arg("config").args(arguments), "")
        };
        // The copied file has the administrator's user: another one takes its place in the context.
        config(&["set-credentials", account, "--token", token.trim()])?;
        config(&["set-context", "--current", "--user", account, "--namespace", &self.name])?;
        config(&["delete-user", "testbed"])?;
        Ok(file)
    }

    /// Where the kubeconfigs of its accounts lie.
    fn folder(&self) -> PathBuf {
        std::env::temp_dir().join(&self.name)
    }
}

impl Drop for Namespace<'_> {
    fn drop(&mut self) {
        // There is none where there are no accounts.
        let _gone = std::fs::remove_dir_all(self.folder());
        // A control plane that a test has broken takes its namespaces along.
        let _gone = self.plane.kubectl().and_then(|mut kubectl| {
            run(kubectl.args(["delete", "namespace", &self.name, "--wait=false"]), "")
        });
    }
}

/// Unique among tests, processes and runs against the same control plane.
fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    format!(
        "{prefix}-{:x}-{}-{}",
        now.map_or(0, |time| time.as_millis() & 0xffff_ffff),
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}
