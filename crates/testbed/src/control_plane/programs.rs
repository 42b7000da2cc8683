//! The control plane's programs, built once from pinned Go modules.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Doing, Result};
use crate::go::{Module, required_version, source_of};

const GO_MOD: &str = include_str!("../../controlplane/go.mod");
const GO_SUM: &str = include_str!("../../controlplane/go.sum");

/// kwok's rules for what becomes of nodes, pods and volumes, from its module's `kustomize/stage`.
///
/// The heartbeat is the one without a lease: with it the node turns NotReady after 50 s.
const STAGES: [&str; 11] = [
    "node/fast/node-initialize.yaml",
    "node/heartbeat/node-heartbeat.yaml",
    "pod/fast/pod-ready.yaml",
    "pod/fast/pod-complete.yaml",
    "pod/fast/pod-delete.yaml",
    "pod/chaos/pod-container-running-failed.yaml",
    "pod/chaos/pod-init-container-running-failed.yaml",
    "volume/fast/pv-bind.yaml",
    "volume/fast/pv-delete.yaml",
    "volume/fast/pvc-provision.yaml",
    "volume/fast/pvc-delete.yaml",
];

/// The folder of the built programs.
#[derive(Debug, Clone)]
pub(crate) struct Programs(PathBuf);

impl Programs {
    /// Builds them, or finds them in the cache: 6 minutes on two cores with an empty Go cache.
    pub(crate) fn get() -> Result<Self> {
        let version = required_version(GO_MOD, "k8s.io/kubernetes").unwrap_or("v0.0.0");
        let module = Module {
            name: "controlplane",
            go_mod: GO_MOD,
            go_sum: GO_SUM,
            linker_flags: &linker_flags(version),
        };
        module
            .build(|folder| {
                let kwok = source_of("sigs.k8s.io/kwok", folder)?.join("kustomize/stage");
                let mut stages = String::new();
                for stage in STAGES {
                    stages.push_str(&read(&kwok.join(stage))?);
                    stages.push_str("\n---\n");
                }
                write(&folder.join("stages.yaml"), &stages)?;
                write(
                    &folder.join("storage-class.yaml"),
                    &read(&kwok.join("volume/fast/storage-class.yaml"))?,
                )
            })
            .map(Self)
    }

    /// The path of one program.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// kwok's rules, for its `--config`.
    pub(crate) fn stages(&self) -> PathBuf {
        self.0.join("stages.yaml")
    }

    /// The default storage class, whose volumes kwok provides.
    pub(crate) fn storage_class(&self) -> PathBuf {
        self.0.join("storage-class.yaml")
    }
}

/// What Kubernetes' own build writes into its programs: without it the API server says v0.0.0-master.
fn linker_flags(version: &str) -> String {
    let mut numbers = version.trim_start_matches('v').split('.');
    let (major, minor) = (numbers.next().unwrap_or("0"), numbers.next().unwrap_or("0"));
    let package = "k8s.io/component-base/version";
    format!(
        "-X {package}.gitVersion={version} -X {package}.gitMajor={major} -X {package}.gitMinor={minor} \
         -X {package}.gitTreeState=clean"
    )
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).doing(|| format!("read {}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).doing(|| format!("write {}", path.display()))
}
