//! The verbs of charts on folders of their own: what they write, and what they say.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod create;
mod dependency;
mod lint;
mod package;
mod repo_index;
mod template;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder to work in with a home of its own; gone when it is dropped.
struct Desk {
    folder: tempfile::TempDir,
}

/// What a command printed and how it ended.
struct Run {
    out: String,
    err: String,
    code: i32,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs rhumb in the folder; words are separated by blanks.
    fn run(&self, words: &str) -> Run {
        self.spawn(rhumb(), &words.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs a program in the folder.
    fn spawn(&self, program: &Path, words: &[&str]) -> Run {
        let output = Command::new(program)
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.path("home"))
            .env("KUBECONFIG", "/dev/null")
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .output()
            .unwrap();
        Run {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap(),
        }
    }

    /// The same for a command that must succeed; gives what it printed.
    fn ok(&self, words: &str) -> String {
        self.run(words).succeeds().out
    }
}

impl Run {
    /// Insists on success.
    #[track_caller]
    fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
}

/// The binary under test.
fn rhumb() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_rhumb"))
}

/// The files below a folder, by path.
fn files(folder: &Path) -> Vec<String> {
    let mut found = vec![];
    let mut left = vec![folder.to_owned()];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}
