//! The printed form.

use std::{fmt, io};

use crate::{Document, Event, Hook, Text, split};

/// Appends a document as Helm prints it: a separator, its path, its text.
pub fn write_document(out: &mut String, path: &str, text: &str) {
    for part in ["---\n# Source: ", path, "\n", text, "\n"] {
        out.push_str(part);
    }
}

/// The manifest of a release as Helm stores it: definitions given as path and text, then documents.
pub fn manifest_text<'t>(
    definitions: impl IntoIterator<Item = (&'t str, &'t str)>,
    documents: &[Document],
) -> String {
    let size = documents.iter().map(|document| document.text.len() + document.path.len() + 16).sum();
    let mut out = String::with_capacity(size);
    for (path, text) in definitions {
        write_document(&mut out, path, text);
    }
    for document in documents {
        write_document(&mut out, &document.path, &document.text);
    }
    out
}

/// What is printed, in pieces: manifests have megabytes, and nothing of them is copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed(Vec<Text>);

impl Printed {
    /// Writes it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        self.0.iter().try_for_each(|piece| out.write_all(piece.as_bytes()))
    }

    /// Adds what [`write_document`] writes.
    fn document(&mut self, path: &str, text: Text) {
        self.0.extend([Text::from(format!("---\n# Source: {path}\n")), text, Text::from("\n")]);
    }

    /// Takes white space from the end.
    fn trim_end(&mut self) {
        while let Some(last) = self.0.pop() {
            let kept = last.trim_end().len();
            if kept > 0 {
                return self.0.push(last.part(0..kept));
            }
        }
    }
}

impl From<Text> for Printed {
    fn from(text: Text) -> Self {
        Self(vec![text])
    }
}

impl fmt::Display for Printed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| f.write_str(piece))
    }
}

/// What `helm template` prints (pkg/cmd/template.go): the manifest without white space around it, then the hooks. The
/// manifest is that of [`manifest_text`].
pub fn template_output<'t>(
    definitions: impl IntoIterator<Item = (&'t str, Text)>,
    documents: &[Document],
    hooks: impl IntoIterator<Item = &'t Hook>,
    skip_tests: bool,
) -> Printed {
    let mut out = Printed::default();
    for (path, text) in definitions {
        out.document(path, text);
    }
    for document in documents {
        out.document(&document.path, document.text.clone());
    }
    // At its beginning there is none: it begins with a separator.
    out.trim_end();
    out.0.push(Text::from("\n"));
    for hook in hooks {
        if !(skip_tests && hook.runs_at(Event::Test)) {
            out.document(&hook.document.path, hook.document.text.clone());
        }
    }
    out
}

/// What `--show-only` leaves of that output: for every pattern the documents whose path below the chart it matches.
///
/// `matches` is Go's `filepath.Match` with a pattern and a path.
///
/// # Errors
/// The first pattern that matches nothing.
pub fn show_only<'p>(
    output: &str,
    patterns: &'p [String],
    matches: impl Fn(&str, &str) -> bool,
) -> Result<String, &'p str> {
    let documents: Vec<(&str, &str)> =
        split(output).filter_map(|part| Some((path_below_chart(part.text)?, part.text))).collect();
    let mut out = String::new();
    for pattern in patterns {
        let before = out.len();
        for (_, text) in documents.iter().filter(|(path, _)| matches(pattern, path)) {
            for part in ["---\n", text, "\n"] {
                out.push_str(part);
            }
        }
        if out.len() == before {
            return Err(pattern);
        }
    }
    Ok(out)
}

/// The path of the first `# Source:` line, without the chart's name.
fn path_below_chart(text: &str) -> Option<&str> {
    text.match_indices("# Source: ").find_map(|(at, mark)| {
        let line = text[at + mark.len()..].split('\n').next()?;
        let (chart, path) = line.split_once('/')?;
        (!chart.is_empty() && !path.is_empty()).then_some(path)
    })
}
