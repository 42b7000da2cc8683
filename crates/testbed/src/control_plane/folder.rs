//! The folder of one running control plane: what lies where.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cache;
use crate::error::{Doing, Result};

#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new folder under the cache, empty but for its subfolders.
    pub(crate) fn create(kind: &str) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let name = format!(
            "{kind}-{}-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed),
            now.map_or(0, |time| time.as_secs())
        );
        let folder = Self(cache::root().join("running").join(name));
        for part in [folder.users(), folder.logs(), folder.certificates()] {
            cache::create(&part)?;
        }
        Ok(folder)
    }

    /// The folder of a control plane that runs already.
    pub(crate) fn of(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The administrator's access.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.0.join("kubeconfig")
    }

    /// One empty file per process that uses it, named after its id.
    pub(crate) fn users(&self) -> PathBuf {
        self.0.join("users")
    }

    /// The process ids of its parts, one per line.
    pub(crate) fn processes(&self) -> PathBuf {
        self.0.join("processes")
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// The API server writes its self-signed certificate and key here; the key signs service account
    /// tokens too, and kwok serves logs with both, so that nothing else has to make keys.
    pub(crate) fn certificates(&self) -> PathBuf {
        self.0.join("certificates")
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.certificates().join("apiserver.crt")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.certificates().join("apiserver.key")
    }

    pub(crate) fn tokens(&self) -> PathBuf {
        self.0.join("tokens.csv")
    }

    /// What kwok reads beside its own rules: ours, and where the logs of pods come from.
    pub(crate) fn kwok_additions(&self) -> PathBuf {
        self.0.join("kwok.yaml")
    }

    /// What every pod's log says, as the lines of a container runtime.
    pub(crate) fn pod_log(&self) -> PathBuf {
        self.0.join("pod.log")
    }

    /// Writes a file of the folder.
    pub(crate) fn write(&self, path: &Path, text: &str) -> Result<()> {
        fs::write(path, text).doing(|| format!("write {}", path.display()))
    }
}
