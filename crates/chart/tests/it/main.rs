//! Charts loaded, packed, locked, indexed and recorded, compared with what Helm 4.3.1 did with the same files.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod archive;
mod chart_yaml;
mod folder;
mod index;
mod lock;
mod package;
mod record;

use std::path::{Path, PathBuf};

/// A folder below `tests/cases`.
fn cases(topic: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(topic)
}

/// Names, bytes and times of files.
fn held(files: &[chart::File]) -> Vec<(&str, &[u8], Option<i64>)> {
    files.iter().map(|file| (&*file.name, file.bytes().unwrap(), file.modified)).collect()
}

/// Writes files into a fresh folder.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}
