//! Programs built from Go modules that a `go.mod` of ours pins.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::command::run;
use crate::error::{Doing, Error, Result};

/// A Go module of ours whose `tool` lines name the programs to build.
pub(crate) struct Module<'a> {
    /// The name of its entry in the cache.
    pub(crate) name: &'a str,
    pub(crate) go_mod: &'a str,
    pub(crate) go_sum: &'a str,
    /// What the linker writes into the programs (`-X …`), where they are meant to know their version.
    pub(crate) linker_flags: &'a str,
}

impl Module<'_> {
    /// The cache folder that holds the programs, each under the last element of its package's path.
    ///
    /// `finish` may add files beside them; it gets the folder.
    pub(crate) fn build(&self, finish: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let flags = format!("-s -w {}", self.linker_flags);
        cache::entry(self.name, &[self.go_mod, self.go_sum, &flags], |folder| {
            for (file, text) in [("go.mod", self.go_mod), ("go.sum", self.go_sum)] {
                let path = folder.join(file);
                fs::write(&path, text).doing(|| format!("write {}", path.display()))?;
            }
            let mut build = go(folder);
            // A trailing slash makes `-o` a folder, for any number of programs.
            build.args(["build", "-mod=readonly", "-buildvcs=false", "-ldflags", &flags, "-o", "./", "tool"]);
            run(&mut build, "")?;
            finish(folder)
        })
    }
}

/// The folder that holds the source of a module that the module in `folder` requires.
pub(crate) fn source_of(module: &str, folder: &Path) -> Result<PathBuf> {
    let mut list = go(folder);
    list.args(["list", "-m", "-f", "{{.Dir}}", module]);
    let dir = run(&mut list, "")?;
    match dir.trim() {
        "" => Err(Error::new(format!("Go has no source of {module}"))),
        dir => Ok(dir.into()),
    }
}

/// The version that `go_mod` requires of `module`.
pub(crate) fn required_version<'a>(go_mod: &'a str, module: &str) -> Option<&'a str> {
    go_mod.lines().find_map(|line| {
        let mut words = line.split_whitespace().filter(|word| *word != "require");
        (words.next()? == module).then(|| words.next()).flatten()
    })
}

fn go(folder: &Path) -> Command {
    let mut go = Command::new("go");
    // Without cgo the programs need no C compiler and build faster.
    go.current_dir(folder).env("CGO_ENABLED", "0").env("GOWORK", "off").env("GOFLAGS", "");
    go
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_required_version_is_read_from_either_form() {
        let go_mod = "require a.b/c v1.0.0\nrequire (\n\tk8s.io/kubernetes v1.37.1\n\tx v2 // indirect\n)\n";
        assert_eq!(required_version(go_mod, "k8s.io/kubernetes"), Some("v1.37.1"));
        assert_eq!(required_version(go_mod, "a.b/c"), Some("v1.0.0"));
        assert_eq!(required_version(go_mod, "k8s.io"), None);
    }
}
