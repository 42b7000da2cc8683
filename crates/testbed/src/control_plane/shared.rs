//! The control plane of this test run: started by whoever comes first, joined by the others.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::folder::Folder;
use super::keeper;
use super::plane::ControlPlane;
use super::programs::Programs;
use crate::cache;
use crate::error::{Doing, Error, Result};
use crate::settings;

/// How long it stays without a user: `cargo test` runs one test binary after the other.
const PATIENCE: u32 = 15;

/// The control plane of this process, found or started at the first call.
pub(crate) fn shared() -> Result<&'static ControlPlane> {
    static SHARED: OnceLock<Result<ControlPlane>> = OnceLock::new();
    SHARED.get_or_init(find_or_start).as_ref().map_err(|error| Error::new(error.to_string()))
}

fn find_or_start() -> Result<ControlPlane> {
    if let Some(kubeconfig) = settings::running_kubeconfig() {
        return ControlPlane::at(&kubeconfig);
    }
    let programs = Programs::get()?;
    // The note names the programs too: a source folder with other pins has another control plane.
    let note = programs.path("running");
    let _lock = cache::lock(&note.with_extension("lock"))?;
    if let Ok(folder) = fs::read_to_string(&note) {
        let folder = Folder::of(PathBuf::from(folder.trim()));
        if keeper::join(&folder) {
            let plane = ControlPlane::at(&folder.kubeconfig())?;
            if plane.answers()? {
                return Ok(plane);
            }
        }
    }
    let (plane, folder) = ControlPlane::left_running("shared", PATIENCE)?;
    fs::write(&note, folder.path().display().to_string()).doing(|| format!("write {}", note.display()))?;
    Ok(plane)
}
