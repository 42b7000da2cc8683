//! The printed form of a diagnostic.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::{Diagnostic, Severity, SourceKind};

/// How a diagnostic is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without escape codes.
    Plain,
    /// With colours.
    Colored,
}

/// The diagnostic as text, without a line end: message, source lines with markers, notes, hints.
pub fn render(diagnostic: &Diagnostic, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()));
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = label.source.text.as_str();
        let mut range = label.span.range();
        range.end = floor(text, range.end.max(range.start));
        range.start = floor(text, range.start);
        // A marker over many lines hides the one that matters: its first line is enough.
        if let Some(line_end) = text[range.clone()].find('\n') {
            range.end = range.start + line_end;
        }
        let mut annotation = kind.span(range);
        if !label.text.is_empty() {
            annotation = annotation.label(label.text.as_str());
        }
        let snippet = Snippet::source(text)
            .path(label.source.name.as_str())
            .line_start(if label.source.kind == SourceKind::Flag { 1 } else { label.source.first_line })
            .annotation(annotation);
        group = group.element(snippet);
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    renderer.render(&[group])
}

/// The nearest character boundary at or below an offset that may lie past the end.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Origin, Source, Span};

    #[test]
    fn shows_the_line_the_marker_and_the_hint() {
        let source = Source::file("values.yaml", "a: 1\nreplicas: two\nb: 2\n");
        let diagnostic = Diagnostic::error(Kind::Values, "`replicas` must be an integer")
            .at(&Origin::new(&source, Span::new(15, 18)), "this is a string")
            .note("the schema is jupyter/values.schema.json")
            .hint("write `replicas: 2`");
        testkit::golden(
            "tests/cases/told/shows_the_line_the_marker_and_the_hint",
            &render(&diagnostic, Style::Plain),
        );
    }

    #[test]
    fn survives_spans_that_do_not_fit_the_text() {
        let source = Source::file("x", "é");
        let diagnostic =
            Diagnostic::error(Kind::Yaml, "bad").at(&Origin::new(&source, Span::new(1, 900)), "here");
        assert!(render(&diagnostic, Style::Plain).contains("bad"));
    }
}
