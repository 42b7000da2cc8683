//! Programs that come as Debian packages.

use std::path::PathBuf;
use std::process::Command;

use crate::cache;
use crate::command::run;
use crate::error::{Error, Result};
use crate::settings;

/// The path of skopeo, another client of OCI registries.
///
/// # Errors
/// When it is neither there nor can be installed; the text says how to.
pub fn skopeo() -> Result<PathBuf> {
    program("skopeo", "skopeo")
}

/// The path of `docker-registry`, another OCI registry.
///
/// # Errors
/// When it is neither there nor can be installed; the text says how to.
pub fn docker_registry() -> Result<PathBuf> {
    program("docker-registry", "docker-registry")
}

fn program(name: &str, package: &str) -> Result<PathBuf> {
    if let Some(path) = find(name) {
        return Ok(path);
    }
    // One at a time: the package manager refuses a second.
    let _lock = cache::lock(&cache::root().join("debian.lock"))?;
    if let Some(path) = find(name) {
        return Ok(path);
    }
    cache::say(&format!("testbed: installing the Debian package {package}"));
    install(package)
        .and_then(|()| find(name).ok_or_else(|| Error::new(format!("it holds no program {name}"))))
        .map_err(|error| {
            Error::new(format!(
                "{name} is not there and could not be installed; as root, run: apt-get install {package}\n{error}"
            ))
        })
}

fn install(package: &str) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.args(["--quiet", "--yes", "--no-install-recommends"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut apt, "").map(drop)
    };
    // The lists may be missing or out of date: fetch them only when the first try says so.
    apt(&["install", package]).or_else(|_| {
        apt(&["update"])?;
        apt(&["install", package])
    })
}

fn find(name: &str) -> Option<PathBuf> {
    settings::program_folders().into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}
