//! Running a program to its end.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::error::{Doing, Error, Result};

/// Runs `command`, with `stdin` as its input, and returns what it printed; a failing exit is an error
/// that quotes the end of stderr.
pub(crate) fn run(command: &mut Command, stdin: &str) -> Result<String> {
    let output = output(command, stdin)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Error::new(format!(
        "{} failed ({}):\n{}",
        shown(command),
        output.status,
        last_lines(&String::from_utf8_lossy(&output.stderr), 30)
    )))
}

/// Runs `command`, with `stdin` as its input, whatever its exit.
pub(crate) fn output(command: &mut Command, stdin: &str) -> Result<Output> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(
            |error| match error.kind() {
                ErrorKind::NotFound => Error::new(format!(
                    "cannot run {}: is {} installed, and in PATH?",
                    shown(command),
                    command.get_program().display()
                )),
                _ => Error::new(format!("cannot run {}: {error}", shown(command))),
            },
        )?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that does not read its input may close it; its exit tells what happened.
        let _closed = pipe.write_all(stdin.as_bytes());
    }
    child.wait_with_output().doing(|| format!("wait for {}", shown(command)))
}

/// The end of a log file, for error texts.
pub(crate) fn end_of_log(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    last_lines(&String::from_utf8_lossy(&text), 20)
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}
