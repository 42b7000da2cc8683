//! The official conformance suite of OCI registries.

use std::path::Path;
use std::process::Command;

use crate::cache;
use crate::command::output;
use crate::error::{Doing, Error, Result};
use crate::go::Module;

/// What the suite found.
#[derive(Debug)]
pub struct Conformance {
    /// Whether every check passed or was skipped.
    pub passed: bool,
    /// The table that it printed, one line per kind of data and per API.
    pub report: String,
}

/// Runs the suite against the registry at `address` (`127.0.0.1:port`, plain HTTP).
///
/// `version` is `1.1`, or `dev` for what the next release of the specification adds. `settings` are more
/// of its environment variables (`OCI_USERNAME`, `OCI_API_…`, `OCI_DATA_…`). Its reports land in `results`.
///
/// # Errors
/// When it cannot be built or does not run to its end.
pub fn oci_conformance(
    address: &str,
    version: &str,
    settings: &[(&str, &str)],
    results: &Path,
) -> Result<Conformance> {
    let module = Module {
        name: "conformance",
        go_mod: include_str!("../conformance/go.mod"),
        go_sum: include_str!("../conformance/go.sum"),
        linker_flags: "",
    };
    let program = module.build(|_| Ok(()))?.join("conformance");
    cache::create(results)?;
    let results = std::path::absolute(results).doing(|| format!("find {}", results.display()))?;
    let mut suite = Command::new(program);
    suite
        .current_dir(&results)
        .env("OCI_REGISTRY", address)
        .env("OCI_TLS", "disabled")
        .env("OCI_VERSION", version)
        .env("OCI_RESULTS_DIR", &results)
        .envs(settings.iter().copied());
    let output = output(&mut suite, "")?;
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.code() {
        Some(code @ (0 | 1)) if results.join("results.yaml").is_file() => {
            Ok(Conformance { passed: code == 0, report })
        }
        _ => Err(Error::new(format!(
            "the conformance suite ended early ({}):\n{report}{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ))),
    }
}
