//! All of it.

use chart::Chart;
use gotemplate::on_deep_stack;

use crate::scope::{is_notes, scopes};
use crate::{Error, RenderInput, Rendered, go, tera};

/// Renders a chart: Tera files first, which see the values as they are, then Go files in Helm's order, which may
/// change them for one another.
///
/// # Errors
/// A cluster too old or too new for the chart, the first template that does not parse or execute, and a file that one
/// looks at and that cannot be read.
pub fn render(input: &RenderInput<'_>) -> Result<Rendered, Error> {
    let range = &input.chart.metadata.kube_version;
    if !input.lenient && !range.is_empty() && !input.capabilities.kube_version.is_in(range) {
        return Err(Error::KubeVersion {
            range: range.clone(),
            version: input.capabilities.kube_version.version.clone(),
        });
    }
    let rendered = on_deep_stack(&input.limits.go, || render_all(input));
    // Templates take a file that cannot be read for an empty one.
    match unreadable(input.chart) {
        Some(error) => Err(error.into()),
        None => rendered,
    }
}

/// The error of a file of the chart or a subchart that was looked at and could not be read.
fn unreadable(chart: &Chart) -> Option<chart::Error> {
    let own = chart.files.iter().find_map(|file| file.data.failure());
    own.or_else(|| chart.dependencies.iter().find_map(unreadable))
}

fn render_all(input: &RenderInput<'_>) -> Result<Rendered, Error> {
    let scopes = scopes(input.chart, input.values);
    let mut rendered = Rendered::default();
    // The dialects draw from sources of their own, or both would draw the same.
    let mut tera_input = input.clone();
    tera_input.random = tera_input.random.fork();
    let mut files = tera::render(&tera_input, &scopes, &mut rendered.warnings)?;
    files.extend(go::render(input, &scopes, &mut rendered.warnings)?);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let chart_of = |path: &str| {
        let below = |scope: &&crate::scope::Scope<'_>| {
            path.strip_prefix(&*scope.path).is_some_and(|rest| rest.starts_with("/templates/"))
        };
        scopes.iter().find(below).map_or(input.chart, |scope| scope.chart)
    };
    let (notes, files) = files.into_iter().partition(|file| is_notes(chart_of(&file.path), &file.path));
    rendered.files = files;
    rendered.notes = notes;
    rendered.notes.sort_by_key(|file| file.path.matches('/').count());
    Ok(rendered)
}
