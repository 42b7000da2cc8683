//! The cases of a topic.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::golden::golden;

/// One case of a topic: the files that share a name.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name, without an extension.
    pub name: String,
    folder: PathBuf,
}

impl Case {
    /// The path of the file with this extension, or of the folder that has the case's name for "".
    pub fn path(&self, extension: &str) -> PathBuf {
        match extension {
            "" => self.folder.join(&self.name),
            extension => self.folder.join(format!("{}.{extension}", self.name)),
        }
    }

    /// The text of the file with this extension, if there is one.
    pub fn text(&self, extension: &str) -> Option<String> {
        std::fs::read_to_string(self.path(extension)).ok()
    }

    /// The text of the `.in` file.
    ///
    /// # Panics
    /// If there is none.
    pub fn input(&self) -> String {
        let path = self.path("in");
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Compares text with the file of this extension; `BLESS=1` writes it instead.
    ///
    /// # Panics
    /// If they differ, or the file is missing.
    pub fn expect(&self, extension: &str, actual: &str) {
        golden(self.path(extension), actual);
    }

    /// Compares a result with `.out` where it succeeded and with `.err` where it failed; the other must not exist.
    ///
    /// # Panics
    /// If they differ, or the wrong file exists.
    pub fn expect_result<T: AsRef<str>, E: AsRef<str>>(&self, actual: Result<T, E>) {
        let (extension, other, text) = match &actual {
            Ok(text) => ("out", "err", text.as_ref()),
            Err(text) => ("err", "out", text.as_ref()),
        };
        let other = self.path(other);
        if crate::golden::blessing() {
            let _ = std::fs::remove_file(&other);
        }
        assert!(!other.exists(), "{} exists, but the outcome is:\n{text}", other.display());
        self.expect(extension, text);
    }
}

/// Runs a check on every case of a folder, in the order of their names, and tells all failures at once.
///
/// A case is every distinct name of a file with one of the extensions `in`, or of a subfolder.
///
/// # Panics
/// If a check panics, or there is no case at all: a missing fixture fails.
pub fn cases(folder: impl AsRef<Path>, check: impl Fn(&Case)) {
    let folder = folder.as_ref();
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let names: BTreeSet<String> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let input = path.extension().is_some_and(|extension| extension == "in");
            let name = if path.is_dir() { path.file_name() } else { path.file_stem().filter(|_| input) };
            Some(name?.to_str()?.to_owned())
        })
        .collect();
    assert!(!names.is_empty(), "{} holds no case", folder.display());
    let mut failed = Vec::new();
    for name in names {
        let case = Case { name, folder: folder.to_owned() };
        if catch_unwind(AssertUnwindSafe(|| check(&case))).is_err() {
            failed.push(case.name);
        }
    }
    assert!(failed.is_empty(), "{} failed in {}: {}", failed.len(), folder.display(), failed.join(", "));
}
