//! cargo-deny, pinned and kept beside the other programs that tests need.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace::{cargo, run};

const VERSION: &str = "0.20.2";

/// Its path; compiled at the first call, in a minute or two.
pub(crate) fn program() -> Result<PathBuf> {
    let folder = testbed::cache_root().join(format!("cargo-deny-{VERSION}"));
    let program = folder.join("bin/cargo-deny");
    if !program.is_file() {
        // Unoptimised: it compiles in half the time and checks once a run. Without its default features it has
        // no client for the database of advisories, which is what takes longest to compile.
        let mut install =
            cargo(&["install", "cargo-deny", "--locked", "--debug", "--no-default-features", "--quiet"]);
        install.args(["--version", VERSION, "--root"]).arg(&folder);
        // A folder of its own: two of cargo's builds in one wait for each other.
        install.arg("--target-dir").arg(folder.join("target")).env("CARGO_PROFILE_DEV_DEBUG", "0");
        run(&mut install)?;
        std::fs::remove_dir_all(folder.join("target"))
            .context("cannot remove what compiling cargo-deny left")?;
    }
    Ok(program)
}

/// Checks licences, bans and sources against deny.toml.
pub(crate) fn check(program: &Path) -> Result<()> {
    // It looks at the crates of every platform, and a build has fetched those of this one.
    run(&mut cargo(&["fetch", "--locked", "--quiet"]))?;
    let mut deny = std::process::Command::new(program);
    deny.current_dir(crate::workspace::root());
    run(deny.args([
        "--offline",
        "--log-level",
        "error",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]))
}
