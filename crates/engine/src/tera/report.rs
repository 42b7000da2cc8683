//! Tera's errors as diagnostics.
//!
//! Tera shows an error as a report: `error: message`, a line ` --> template:line:column`, the source line and a
//! marker, then notes for the components and includes that led there. Its errors carry the notes in this text
//! alone, and what is found while templates are linked comes as several reports in one text: so the text is read.

use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, Label, Origin, Source, Span, nearest};
use tera::{Context, Tera, Value};

use super::assignment::{Assignment, expand, path_length};
use super::functions::{FILTERS, FUNCTIONS, TESTS};

/// What errors are told with.
pub(super) struct Reporter<'a> {
    pub(super) templates: &'a [Arc<Source>],
    pub(super) context: &'a Context,
}

/// A report of Tera's, taken apart.
struct Report<'e> {
    message: &'e str,
    place: Option<(&'e str, usize, usize)>,
    width: usize,
    notes: Vec<&'e str>,
}

/// Why a variable has no value.
struct Cause {
    origin: Origin,
    hint: String,
}

impl Reporter<'_> {
    /// The first report of an error as a diagnostic, with the nearest name for what does not exist.
    pub(super) fn report(&self, error: &tera::Error, tera: &Tera) -> Box<Diagnostic> {
        let text = error.to_string();
        let report = Report::read(&text);
        let place = report.place.as_ref();
        let mut origin =
            place.and_then(|&(template, line, column)| self.origin(template, line, column, report.width));
        if report.is_undefined_value() {
            origin = origin.map(whole_path);
        }
        let cause = origin.as_ref().filter(|_| report.is_undefined()).and_then(|origin| self.cause(origin));
        let message = match &cause {
            Some(cause) => format!("`{}` is not defined", text_at(&cause.origin).unwrap_or_default()),
            None => self.message(&report, origin.as_ref()),
        };
        let mut diagnostic = Diagnostic::error(Kind::Template, message);
        if let Some(cause) = &cause {
            diagnostic = diagnostic.at(&cause.origin, "");
        }
        if let Some(origin) = &origin {
            diagnostic = diagnostic.at(origin, if cause.is_some() { "used here" } else { "" });
        }
        for note in &report.notes {
            diagnostic = self.note(diagnostic, note);
        }
        let hint = cause.map(|cause| cause.hint).or_else(|| self.hint(&report, origin.as_ref(), tera));
        if let Some(hint) = hint {
            diagnostic = diagnostic.hint(hint);
        }
        let others = text.matches("\nerror: ").count();
        if others > 0 {
            diagnostic = diagnostic.note(format!("{others} more of this kind"));
        }
        Box::new(diagnostic)
    }

    fn message(&self, report: &Report<'_>, origin: Option<&Origin>) -> String {
        if report.is_undefined_value()
            && let Some(expression) = origin.and_then(text_at)
        {
            return format!("`{expression}` is not defined");
        }
        let message = report.message.split(" Available ").next().unwrap_or(report.message);
        let mut message = message.trim_end_matches('.').to_owned();
        if let Some(first) = message.get(..1).map(str::to_lowercase) {
            message.replace_range(..1, &first);
        }
        message
    }

    /// The nearest name for what does not exist.
    fn hint(&self, report: &Report<'_>, origin: Option<&Origin>, tera: &Tera) -> Option<String> {
        let name = report.message.split('`').nth(1);
        let meant = |found: Option<&str>| found.map(|found| format!("did you mean `{found}`?"));
        let message = report.message;
        if message.starts_with("Unknown filter") {
            return meant(nearest(name?, FILTERS.iter().copied()));
        } else if message.starts_with("Unknown function") {
            return meant(nearest(name?, FUNCTIONS.iter().copied()));
        } else if message.starts_with("Unknown test") {
            return meant(nearest(name?, TESTS.iter().copied()));
        } else if message.starts_with("Unknown component") {
            let known: Vec<String> = self.components(tera);
            return meant(nearest(name?, known.iter().map(String::as_str)));
        } else if message.starts_with("Unknown template") {
            return meant(nearest(name?, self.templates.iter().map(|template| template.name.as_str())));
        } else if report.is_undefined_value() {
            let origin = origin?;
            let text = &origin.source.as_ref()?.text;
            return self.missing(&expand(text, text_at(origin)?, origin.span.range().start));
        } else if let Some((_, list)) = message.split_once(" Available ") {
            let (_, names) = list.split_once(": ")?;
            let found = nearest(name?, names.split(", "));
            return meant(found).or_else(|| Some(format!("there is: {names}")));
        }
        None
    }

    /// The names of all components; Tera has none of them while templates do not link, so the sources are read.
    fn components(&self, tera: &Tera) -> Vec<String> {
        let mut names: Vec<String> = tera.get_component_names().map(str::to_owned).collect();
        for template in self.templates {
            let definitions =
                template.text.split("{% component ").chain(template.text.split("{%- component ")).skip(1);
            names.extend(definitions.filter_map(|rest| Some(rest.split(['(', ' ']).next()?.to_owned())));
        }
        names
    }

    /// Where the value of a variable should have come from, if it is missing there.
    fn cause(&self, used: &Origin) -> Option<Cause> {
        let source = used.source.as_ref()?;
        let start = used.span.range().start;
        let found = Assignment::first(&source.text, text_at(used)?, start)?;
        let hint = self.missing(&expand(&source.text, found.path, found.start))?;
        let span = Span::new(found.start, found.start + found.path.len());
        Some(Cause { origin: Origin::new(source, span), hint })
    }

    /// What is missing of a path such as `values.image.tag`, with the nearest key that exists.
    fn missing(&self, expression: &str) -> Option<String> {
        let mut steps = expression.split('.').map(|step| step.trim_end_matches('?'));
        let first = steps.next()?;
        let Some(mut value) = self.context.get(first) else {
            let known = ["values", "release", "chart", "capabilities", "files"];
            return nearest(first, known).map(|found| format!("did you mean `{found}`?"));
        };
        for step in steps {
            let table: &tera::Map = value.as_map()?;
            let found: Option<&Value> =
                table.iter().find(|(key, _)| key.as_str() == Some(step)).map(|(_, value)| value);
            match found {
                Some(found) => value = found,
                None => {
                    let keys = table.keys().filter_map(|key| key.as_str());
                    return nearest(step, keys).map(|found| format!("did you mean `{found}`?")).or_else(
                        || Some(format!("`{step}` does not exist; give a default with `| default(value=…)`")),
                    );
                }
            }
        }
        None
    }

    /// A note such as `called from template:line:column`, with its place marked.
    fn note(&self, mut diagnostic: Diagnostic, note: &str) -> Diagnostic {
        let Some((label, place)) = note.rsplit_once(' ') else { return diagnostic.note(note) };
        let origin =
            place_of(place).and_then(|(template, line, column)| self.origin(template, line, column, 1));
        match origin.and_then(|origin| Some((origin.source.clone()?, origin.span))) {
            Some((source, span)) => diagnostic.labels.push(Label { source, span, text: label.to_owned() }),
            None => diagnostic = diagnostic.note(note),
        }
        diagnostic
    }

    /// The origin of a line and column, both from 1, in characters.
    fn origin(&self, template: &str, line: usize, column: usize, width: usize) -> Option<Origin> {
        let source = self.templates.iter().find(|source| source.name == template)?;
        let start = source.text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum::<usize>();
        let rest = source.text.get(start..)?;
        let offset = |count: usize| rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
        let (from, to) = (offset(column.checked_sub(1)?), offset(column - 1 + width));
        Some(Origin::new(source, Span::new(start + from, start + to)))
    }
}

