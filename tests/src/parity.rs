//! Cases of parity: a command, and what the real Helm answers to it.
//!
//! A case is a file `tests/parity/cases/<topic>/<case>.args`, one argument per line, run in `tests/parity/charts`.
//! Beside it lies what Helm printed: `.out` (stdout), and where it failed `.err` (stderr). `cargo xtask parity record`
//! writes both, the test compares without Helm.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::desk::{Desk, Run};

/// A command and its recorded answer.
#[derive(Debug)]
pub struct Case {
    arguments: PathBuf,
}

impl Case {
    /// Every case, in the order of the names.
    ///
    /// # Errors
    /// When the folder of cases cannot be read.
    pub fn all() -> io::Result<Vec<Self>> {
        let mut cases = Vec::new();
        for topic in fs::read_dir(folder().join("cases"))? {
            for file in fs::read_dir(topic?.path())? {
                let arguments = file?.path();
                if arguments.extension().is_some_and(|extension| extension == "args") {
                    cases.push(Self { arguments });
                }
            }
        }
        cases.sort_by(|a, b| a.arguments.cmp(&b.arguments));
        Ok(cases)
    }

    /// `<topic>/<case>`.
    pub fn name(&self) -> String {
        let path = self.arguments.with_extension("");
        let from = path.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy());
        from.collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("/")
    }

    /// Runs its command with `program`.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn run(&self, desk: &Desk, program: &Path) -> io::Result<Run> {
        let text = fs::read_to_string(&self.arguments)?;
        let arguments: Vec<&str> = text.lines().collect();
        Ok(desk.run_in(&folder().join("charts"), program, &arguments, ""))
    }

    /// What Helm printed on stdout.
    pub fn out(&self) -> Option<String> {
        fs::read_to_string(self.arguments.with_extension("out")).ok()
    }

    /// What Helm printed on stderr, if it failed.
    pub fn err(&self) -> Option<String> {
        fs::read_to_string(self.arguments.with_extension("err")).ok().map(|text| without_log(&text))
    }

    /// Keeps what Helm did as the answer; true when that is news.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn record(&self, run: &Run) -> io::Result<bool> {
        let failed = run.code() != Some(0);
        let (out, err) = (Some(run.stdout()), failed.then(|| without_log(&run.stderr())));
        let news = out != self.out() || err != self.err();
        for (extension, text) in [("out", out), ("err", err)] {
            let path = self.arguments.with_extension(extension);
            match text {
                Some(text) => fs::write(path, text)?,
                None if path.exists() => fs::remove_file(path)?,
                None => {}
            }
        }
        Ok(news)
    }
}

/// What Helm says, without the lines of its log before it: ours are of another form, and they name folders of the machine.
fn without_log(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with("level=")).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parity")
}
