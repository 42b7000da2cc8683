//! What a render gives.

use std::sync::Arc;

use diagnostic::Diagnostic;
use manifest::{KindOrder, Sorted, Text};

/// A rendered chart.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// Every file but partials and notes, subcharts included, by path.
    pub files: Vec<RenderedFile>,
    /// The notes of the chart and its subcharts (`templates/NOTES.txt`, in a native chart `templates/NOTES.md.tera`
    /// too), the chart's own first.
    pub notes: Vec<RenderedFile>,
    /// What was not quite right.
    pub warnings: Vec<Diagnostic>,
}

/// A rendered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// The template's path with the chart's in front: `parent/charts/child/templates/service.yaml`.
    pub path: Arc<str>,
    /// What it rendered to.
    pub text: Text,
}

impl Rendered {
    /// The documents of the files, read and sorted.
    ///
    /// # Errors
    /// The first document that is no YAML, or no object.
    pub fn sorted(&self, order: KindOrder) -> Result<Sorted, manifest::Error> {
        manifest::sort_files(self.files.iter().map(|file| (&*file.path, file.text.clone())), order)
    }

    /// The notes as a release stores them: the chart's own, or those of its subcharts too, a line apart.
    pub fn notes_text(&self, subcharts: bool) -> String {
        let own = |file: &&RenderedFile| subcharts || file.path.matches('/').count() == 2;
        let texts: Vec<&str> = self.notes.iter().filter(own).map(|file| &*file.text).collect();
        texts.join("\n")
    }
}