impl<'e> Report<'e> {
    fn read(text: &'e str) -> Self {
        let Some(body) = text.strip_prefix("error: ") else {
            return Self {
                message: text.lines().next().unwrap_or_default(),
                place: None,
                width: 1,
                notes: vec![],
            };
        };
        let body = body.split("\nerror: ").next().unwrap_or(body);
        let (message, rest) = body.split_once("--> ").unwrap_or((body, ""));
        let mut lines = rest.lines();
        let place = lines.next().and_then(place_of);
        let width = lines.nth(2).map_or(1, |marker| marker.matches('^').count().max(1));
        let notes = body.lines().filter_map(|line| line.strip_prefix("note: ")).collect();
        Self { message: message.trim_end(), place, width, notes }
    }
}

impl Report<'_> {
    /// Whether a filter was given a value that does not exist, which Tera lets pass.
    fn is_undefined_value(&self) -> bool {
        self.message.ends_with("but got `undefined`")
    }

    /// Whether a value does not exist, be it a filter's or a variable's.
    fn is_undefined(&self) -> bool {
        self.is_undefined_value() || self.message.ends_with("exists but its value is undefined")
    }
}

/// Tera marks the first name of a path only; this marks `values.image.tag` as a whole.
fn whole_path(mut origin: Origin) -> Origin {
    let rest = origin.source.as_ref().and_then(|source| source.text.get(origin.span.start as usize..));
    let length = rest.map_or(0, path_length);
    let start = origin.span.start as usize;
    origin.span = Span::new(start, start + length);
    origin
}

/// `template:line:column`.
fn place_of(text: &str) -> Option<(&str, usize, usize)> {
    let mut parts = text.trim().rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?, line, column))
}

fn text_at(origin: &Origin) -> Option<&str> {
    origin.source.as_ref()?.text.get(origin.span.range())
}
