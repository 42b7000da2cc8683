//! Ending control planes: of killed test runs, of finished ones, at once on request.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use super::folder::Folder;
use crate::command::run;
use crate::error::{Doing, Result};

const SCRIPT: &str = include_str!("keeper.sh");

/// Counts this process among the users of a control plane; false when it is being stopped.
pub(crate) fn join(folder: &Folder) -> bool {
    File::create(folder.users().join(std::process::id().to_string())).is_ok()
}

/// Keeps it until [`stop`], whoever uses it.
pub(crate) fn keep(folder: &Folder) -> Result<()> {
    folder.write(&folder.users().join("everyone"), "")
}

/// Leaves a script behind that stops the control plane when it has had no user for `patience` seconds.
pub(crate) fn watch(folder: &Folder, patience: u32) -> Result<()> {
    keeper(folder, patience)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .doing(|| "start sh".into())
        .map(drop)
}

/// Stops the control plane and removes its folder, and returns when that is done.
pub(crate) fn stop(folder: &Folder) -> Result<()> {
    run(&mut keeper(folder, 0), "").map(drop)
}

fn keeper(folder: &Folder, patience: u32) -> Command {
    let mut sh = Command::new("sh");
    sh.args(["-c", SCRIPT, "keeper.sh"]).arg(folder.path()).arg(patience.to_string());
    sh
}
