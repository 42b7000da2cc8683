//! The real parts, readied while the code compiles.

use std::path::PathBuf;
use std::thread::JoinHandle;

use anyhow::{Result, anyhow};
use testbed::ControlPlane;

/// A control plane for one run of all tests.
pub(crate) struct Cluster {
    /// The administrator's kubeconfig.
    pub(crate) kubeconfig: PathBuf,
}

impl Cluster {
    fn start() -> Result<Self> {
        // Helm and kubectl are quick to fetch, and the control plane needs kubectl.
        testbed::helm()?;
        // Whoever ends this run by a signal ends it, too.
        let plane = ControlPlane::with_this_process()?;
        Ok(Self { kubeconfig: plane.kubeconfig().to_owned() })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = ControlPlane::stop(&self.kubeconfig) {
            eprintln!("warning: {error}");
        }
    }
}

/// Something that another thread makes.
pub(crate) struct Meanwhile<T>(JoinHandle<Result<T>>);

impl<T: Send + 'static> Meanwhile<T> {
    pub(crate) fn make(work: impl FnOnce() -> Result<T> + Send + 'static) -> Self {
        Self(std::thread::spawn(work))
    }

    /// Waits for it.
    pub(crate) fn get(self) -> Result<T> {
        self.0.join().unwrap_or_else(|_| Err(anyhow!("the thread that made it panicked")))
    }
}

/// Begins to build and start the control plane.
pub(crate) fn cluster() -> Meanwhile<Cluster> {
    Meanwhile::make(Cluster::start)
}

/// Begins to build what only some tests need.
pub(crate) fn others() -> Meanwhile<()> {
    Meanwhile::make(|| {
        testbed::helm3()?;
        testbed::skopeo()?;
        testbed::docker_registry()?;
        Ok(())
    })
}
