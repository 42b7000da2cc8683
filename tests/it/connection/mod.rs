//! The ways to a cluster: kubeconfig files, flags and variables, plugins, proxies, from within a pod.

mod exec_plugin;
mod flags;
mod in_cluster;
mod kubeconfig;
mod proxy;

use std::path::Path;

use end_to_end::Desk;
use testbed::{ControlPlane, Namespace, Rule};

/// What the control plane's kubeconfig says.
struct Way {
    server: String,
    authority: String,
    token: String,
}

impl Way {
    fn to(plane: &ControlPlane) -> Self {
        Self::in_file(plane.kubeconfig())
    }

    fn in_file(kubeconfig: &Path) -> Self {
        let text = std::fs::read_to_string(kubeconfig).unwrap();
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(": "));
            line.unwrap_or_else(|| panic!("no {key} in {}", kubeconfig.display())).to_owned()
        };
        Self { server: value("server"), authority: value("certificate-authority"), token: value("token") }
    }

    /// `host:port`.
    fn address(&self) -> &str {
        self.server.trim_start_matches("https://")
    }

    /// A kubeconfig whose cluster and user have these fields, one per line.
    fn kubeconfig(cluster: &str, user: &str) -> String {
        let indented = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: it\ncontexts:\n- name: it\n  context: {{cluster: it, user: it}}\n\
             clusters:\n- name: it\n  cluster:\n{}users:\n- name: it\n  user:\n{}",
            indented(cluster),
            indented(user)
        )
    }

    fn cluster(&self) -> String {
        format!("server: {}\ncertificate-authority: {}", self.server, self.authority)
    }

    fn user(&self) -> String {
        format!("token: {}", self.token)
    }
}

/// A desk that is on the way to the namespace, but not there: the kubeconfig is the test's.
fn desk(namespace: &Namespace) -> Desk {
    Desk::new().with("KUBECONFIG", "kubeconfig").with("HELM_NAMESPACE", namespace.name())
}

fn namespace(name: &str) -> Namespace<'static> {
    ControlPlane::shared().unwrap().namespace(name).unwrap()
}

/// A token that may only list Secrets.
fn reader(namespace: &Namespace) -> String {
    let file = namespace.restricted("reader", &[Rule { verbs: "get,list", resources: "secrets" }]).unwrap();
    let token = Way::in_file(&file).token;
    std::fs::remove_file(file).unwrap();
    token
}
