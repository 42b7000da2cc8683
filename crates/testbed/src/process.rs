//! A program that runs in the background.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::command::end_of_log;
use crate::error::{Doing, Error, Result};
use crate::wait::wait_until;

/// A running program whose output goes to a log file; dropped, it is killed.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command`, sending stdout and stderr to the file `log`.
    ///
    /// It gets a process group of its own: an interrupt typed at the terminal ends the tests first.
    ///
    /// # Errors
    /// When the log cannot be written or the program not be started.
    pub fn spawn(mut command: Command, log: &Path) -> Result<Self> {
        let name = Path::new(command.get_program())
            .file_name()
            .map_or_else(|| "?".into(), OsStr::to_string_lossy)
            .into_owned();
        let writing = || format!("write {}", log.display());
        let out = File::options().create(true).append(true).open(log).doing(writing)?;
        let err = out.try_clone().doing(writing)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .process_group(0)
            .spawn()
            .doing(|| format!("start {name}"))?;
        Ok(Self { name, child, log: log.to_owned() })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The file that holds what it printed.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Waits until `probe` gives a value; an exit of the program meanwhile is an error that quotes its log.
    ///
    /// # Errors
    /// When the program ends or `limit` passes.
    pub fn ready<T>(&mut self, limit: Duration, mut probe: impl FnMut() -> Result<T, String>) -> Result<T> {
        let Self { name, child, log } = self;
        let mut ended = None;
        let found = wait_until(&format!("{name} being ready"), limit, || {
            if let Ok(Some(status)) = child.try_wait() {
                ended = Some(status);
                return Ok(None);
            }
            probe().map(Some)
        });
        match (found, ended) {
            (Ok(Some(value)), _) => Ok(value),
            (_, Some(status)) => Err(Error::new(format!("{name} ended ({status}):\n{}", end_of_log(log)))),
            (Err(error), None) => Err(Error::new(format!("{error}\n{}", end_of_log(log)))),
            (Ok(None), None) => Err(Error::new(format!("{name} ended"))),
        }
    }

    /// Lets it outlive this process.
    pub(crate) fn leave(self) {
        std::mem::forget(self);
    }

    /// Kills it (SIGKILL), as a crash would, and waits for its end.
    pub fn kill(&mut self) {
        // Both fail only when it has ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
