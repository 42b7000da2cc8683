//! `template`: what a chart renders to, without a cluster.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use chart::{Chart, Glob};
use diagnostic::Kind;
use manifest::{Event, Printed, Text, show_only, template_output};
use values::UserValues;

use crate::render::{Render, RenderedChart, check_installable, check_release_name, render};
use crate::unrendered::{Stage, Unrendered};
use crate::{Context, Failure, Result};

/// Options of [`template`].
pub struct Template {
    /// How to render.
    pub render: Render,
    /// `--include-crds`.
    pub include_crds: bool,
    /// `--no-hooks`.
    pub no_hooks: bool,
    /// `--skip-tests`.
    pub skip_tests: bool,
    /// `--show-only`: patterns of paths below the chart's folder; everything if empty.
    pub show_only: Vec<String>,
    /// `--output-dir`: write a file for each template below this folder.
    pub output_dir: Option<PathBuf>,
}

/// What [`template`] gives.
#[derive(Clone, Debug)]
pub struct Templated {
    /// What was rendered. A process that ends now has no need to take it apart, which costs a large chart a twentieth of
    /// its time.
    pub rendered: RenderedChart,
    /// What goes to stdout, byte for byte as Helm prints it.
    pub text: Printed,
    /// The files that were written, as the folder was named, one entry for each document.
    pub written: Vec<PathBuf>,
}

/// Renders a chart as `helm template` does (pkg/cmd/template.go).
///
/// # Errors
/// As [`render`]; a pattern that no template matches; files that cannot be written.
pub fn template(cx: &Context, chart: Chart, user: UserValues, options: Template) -> Result<Templated> {
    check_installable(cx, &chart)?;
    check_release_name(&options.render.release.name)?;
    let Template { render: how, .. } = &options;
    let rendered =
        render(cx, chart, user, how.clone()).map_err(|error| unrendered(cx, error, &options.show_only))?;
    printed(cx, rendered, &options)
}

/// What is printed of a rendered chart, or written to files.
///
/// # Errors
/// A pattern that no template matches; files that cannot be written.
pub(crate) fn printed(cx: &Context, rendered: RenderedChart, options: &Template) -> Result<Templated> {
    let crds = if options.include_crds { rendered.chart.crds() } else { vec![] };
    let crds: Vec<(&str, Text)> =
        crds.iter().map(|crd| Ok((&*crd.path, crd.file.text()?.into()))).collect::<Result<_>>()?;
    let RenderedChart { sorted, .. } = &rendered;
    let hooks = if options.no_hooks { &[][..] } else { &sorted.hooks };
    if let Some(folder) = &options.output_dir {
        let documents = sorted.documents.iter().map(|document| (&*document.path, &*document.text));
        let hooks = hooks
            .iter()
            .filter(|hook| !(options.skip_tests && hook.runs_at(Event::Test)))
            .map(|hook| (&*hook.document.path, &*hook.document.text));
        let crds = crds.iter().map(|(path, text)| (*path, &**text));
        let written = write_files(&cx.settings.working_dir, folder, crds.chain(documents).chain(hooks))?;
        // What would have been printed is empty, but for the end of its line.
        return Ok(Templated { rendered, text: Text::from("\n").into(), written });
    }
    let text = template_output(crds, &sorted.documents, hooks, options.skip_tests);
    if options.show_only.is_empty() {
        return Ok(Templated { rendered, text, written: vec![] });
    }
    let text = shown(&text.to_string(), &options.show_only)
        .map_err(|pattern| no_such_template(&rendered, pattern))?;
    Ok(Templated { rendered, text: Text::from(text).into(), written: vec![] })
}

/// What `template` says of a chart that does not render: with `--debug` it prints what there is of it, else it advises to.
pub(crate) fn unrendered(cx: &Context, unrendered: Unrendered, show_only: &[String]) -> Failure {
    let Unrendered { failure, stage: Stage::Templates(files) } = unrendered else {
        return unrendered.of_install();
    };
    if !cx.settings.debug {
        let helm = format!("{}\n\nUse --debug flag to render out invalid YAML", failure.helm_text());
        return failure.in_helms_words(helm);
    }
    let mut text = String::new();
    for file in files.iter().filter(|file| !file.text.trim().is_empty()) {
        text.push_str(&format!("---\n# Source: {}\n{}\n", file.path, file.text));
    }
    let text = format!("{}\n", text.trim());
    let shown = if show_only.is_empty() { Some(text) } else { shown(&text, show_only).ok() };
    Failure { printed: shown, ..failure }
}

/// What `--show-only` leaves; the first pattern that matches nothing, if one does not.
fn shown<'p>(text: &str, patterns: &'p [String]) -> std::result::Result<String, &'p str> {
    let matches = |pattern: &str, path: &str| Glob::new(pattern).is_ok_and(|glob| glob.matches(path));
    show_only(text, patterns, matches)
}

fn no_such_template(rendered: &RenderedChart, pattern: &str) -> Failure {
    let below = |path: &'_ str| path.split_once('/').map(|(_, rest)| rest.to_owned());
    let names: Vec<String> = rendered.rendered.files.iter().filter_map(|file| below(&file.path)).collect();
    let failure =
        Failure::new(Kind::NotFound, format!("no template that renders to anything matches {pattern}"))
            .in_helms_words(format!("could not find template {pattern} in chart"));
    match diagnostic::nearest(pattern, names.iter().map(String::as_str)) {
        Some(near) => failure.hint(format!("did you mean {near}?")),
        None => failure.hint("name it as `# Source:` does, without the chart's own name"),
    }
}

/// Writes each document into the file of its template: anew for the first, at the end for the others.
fn write_files<'a>(
    working_dir: &Path,
    folder: &Path,
    documents: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<PathBuf>> {
    let mut written: Vec<PathBuf> = vec![];
    for (name, text) in documents {
        let shown = folder.join(name);
        let path = working_dir.join(&shown);
        let again = written.contains(&shown);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| {
                let mut file =
                    OpenOptions::new().create(true).write(true).append(again).truncate(!again).open(&path)?;
                write!(file, "---\n# Source: {name}\n{text}\n")
            })
            .map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))?;
        written.push(shown);
    }
    Ok(written)
}
