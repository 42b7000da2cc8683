//! The program, run.

use std::io::Write;
use std::process::{Command, Stdio};

use diagnostic::Kind;

use super::PostRenderer;
use crate::{Context, Failure, Result};

impl PostRenderer {
    /// Gives the program its input and takes its output.
    pub(super) fn run(&self, cx: &Context, input: &str) -> Result<String> {
        let failed = |error: &std::io::Error| {
            let failure = Failure::io(format!("cannot run the post-renderer {}", self.name), error);
            failure.hint("name a plugin of the type postrenderer/v1 (`rhumb env HELM_PLUGINS` says where they are), or a program")
                .in_helms_words(format!(
                    "invalid argument {:?} for \"--post-renderer\" flag: plugin: {{Name:{} Type:postrenderer/v1}} not found",
                    self.name, self.name
                ))
        };
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(&cx.settings.working_dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&error))?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            scope.spawn(move || {
                if let Some(mut stdin) = stdin {
                    // A program that needs no input may close it.
                    let _closed = stdin.write_all(input.as_bytes());
                }
            });
            child.wait_with_output()
        });
        let output = output.map_err(|error| failed(&error))?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            let mut failure = Failure::new(
                Kind::Template,
                format!("the post-renderer {} failed ({})", self.name, output.status),
            );
            if let Some(first) = failure.diagnostics.first_mut() {
                first.notes.extend(said.lines().map(str::to_owned));
            }
            return Err(failure.in_helms_words(format!(
                "error while running post render on files: failed to invoke post-renderer plugin {:?}: plugin {:?} exited \
                 with error",
                self.name, self.name
            )));
        }
        said.lines().for_each(|line| cx.events.note(format!("{}: {line}", self.name)));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if text.trim().is_empty() {
            return Err(Failure::new(
                Kind::Manifest,
                format!("the post-renderer {} printed nothing", self.name),
            )
            .in_helms_words(format!(
                "error while running post render on files: post-renderer {:?} produced empty output",
                self.name
            )));
        }
        Ok(text)
    }
}
