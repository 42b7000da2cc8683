//! The printed form.

use crate::{Document, Event, Hook, split};

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

/// What `helm template` prints (pkg/cmd/template.go): the manifest without white space around it, then the hooks.
pub fn template_output<'h>(
    manifest: String,
    hooks: impl IntoIterator<Item = &'h Hook>,
    skip_tests: bool,
) -> String {
    // In place: manifests have megabytes, and begin with a separator.
    let mut out = manifest;
    out.truncate(out.trim_end().len());
    out.drain(..out.len() - out.trim_start().len());
    out.push('\n');
    for hook in hooks {
        if !(skip_tests && hook.runs_at(Event::Test)) {
            write_document(&mut out, &hook.document.path, &hook.document.text);
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
