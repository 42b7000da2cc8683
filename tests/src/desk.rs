//! A person's desk: a home of its own, a folder to work in, rhumb and Helm at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use testbed::Namespace;

use crate::program::rhumb;

/// A home folder and a working folder that nobody else uses; both are gone when it is dropped.
///
/// rhumb and Helm share the home: what one logs in to or caches, the other finds.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

impl Desk {
    /// A desk without a cluster.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let desk = Self { folder, environment: Vec::new() };
        for part in ["home", "work", "tmp"] {
            fs::create_dir(desk.folder.path().join(part))
                .unwrap_or_else(|error| panic!("no folder {part}: {error}"));
        }
        desk.with("KUBECONFIG", "/dev/null")
    }

    /// A desk whose cluster is the namespace's, with the administrator's rights.
    pub fn on(namespace: &Namespace) -> Self {
        let kubeconfig = namespace.plane().kubeconfig().display().to_string();
        Self::new().with("KUBECONFIG", &kubeconfig).with("HELM_NAMESPACE", namespace.name())
    }

    /// The same desk with an environment variable set; set again, the last one counts.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// The folder in which commands run.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// The home folder.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Makes a folder below the working folder.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn folder(&self, path: &str) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(&path).unwrap_or_else(|error| panic!("cannot create {}: {error}", path.display()));
        path
    }

    /// Writes a file below the working folder.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, path: impl AsRef<Path>, text: &str) {
        let path = self.path().join(path);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        written.unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
    }

    /// Reads a file below the working folder.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn read(&self, path: impl AsRef<Path>) -> String {
        let path = self.path().join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
    }

    /// Runs rhumb.
    pub fn rhumb(&self, arguments: &[&str]) -> Run {
        self.run(rhumb(), arguments, "")
    }

    /// Runs rhumb again and again until it did what it should, for three minutes; the last run. What it is about comes to rest
    /// when controllers have had their time.
    pub fn rhumb_until(&self, arguments: &[&str], settled: impl Fn(&Run) -> bool) -> Run {
        let begun = Instant::now();
        loop {
            let run = self.rhumb(arguments);
            if settled(&run) || begun.elapsed() > Duration::from_secs(180) {
                return run;
            }
        }
    }

    /// Runs the real Helm 4.
    ///
    /// # Panics
    /// When it cannot be had.
    pub fn helm(&self, arguments: &[&str]) -> Run {
        let helm = testbed::helm().unwrap_or_else(|error| panic!("{error}"));
        self.run(&helm, arguments, "")
    }

    /// Runs any program with `input` as its standard input.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn run(&self, program: &Path, arguments: &[&str], input: &str) -> Run {
        self.run_in(&self.path(), program, arguments, input)
    }

    /// The same in another folder.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn run_in(&self, folder: &Path, program: &Path, arguments: &[&str], input: &str) -> Run {
        let mut command = self.command(program);
        command.current_dir(folder).args(arguments);
        finish(command, input)
    }

    /// Runs rhumb with one more environment variable.
    pub fn rhumb_with(&self, variable: &str, value: &str, arguments: &[&str]) -> Run {
        let mut command = self.command(rhumb());
        command.env(variable, value).args(arguments);
        finish(command, "")
    }

    /// A program set to run at this desk, its pipes open: nothing of the caller's environment but the search path.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", self.home())
            .env("TMPDIR", self.folder.path().join("tmp"))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// Runs a command with its pipes open to its end.
fn finish(mut command: Command, input: &str) -> Run {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    let shown = format!("{name} {}", arguments.join(" "));
    let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot run {shown}: {error}"));
    if let Some(mut pipe) = child.stdin.take() {
        // A program that does not read its input may close it.
        let _closed = std::io::Write::write_all(&mut pipe, input.as_bytes());
    }
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("cannot wait for {shown}: {error}"));
    Run { shown, output }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

/// What a command did.
#[derive(Debug)]
pub struct Run {
    shown: String,
    output: Output,
}

impl Run {
    /// What it printed on stdout.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// What it printed on stderr.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Its exit code; none when a signal ended it.
    pub fn code(&self) -> Option<i32> {
        self.output.status.code()
    }

    /// Insists on success.
    ///
    /// # Panics
    /// When it failed; the text holds all that it printed.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.output.status.success(), "{self}");
        self
    }

    /// Insists on failure with this exit code.
    ///
    /// # Panics
    /// When it did otherwise.
    #[track_caller]
    pub fn fails(self, code: i32) -> Self {
        assert_eq!(self.code(), Some(code), "{self}");
        self
    }

    /// Insists that stdout holds `text`.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stdout().contains(text), "no {text:?} on stdout: {self}");
        self
    }

    /// Insists that stderr holds `text`.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn complains(self, text: &str) -> Self {
        assert!(self.stderr().contains(text), "no {text:?} on stderr: {self}");
        self
    }

    /// Its stdout, read as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.output.stdout)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {self}"))
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} ({})\n--- stdout\n{}\n--- stderr\n{}",
            self.shown,
            self.output.status,
            self.stdout(),
            self.stderr()
        )
    }
}
