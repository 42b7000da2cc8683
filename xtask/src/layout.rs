//! `cargo xtask layout`: which functions lie side by side in the binary.
//!
//! A command of a few milliseconds touches two megabytes of functions, strewn over twenty-five, and every page that is
//! brought in for them costs more than what is done on it. So the linker is told to put those first that rendering
//! uses. They are named by patterns that outlive a change of compiler or dependencies; a pattern that no longer matches
//! costs a little time and breaks nothing.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::bench::large_chart;
use crate::workspace::{output, rhumb_with_names, root, run as run_command};

/// Write `cli/layout.ld` anew: which functions the linker puts side by side. Needs valgrind and nm.
#[derive(Args)]
pub(crate) struct Arguments {}

const SCRIPT: &str = "cli/layout.ld";

pub(crate) fn run(_: &Arguments) -> Result<()> {
    let rhumb = rhumb_with_names()?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let mut create = Command::new(testbed::helm()?);
    create.args(["create", "small"]).current_dir(&folder).env("HOME", folder.path()).stdout(Stdio::null());
    run_command(&mut create)?;
    let (small, large) = (folder.path().join("small"), folder.path().join("large"));
    large_chart::write(&large)?;
    let mut called = vec![];
    for chart in [small, root().join("charts/jupyter"), large] {
        called.extend(functions_called(&rhumb, &chart, folder.path())?);
    }
    let names = output(Command::new("nm").arg("--print-size").arg(&rhumb))?;
    let patterns = patterns(&called, &sizes(&names));
    ensure!(patterns.len() > 500, "only {} functions were found", patterns.len());
    fs::write(root().join(SCRIPT), script(&patterns)).with_context(|| format!("cannot write {SCRIPT}"))?;
    println!("{SCRIPT}: {} patterns", patterns.len());
    Ok(())
}

/// The names of the functions that run while a chart is rendered.
fn functions_called(rhumb: &Path, chart: &Path, folder: &Path) -> Result<Vec<String>> {
    let profile = folder.join("profile");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--quiet", "--tool=callgrind", "--demangle=no"]);
    valgrind.arg(format!("--callgrind-out-file={}", profile.display()));
    valgrind.arg(rhumb).arg("template").arg(chart).current_dir(folder).env("HOME", folder);
    output(&mut valgrind).context("is valgrind installed?")?;
    let text = fs::read_to_string(profile).context("valgrind has written no profile")?;
    Ok(text.lines().filter_map(named_function).map(str::to_owned).collect())
}

/// The function that a line of a profile gives a number to: `fn=(12) name`, or `cfn=` for one that is called.
fn named_function(line: &str) -> Option<&str> {
    let (_, name) = line.strip_prefix('c').unwrap_or(line).strip_prefix("fn=(")?.split_once(") ")?;
    // A recursion's depth is no part of its name.
    name.split('\'').next()
}

/// Each function and its bytes, from what `nm --print-size` prints.
fn sizes(names: &str) -> HashMap<&str, u64> {
    let size = |line: &'_ str| -> Option<u64> {
        let mut columns = line.split(' ');
        let size = u64::from_str_radix(columns.nth(1)?, 16).ok()?;
        matches!(columns.next()?, "t" | "T" | "w" | "W").then_some(size)
    };
    names.lines().filter_map(|line| Some((line.rsplit(' ').next()?, size(line)?))).collect()
}

/// One pattern for each function that is called, in the order of the calls; none that would bring along more than it is worth.
fn patterns(called: &[String], sizes: &HashMap<&str, u64>) -> Vec<String> {
    let wanted: HashSet<&str> = called.iter().map(String::as_str).collect();
    let mut brought: HashMap<String, (u64, u64)> = HashMap::new();
    for (name, size) in sizes {
        let (all, useful) = brought.entry(pattern(name)).or_default();
        *all += size;
        *useful += if wanted.contains(name) { size } else { &0 };
    }
    let mut seen = HashSet::new();
    let patterns = called.iter().map(|name| pattern(name)).filter(|pattern| {
        let worth = brought.get(pattern).is_some_and(|(all, useful)| *all <= 2 * useful || *all <= PAGE);
        let plain = pattern.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_$.*".contains(&byte));
        worth && plain && seen.insert(pattern.clone())
    });
    patterns.collect()
}

