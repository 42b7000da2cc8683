//! The parts of a control plane and how each is started.

use std::process::Command;

use super::folder::Folder;
use super::programs::Programs;
use crate::error::Result;
use crate::port::free_port;
use crate::process::Process;

/// A part of the control plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Component {
    /// The store.
    Etcd,
    /// The Kubernetes API server.
    ApiServer,
    /// Controllers of Deployments, StatefulSets, Jobs, namespaces, garbage.
    ControllerManager,
    /// Gives pods a node.
    Scheduler,
    /// Plays the nodes: pods become ready, Jobs complete, volumes are bound.
    Kwok,
}

impl Component {
    /// All, in the order in which they start.
    pub const ALL: [Self; 5] =
        [Self::Etcd, Self::ApiServer, Self::ControllerManager, Self::Scheduler, Self::Kwok];

    /// The name of its program; etcd's main package is called server.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Self::Etcd => "server",
            Self::ApiServer => "kube-apiserver",
            Self::ControllerManager => "kube-controller-manager",
            Self::Scheduler => "kube-scheduler",
            Self::Kwok => "kwok",
        }
    }
}

/// What the parts need to know of each other: one per control plane, kept for restarts.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) folder: Folder,
    programs: Programs,
    etcd: u16,
    etcd_peer: u16,
    api: u16,
    kwok: u16,
}

impl Layout {
    pub(crate) fn new(folder: Folder, programs: Programs) -> Result<Self> {
        Ok(Self {
            folder,
            programs,
            etcd: free_port()?,
            etcd_peer: free_port()?,
            api: free_port()?,
            kwok: free_port()?,
        })
    }

    pub(crate) fn programs(&self) -> &Programs {
        &self.programs
    }

    /// The address of the API server.
    pub(crate) fn server(&self) -> String {
        format!("https://127.0.0.1:{}", self.api)
    }

    /// Starts one part, without waiting for it.
    pub(crate) fn start(&self, component: Component) -> Result<Process> {
        let mut command = Command::new(self.programs.path(component.program()));
        command.current_dir(self.folder.path());
        command.args(match component {
            Component::Etcd => self.etcd(),
            Component::ApiServer => self.api_server(),
            Component::ControllerManager => self.controller_manager(),
            Component::Scheduler => self.scheduler(),
            Component::Kwok => self.kwok(),
        });
        let log = self.folder.logs().join(component.program());
        Process::spawn(command, &log.with_extension("log"))
    }

    fn etcd(&self) -> Vec<String> {
        let client = format!("http://127.0.0.1:{}", self.etcd);
        let peer = format!("http://127.0.0.1:{}", self.etcd_peer);
        flags(&[
            ("name", "testbed"),
            ("data-dir", "etcd"),
            ("listen-client-urls", &client),
            ("advertise-client-urls", &client),
            ("listen-peer-urls", &peer),
            ("initial-advertise-peer-urls", &peer),
            ("initial-cluster", &format!("testbed={peer}")),
            // Its data need not outlive the machine.
            ("unsafe-no-fsync", "true"),
            ("log-level", "warn"),
        ])
    }

    fn api_server(&self) -> Vec<String> {
        let key = self.folder.key().display().to_string();
        flags(&[
            ("etcd-servers", &format!("http://127.0.0.1:{}", self.etcd)),
            ("bind-address", "127.0.0.1"),
            ("secure-port", &self.api.to_string()),
            ("cert-dir", &self.folder.certificates().display().to_string()),
            // It refuses to advertise a loopback address.
            ("endpoint-reconciler-type", "none"),
            ("service-cluster-ip-range", "10.96.0.0/16"),
            ("authorization-mode", "RBAC"),
            ("token-auth-file", &self.folder.tokens().display().to_string()),
            ("service-account-issuer", "https://kubernetes.default.svc"),
            ("service-account-signing-key-file", &key),
            ("service-account-key-file", &key),
            ("allow-privileged", "true"),
            ("kubelet-preferred-address-types", "InternalIP"),
            ("profiling", "false"),
        ])
    }

    fn controller_manager(&self) -> Vec<String> {
        flags(&[
            ("kubeconfig", &self.folder.kubeconfig().display().to_string()),
            ("bind-address", "127.0.0.1"),
            ("secure-port", "0"),
            ("leader-elect", "false"),
            ("root-ca-file", &self.folder.certificate().display().to_string()),
            ("service-account-private-key-file", &self.folder.key().display().to_string()),
            // Its usual 20 requests a second make tests wait for nothing but politeness.
            ("kube-api-qps", "500"),
            ("kube-api-burst", "1000"),
            ("concurrent-namespace-syncs", "20"),
            // On a busy machine a heartbeat may come late; the node is none the worse for it.
            ("node-monitor-grace-period", "10m"),
            // kwok binds volumes alone, in three steps; the binder, seeing a claim between two of them, would
            // declare its volume lost.
            ("controllers", "*,-persistentvolume-binder-controller"),
        ])
    }

    fn scheduler(&self) -> Vec<String> {
        flags(&[
            ("kubeconfig", &self.folder.kubeconfig().display().to_string()),
            ("bind-address", "127.0.0.1"),
            ("secure-port", "0"),
            ("leader-elect", "false"),
            ("kube-api-qps", "500"),
            ("kube-api-burst", "1000"),
        ])
    }

    fn kwok(&self) -> Vec<String> {
        flags(&[
            ("kubeconfig", &self.folder.kubeconfig().display().to_string()),
            ("config", &self.programs.stages().display().to_string()),
            ("config", &self.folder.kwok_additions().display().to_string()),
            ("manage-all-nodes", "true"),
            // The API server fetches the logs of pods from here.
            ("node-ip", "127.0.0.1"),
            ("node-port", &self.kwok.to_string()),
            ("server-address", &format!("127.0.0.1:{}", self.kwok)),
            ("tls-cert-file", &self.folder.certificate().display().to_string()),
            ("tls-private-key-file", &self.folder.key().display().to_string()),
        ])
    }
}

fn flags(pairs: &[(&str, &str)]) -> Vec<String> {
    pairs.iter().map(|(name, value)| format!("--{name}={value}")).collect()
}
