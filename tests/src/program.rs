//! The binary under test.
#![expect(clippy::disallowed_methods, reason = "the run of all tests names the binary it has built")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The path of `rhumb`: named by `RHUMB_BINARY`, else built here as cargo builds it by default.
///
/// # Panics
/// When it does not compile.
pub fn rhumb() -> &'static Path {
    static RHUMB: OnceLock<PathBuf> = OnceLock::new();
    RHUMB.get_or_init(|| std::env::var_os("RHUMB_BINARY").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root).args(["build", "--package", "cli", "--message-format=json"]);
    let built = cargo.output().unwrap_or_else(|error| panic!("cannot run cargo: {error}"));
    assert!(built.status.success(), "rhumb does not compile:\n{}", String::from_utf8_lossy(&built.stderr));
    // The message about the binary names its path, wherever the target folder lies.
    let messages = String::from_utf8_lossy(&built.stdout);
    let executable = messages.lines().rev().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executable.unwrap_or_else(|| panic!("cargo built no binary of the package cli"))
}
