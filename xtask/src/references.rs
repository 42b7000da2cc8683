//! `cargo xtask references`: the pages that are made from the program itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::workspace::{Build, rhumb, root};

/// Write `docs/cli.md` from what the commands say about themselves.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Only say whether it is up to date.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let rhumb = rhumb(Build::Dev)?;
    if arguments.check { check(&rhumb) } else { write(&rhumb) }
}

const PAGE: &str = "docs/cli.md";

/// Fails when the page is not what this binary would write.
pub(crate) fn check(rhumb: &Path) -> Result<()> {
    let kept = fs::read_to_string(root().join(PAGE)).unwrap_or_default();
    if kept != page(rhumb)? {
        bail!("{PAGE} is out of date: run cargo xtask references");
    }
    Ok(())
}

fn write(rhumb: &Path) -> Result<()> {
    let path = root().join(PAGE);
    let text = page(rhumb)?;
    fs::create_dir_all(root().join("docs")).with_context(|| format!("cannot create the folder of {PAGE}"))?;
    fs::write(path, text).with_context(|| format!("cannot write {PAGE}"))
}

fn page(rhumb: &Path) -> Result<String> {
    let mut page = String::from(
        "# The command line\n\nWritten by `cargo xtask references` from what the commands say about themselves. The global \
         options stand once, at `rhumb`.\n",
    );
    add(rhumb, &mut Vec::new(), &mut page)?;
    Ok(page)
}

/// Adds a command, then its subcommands in the order in which it names them.
fn add(rhumb: &Path, words: &mut Vec<String>, page: &mut String) -> Result<()> {
    let help = help(rhumb, words)?;
    let title = ["rhumb"].into_iter().chain(words.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    let shown = if words.is_empty() { &help } else { without_global_options(&help) };
    page.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", shown.trim_end()));
    for subcommand in subcommands(&help) {
        words.push(subcommand.to_owned());
        add(rhumb, words, page)?;
        words.pop();
    }
    Ok(())
}

fn help(rhumb: &Path, words: &[String]) -> Result<String> {
    let mut command = Command::new(rhumb);
    // Defaults that are read from the environment would show the machine on which this runs.
    command.args(words).arg("--help").env_clear().env("HOME", "/home/you");
    let output = command.output().with_context(|| format!("cannot run {}", rhumb.display()))?;
    if !output.status.success() {
        bail!("{} --help failed:\n{}", words.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout).context("the help is not UTF-8")?;
    Ok(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

fn without_global_options(help: &str) -> &str {
    help.split_once("\nGlobal options:").map_or(help, |(before, _)| before)
}

/// The names in the section `Commands:`.
fn subcommands(help: &str) -> Vec<&str> {
    let section = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = section.take_while(|line| !line.is_empty());
    // A name stands two columns in; further in stands the rest of a long description.
    let names = lines.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELP: &str = "Does things\n\nUsage: x\n\nCommands:\n  get   Fetch\n        and keep\n  help  Print\n\nOptions:\n  -h\n\nGlobal options:\n  -n";

    #[test]
    fn the_commands_of_a_help_text_are_found() {
        assert_eq!(subcommands(HELP), ["get"]);
    }

    #[test]
    fn global_options_are_left_out() {
        assert!(without_global_options(HELP).ends_with("  -h\n"));
    }
}
