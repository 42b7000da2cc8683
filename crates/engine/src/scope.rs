//! The charts of a tree, each with its templates and values (Helm's pkg/engine, `recAllTpls`).

use chart::{Chart, File};
use yaml::Node;

/// A chart as its templates see it.
#[derive(Clone, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) chart: &'a Chart,
    /// `parent/charts/child`.
    pub(crate) path: String,
    /// The values of the chart: the whole for the root, what stands below its name for a subchart.
    pub(crate) values: Option<&'a Node>,
    /// The scope of the chart that it is a subchart of.
    pub(crate) parent: Option<usize>,
}

/// Every chart of the tree, a chart before its subcharts.
pub(crate) fn scopes<'a>(chart: &'a Chart, values: &'a Node) -> Vec<Scope<'a>> {
    let root = Scope { chart, path: chart.name().to_owned(), values: Some(values), parent: None };
    let mut scopes = vec![root];
    let mut at = 0;
    while at < scopes.len() {
        let Scope { chart, values, .. } = scopes[at];
        let path = scopes[at].path.clone();
        scopes.extend(chart.dependencies.iter().map(|child| Scope {
            chart: child,
            path: format!("{path}/charts/{}", child.name()),
            values:
                values.and_then(|values| values.get(child.name())).filter(|node| node.as_mapping().is_some()),
            parent: Some(at),
        }));
        at += 1;
    }
    scopes
}

impl<'a> Scope<'a> {
    /// The templates in a dialect; of a library only partials and, in Tera, files of components.
    pub(crate) fn templates(
        &self,
        dialect: Dialect,
    ) -> impl Iterator<Item = (String, &'a File)> + use<'a, '_> {
        let chart = self.chart;
        chart
            .templates
            .iter()
            .filter(move |file| dialect_of(chart, file) == dialect)
            .filter(move |file| !chart.metadata.is_library() || is_partial(&file.name))
            .map(|file| (format!("{}/{}", self.path, file.name), file))
    }
}

/// A language of templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Go,
    Tera,
}

fn dialect_of(chart: &Chart, file: &File) -> Dialect {
    if chart.metadata.is_native() && file.name.ends_with(".tera") { Dialect::Tera } else { Dialect::Go }
}

/// Whether a file is only there for others to use.
pub(crate) fn is_partial(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with('_'))
}

/// Whether a template renders to notes: `NOTES.txt` in any chart, `NOTES.md` and Tera forms of both in a native one.
pub(crate) fn is_notes(chart: &Chart, path: &str) -> bool {
    path.ends_with("NOTES.txt")
        || (chart.metadata.is_native()
            && ["NOTES.md", "NOTES.md.tera", "NOTES.txt.tera"].iter().any(|name| path.ends_with(name)))
}
