//! The charts of a tree, one after the other.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use chart::Chart;
use diagnostic::{Diagnostic, Kind, Source};
use tera::{Context, Tera};

use super::context::context;
use super::functions::{self, Surroundings};
use super::output::Output;
use super::report::Reporter;
use super::reprint::reprint;
use crate::go::Includes;
use crate::scope::{Dialect, Scope, is_notes, is_partial};
use crate::{Error, RenderInput, RenderedFile};

/// Renders the Tera templates of all charts, each chart with its own and its libraries' components.
pub(crate) fn render(
    input: &RenderInput<'_>,
    scopes: &[Scope<'_>],
    _warnings: &mut Vec<Diagnostic>,
) -> Result<Vec<RenderedFile>, Error> {
    let mut files = Vec::new();
    let random = Arc::new(Mutex::new(input.random.clone()));
    let mut includes: Option<Arc<Includes>> = None;
    for scope in scopes.iter().filter(|scope| !scope.chart.metadata.is_library()) {
        let own = sources(scope)?;
        if own.iter().all(|template| is_partial(&template.name)) {
            continue;
        }
        let mut templates = own.clone();
        library_sources(&scope.path, scope.chart, &mut templates)?;
        if includes.is_none() && templates.iter().any(|template| template.text.contains("include(")) {
            includes = Some(Arc::new(Includes::new(input, scopes)?));
        }
        let surroundings = Surroundings::new(input, &random, includes.as_ref(), &scope.path);
        let with_files = templates.iter().any(|template| template.text.contains("files"));
        let context = context(input, scope, with_files)?;
        render_chart(input, scope, &context, &own, &templates, &surroundings, &mut files)
            .map_err(Error::Tera)?;
    }
    Ok(files)
}

/// The Tera templates of a chart.
fn sources(scope: &Scope<'_>) -> Result<Vec<Arc<Source>>, chart::Error> {
    scope.templates(Dialect::Tera).map(|(path, file)| Ok(Source::file(path, file.text()?))).collect()
}

/// The Tera templates of a chart's libraries and of theirs: only their components count.
fn library_sources(path: &str, chart: &Chart, found: &mut Vec<Arc<Source>>) -> Result<(), chart::Error> {
    let libraries =
        chart.dependencies.iter().filter(|chart| chart.metadata.is_library() && chart.metadata.is_native());
    for library in libraries {
        let path = format!("{path}/charts/{}", library.name());
        let templates = library.templates.iter().filter(|file| file.name.ends_with(".tera"));
        for file in templates {
            found.push(Source::file(format!("{path}/{}", file.name), file.text()?));
        }
        library_sources(&path, library, found)?;
    }
    Ok(())
}

fn render_chart(
    input: &RenderInput<'_>,
    scope: &Scope<'_>,
    context: &Context,
    own: &[Arc<Source>],
    templates: &[Arc<Source>],
    surroundings: &Surroundings,
    files: &mut Vec<RenderedFile>,
) -> Result<(), Box<Diagnostic>> {
    let mut tera = Tera::default();
    tera.autoescape_on(Vec::<String>::new());
    functions::register(&mut tera, surroundings);
    let reporter = Reporter { templates, context };
    let texts = templates.iter().map(|template| (template.name.as_str(), template.text.as_str()));
    tera.add_raw_templates(texts).map_err(|error| reporter.report(&error, &tera))?;
    for template in own.iter().filter(|template| !is_partial(&template.name)) {
        let text = run(input, &tera, context, template, &reporter)?;
        let text = if is_notes(scope.chart, &template.name) { text } else { reprint(&template.name, &text)? };
        files.push(RenderedFile { path: template.name.as_str().into(), text: text.into() });
    }
    Ok(())
}

fn run(
    input: &RenderInput<'_>,
    tera: &Tera,
    context: &Context,
    template: &Source,
    reporter: &Reporter<'_>,
) -> Result<String, Box<Diagnostic>> {
    let mut output = Output::new(&input.limits, Instant::now());
    match tera.render_to(&template.name, context, &mut output) {
        Ok(()) => Ok(output.into_text()),
        Err(error) => Err(match output.exceeded {
            Some(why) => Box::new(Diagnostic::error(Kind::Limit, format!("{}: {why}", template.name))),
            None => reporter.report(&error, tera),
        }),
    }
}
