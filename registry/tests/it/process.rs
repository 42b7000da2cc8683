//! A registry in a process of its own, which can be killed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The running example `serve`; dropped, it is killed.
pub(crate) struct Process {
    pub(crate) address: String,
    child: Child,
}

impl Process {
    /// Starts it on a folder.
    pub(crate) fn start(data: &Path) -> Self {
        let mut command = Command::new(program());
        command.arg("127.0.0.1:0").arg(data);
        Self::spawn(command)
    }

    /// Starts a command that ends up as the example, and waits for its address.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(address.ends_with('\n'), "the server did not start: {:?}", child.wait());
        Self { address: address.trim().to_owned(), child }
    }

    /// SIGKILL, as a crash would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop and waits until it has.
    pub(crate) fn stop(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The example's program, which Cargo builds together with the tests.
pub(crate) fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("examples/serve");
    assert!(program.is_file(), "{} is missing: run all of `cargo test -p registry`", program.display());
    program
}
