//! A running control plane, as tests hold it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::components::{Component, Layout};
use super::folder::Folder;
use super::namespace::Namespace;
use super::programs::Programs;
use super::start::{Running, note, ready, start};
use super::{keeper, shared};
use crate::clients::kubectl;
use crate::command::run;
use crate::error::{Error, Result};
use crate::process::Process;

/// A Kubernetes API server with its controllers and make-believe nodes, on 127.0.0.1.
///
/// What it can show: Deployments and StatefulSets become ready, Jobs complete, volumes are bound (the default
/// storage class is kwok's), every pod has a log of three lines. A pod with the label `testbed/pod` set to
/// `crash-loop`, `image-pull` or `unready` stays so; kwok's label
/// `pod-container-running-failed.stage.kwok.x-k8s.io: "true"` makes a pod, and so its Job, fail.
#[derive(Debug)]
pub struct ControlPlane {
    kubeconfig: PathBuf,
    /// Only of one that belongs to this process.
    own: Option<Own>,
}

#[derive(Debug)]
struct Own {
    layout: Layout,
    running: Running,
}

impl ControlPlane {
    /// The one that all tests of a run share: named by `RHUMB_TESTBED_KUBECONFIG`, else joined or started.
    ///
    /// It ends some seconds after its last user.
    ///
    /// # Errors
    /// When its programs cannot be built or it does not start.
    pub fn shared() -> Result<&'static Self> {
        shared::shared()
    }

    /// One that only the caller uses and may break; dropped, it ends.
    ///
    /// # Errors
    /// As [`ControlPlane::shared`].
    pub fn own() -> Result<Self> {
        let layout = Layout::new(Folder::create("own")?, Programs::get()?)?;
        keeper::join(&layout.folder);
        keeper::watch(&layout.folder, 1)?;
        let running = start(&layout)?;
        Ok(Self { kubeconfig: layout.folder.kubeconfig(), own: Some(Own { layout, running }) })
    }

    /// The one whose administrator's kubeconfig this is; it is neither started nor stopped.
    ///
    /// # Errors
    /// When the file is not there.
    pub fn at(kubeconfig: &Path) -> Result<Self> {
        if !kubeconfig.is_file() {
            return Err(Error::new(format!(
                "there is no kubeconfig at {}: has the control plane ended?",
                kubeconfig.display()
            )));
        }
        Ok(Self { kubeconfig: kubeconfig.to_owned(), own: None })
    }

    /// Starts one that outlives this process, in a folder of the cache whose name begins with
    /// `kind`, until it has had no user for `patience` seconds.
    pub(crate) fn left_running(kind: &str, patience: u32) -> Result<(Self, Folder)> {
        let layout = Layout::new(Folder::create(kind)?, Programs::get()?)?;
        // This process uses it while it starts: killed meanwhile, it leaves nothing that runs.
        keeper::join(&layout.folder);
        keeper::watch(&layout.folder, patience)?;
        let running = start(&layout)?;
        running.into_values().for_each(Process::leave);
        let plane = Self::at(&layout.folder.kubeconfig())?;
        Ok((plane, layout.folder))
    }

    /// Starts one that ends with this process, however that ends, unless [`ControlPlane::stop`] ends it before: for a run
    /// whose tests are processes of their own.
    ///
    /// # Errors
    /// As [`ControlPlane::shared`].
    pub fn with_this_process() -> Result<Self> {
        Self::left_running("run", 1).map(|(plane, _)| plane)
    }

    /// Starts one that runs until [`ControlPlane::stop`], for a person.
    ///
    /// # Errors
    /// As [`ControlPlane::shared`].
    pub fn up() -> Result<Self> {
        let (plane, folder) = Self::left_running("up", 1)?;
        keeper::keep(&folder)?;
        Ok(plane)
    }

    /// Ends a control plane that was started to outlive its value, and removes its folder.
    ///
    /// # Errors
    /// When its parts do not end.
    pub fn stop(kubeconfig: &Path) -> Result<()> {
        match kubeconfig.parent() {
            Some(folder) if folder.join("processes").is_file() => keeper::stop(&Folder::of(folder)),
            _ => Err(Error::new(format!(
                "{} is not the kubeconfig of a control plane of the test bed",
                kubeconfig.display()
            ))),
        }
    }

    /// Builds what a control plane consists of, without starting one: about 6 minutes the first time.
    ///
    /// # Errors
    /// When Go or a module is missing.
    pub fn build() -> Result<()> {
        Programs::get().map(drop)
    }

    /// The administrator's kubeconfig.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// A new namespace whose name begins with `prefix`.
    ///
    /// # Errors
    /// When the API server refuses it.
    pub fn namespace(&self, prefix: &str) -> Result<Namespace<'_>> {
        Namespace::create(self, prefix)
    }

    /// Whether its API server says that it is ready.
    ///
    /// # Errors
    /// When kubectl cannot be had.
    pub fn answers(&self) -> Result<bool> {
        Ok(run(self.kubectl()?.args(["get", "--raw", "/readyz"]), "").is_ok())
    }

    /// kubectl with the administrator's rights.
    ///
    /// # Errors
    /// When kubectl cannot be had.
    pub fn kubectl(&self) -> Result<Command> {
        let mut command = Command::new(kubectl()?);
        command.env_remove("KUBECONFIG").arg("--kubeconfig").arg(&self.kubeconfig);
        Ok(command)
    }

    /// Kills a part (SIGKILL) of a control plane that is [`ControlPlane::own`].
    ///
    /// # Errors
    /// When it is shared.
    pub fn kill(&mut self, component: Component) -> Result<()> {
        let own = self.own_mut()?;
        // Dropping a process kills it.
        own.running.remove(&component);
        note(&own.layout, &own.running)
    }

    /// Starts a killed part again on its old port and data, and waits for the API server if that is the part.
    ///
    /// # Errors
    /// When the control plane is shared or the part does not start.
    pub fn restart(&mut self, component: Component) -> Result<()> {
        self.kill(component)?;
        let own = self.own_mut()?;
        let mut process = own.layout.start(component)?;
        if component == Component::ApiServer {
            ready(&own.layout, &kubectl()?, &mut process)?;
        }
        own.running.insert(component, process);
        note(&own.layout, &own.running)
    }

    fn own_mut(&mut self) -> Result<&mut Own> {
        self.own.as_mut().ok_or_else(|| Error::new("only a control plane of one's own may be broken"))
    }
}

impl Drop for ControlPlane {
    fn drop(&mut self) {
        if let Some(own) = &mut self.own {
            own.running.clear();
            // What is left of the folder is removed by its keeper.
            let _removed = crate::cache::remove(own.layout.folder.path());
        }
    }
}
