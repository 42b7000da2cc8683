//! The source folder and cargo.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::children::Running;

/// The folder that holds the workspace's Cargo.toml.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// cargo, in the source folder.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(arguments);
    cargo
}

/// Runs a command to its end, with its output where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = Running::start(command)?.wait()?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command to its end, and gives what it prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run {}", shown(command)))?;
    if !output.status.success() {
        bail!("{} failed ({}):\n{}", shown(command), output.status, String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} prints no UTF-8", shown(command)))
}

/// How the binary is compiled.
#[derive(Clone, Copy)]
pub(crate) enum Build {
    /// In a hurry.
    Dev,
    /// As it is given to people, measured, and used by end-to-end tests.
    Release,
}

/// The path of the binary, built if need be.
pub(crate) fn rhumb(build: Build) -> Result<PathBuf> {
    Ok(built(build, &["--package", "cli"])?.join("rhumb"))
}

/// The path of the bare client that shows how fast releases could be, built if need be.
pub(crate) fn floor(build: Build) -> Result<PathBuf> {
    Ok(built(build, &["--package", "release", "--example", "floor"])?.join("examples/floor"))
}

/// The path of the binary for people, built anew with the names of its functions.
pub(crate) fn rhumb_with_names() -> Result<PathBuf> {
    run(&mut cargo(&["rustc", "--release", "--package", "cli", "--bin", "rhumb", "--", "-Cstrip=none"]))?;
    Ok(target("release")?.join("rhumb"))
}

/// Builds what is named, and gives the folder where programs are put.
fn built(build: Build, what: &[&str]) -> Result<PathBuf> {
    let (profile, folder) = match build {
        Build::Dev => ("dev", "debug"),
        Build::Release => ("release", "release"),
    };
    run(cargo(&["build", "--quiet", "--profile", profile]).args(what))?;
    target(folder)
}

/// Where the programs of a profile are put.
fn target(folder: &str) -> Result<PathBuf> {
    let metadata =
        cargo_metadata::MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec()?;
    Ok(metadata.target_directory.join(folder).into_std_path_buf())
}

/// A command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(name.to_string_lossy()).chain(arguments).collect::<Vec<_>>().join(" ")
}