/// The bytes of a page of memory.
const PAGE: u64 = 4096;

/// A function's name without what stands for the version, the compiler and the place of its crate.
///
/// Rust's own mangling begins with `_R`, and writes a crate as `Cs`, a hash and `_`. The libraries that come with the compiler
/// use the older one, which ends with `17h` and a hash.
fn pattern(name: &str) -> String {
    if !name.starts_with("_R") {
        return match name.rsplit_once("17h") {
            Some((path, _)) if name.starts_with("_ZN") => format!("{path}17h*"),
            _ => name.to_owned(),
        };
    }
    // What link-time optimisation adds to a name that was private.
    let mut rest = name.split(".llvm.").next().unwrap_or(name);
    let mut pattern = String::new();
    while let Some((before, after)) = rest.split_once("Cs") {
        let hash = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let is_crate = after[hash..].starts_with('_')
            && after[hash + 1..].starts_with(|next: char| next.is_ascii_digit());
        pattern.push_str(before);
        pattern.push_str(if is_crate { "Cs*" } else { "Cs" });
        rest = if is_crate { &after[hash..] } else { after };
    }
    pattern + rest + "*"
}

/// What the linker reads. A function that its author called cold has a section of another name.
fn script(patterns: &[String]) -> String {
    let line = |pattern: &String| format!("    *(.text.{pattern} .text.unlikely.{pattern})\n");
    let lines: String = patterns.iter().map(line).collect();
    format!(
        "/* Written by `cargo xtask layout`: the functions that rendering uses, side by side. */\n\
         SECTIONS\n{{\n  .text.start :\n  {{\n{lines}  }}\n}}\nINSERT BEFORE .text;\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_leave_out_the_hashes_of_names() {
        assert_eq!(
            pattern("_RNvMNtCs2eM1tyrNJTD_4yaml4nodeNtB2_4Node3get"),
            "_RNvMNtCs*_4yaml4nodeNtB2_4Node3get*"
        );
        assert_eq!(pattern("_RNvCsabc_3Cs14main.llvm.123"), "_RNvCs*_3Cs14main*");
        assert_eq!(pattern("_ZN3std2rt10lang_start17h0123456789abcdefE"), "_ZN3std2rt10lang_start17h*");
        assert_eq!(pattern("main"), "main");
    }

    #[test]
    fn functions_are_found_in_a_profile() {
        let lines = ["fn=(1) main", "cfn=(2) _RNvCsa_1a1b'2", "fn=(1)", "fl=(3) main.rs", "12 5"];
        assert_eq!(lines.map(named_function), [Some("main"), Some("_RNvCsa_1a1b"), None, None, None]);
    }

    #[test]
    fn a_pattern_that_brings_along_too_much_is_left_out() {
        let names = "\
            0000000000001000 0000000000002000 t _ZN1a1b17h0000000000000001E\n\
            0000000000003000 0000000000009000 t _ZN1a1b17h0000000000000002E\n\
            000000000000c000 0000000000000100 T main\n\
            000000000000d000 0000000000000100 D data\n\
                             U abort\n";
        let called = ["_ZN1a1b17h0000000000000001E", "main", "main", "data"].map(str::to_owned);
        assert_eq!(patterns(&called, &sizes(names)), ["main"]);
        let both = ["_ZN1a1b17h0000000000000001E", "_ZN1a1b17h0000000000000002E"].map(str::to_owned);
        assert_eq!(patterns(&both, &sizes(names)), ["_ZN1a1b17h*"]);
    }
}
