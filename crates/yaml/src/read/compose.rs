//! Events of the parser into a sink: tags, keys, merge keys, aliases (go-yaml v2, decode.go).

use std::borrow::Cow;
use std::ops::Range;

use diagnostic::Span;
use granit_parser::{Event, Placement, ScalarStyle, Tag};

use super::budget::Budget;
use super::events::{Events, MAX_DEPTH, too_deep};
use super::tag::{from_resolved, tagged};
use super::{block_scalar, characters, wording};
use crate::number::{write_key_float, write_yaml_float};
use crate::scalar::resolve;
use crate::{Error, ErrorKind, Scalar, Sink};

/// Takes documents apart from one another, and comments.
pub(crate) trait Documents: Sink {
    /// A document ended; what came since the last one belongs to it.
    fn end_document(&mut self);

    /// A comment without its `#`, and whether it stands behind something on its line.
    fn comment(&mut self, text: &str, span: Span, beside: bool);
}

/// Reads every document of a text.
pub(crate) fn read_documents<S: Documents>(text: &str, comments: bool, sink: &mut S) -> Result<(), Error> {
    check(text, false)?;
    let moved = block_scalar::on_the_line_of_its_key(text);
    let mut composer = Composer::new(&moved, comments, sink);
    let mut read = || {
        composer.start_stream()?;
        while composer.document()? {
            composer.sink.end_document();
        }
        Ok(())
    };
    read().map_err(|error| wording::settle(text, false, error))
}

/// Reads the first document as go-yaml's Unmarshal does, which never looks at what comes after it.
/// Tells whether there was one.
pub(crate) fn read_first<S: Sink>(text: &str, sink: &mut S) -> Result<bool, Error> {
    check(text, true)?;
    let moved = block_scalar::on_the_line_of_its_key(text);
    let mut plain = Plain(sink);
    let mut composer = Composer::new(&moved, false, &mut plain);
    let read = composer.start_stream().and_then(|()| composer.document());
    read.map_err(|error| wording::settle(text, true, error))
}

/// Refuses what libyaml refuses and our parser takes, which shows in the text before it is parsed: unknown
/// directives, and tabs where tokens begin.
fn check(text: &str, first_only: bool) -> Result<(), Error> {
    characters::check(text)?;
    let bytes = text.as_bytes();
    let begins_line = |at: usize| at == 0 || bytes[at - 1] == b'\n';
    let odd = |at: usize| begins_line(at) || bytes[at] == b'\t' && bytes[at - 1] == b'-';
    if memchr::memchr2_iter(b'%', b'\t', bytes).any(odd) {
        return wording::reread(text, first_only).map_or(Ok(()), Err);
    }
    Ok(())
}

/// A sink without an interest in documents and comments.
struct Plain<'s, S>(&'s mut S);

impl<S: Sink> Sink for Plain<'_, S> {
    fn scalar(&mut self, value: Scalar<'_>, span: Span) {
        self.0.scalar(value, span);
    }
    fn begin_sequence(&mut self, span: Span) {
        self.0.begin_sequence(span);
    }
    fn end_sequence(&mut self, span: Span) {
        self.0.end_sequence(span);
    }
    fn begin_mapping(&mut self, span: Span) {
        self.0.begin_mapping(span);
    }
    fn key(&mut self, key: &str, span: Span, merged: bool) {
        self.0.key(key, span, merged);
    }
    fn end_mapping(&mut self, span: Span) {
        self.0.end_mapping(span);
    }
}

impl<S: Sink> Documents for Plain<'_, S> {
    fn end_document(&mut self) {}
    fn comment(&mut self, _: &str, _: Span, _: bool) {}
}

struct Composer<'t, 's, S> {
    events: Events<'t>,
    sink: &'s mut S,
    budget: Budget,
    depth: usize,
    /// Anchors whose aliases are being played.
    playing: Vec<usize>,
}

impl<'t, 's, S: Documents> Composer<'t, 's, S> {
    fn new(text: &'t str, comments: bool, sink: &'s mut S) -> Self {
        Self {
            events: Events::new(text, comments),
            sink,
            budget: Budget::default(),
            depth: 0,
            playing: Vec::new(),
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Error> {
        loop {
            match self.events.next()? {
                (Event::Comment(text, placement), span) => {
                    if self.playing.is_empty() {
                        self.sink.comment(&text, span, matches!(placement, Placement::Right));
                    }
                }
                next => return Ok(next),
            }
        }
    }

    fn start_stream(&mut self) -> Result<(), Error> {
        self.next().map(|_| ())
    }

    /// Reads one document, if there is another.
    fn document(&mut self) -> Result<bool, Error> {
        loop {
            match self.next()? {
                (Event::DocumentStart(..), _) => break,
                (Event::StreamEnd, _) => return Ok(false),
                _ => {}
            }
        }
        self.budget = Budget::new();
        let (event, span) = self.next()?;
        self.node(event, span)?;
        self.next()?;
        self.events.end_document();
        Ok(true)
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Result<(), Error> {
        self.budget.spend(!self.playing.is_empty(), span)?;
        let start = self.events.position().saturating_sub(1);
        let anchor = event.anchor_id().filter(|id| *id != 0);
        match event {
            Event::Scalar(text, style, _, tag) => {
                let value = self.value(text, style, tag.as_deref(), span)?;
                if let Scalar::Float(number) = value
                    && !number.is_finite()
                {
                    return Err(infinite(number, span));
                }
                self.sink.scalar(value, span);
            }
            Event::SequenceStart(..) => self.nested(span, Self::sequence)?,
            Event::MappingStart(..) => self.nested(span, |composer, span| {
                composer.sink.begin_mapping(span);
                let end = composer.entries(false)?;
                composer.sink.end_mapping(Span { start: span.start, end });
                Ok(())
            })?,
            Event::Alias(id) => {
                let range = self.anchored(id, span)?;
                self.play(id, range, span, |composer, event, span| composer.node(event, span))?;
            }
            _ => return Err(unexpected(span)),
        }
        if let Some(id) = anchor {
            self.events.anchor(id, start);
        }
        Ok(())
    }

    fn nested(
        &mut self,
        span: Span,
        body: impl FnOnce(&mut Self, Span) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(span));
        }
        body(self, span)?;
        self.depth -= 1;
        Ok(())
    }

    fn sequence(&mut self, span: Span) -> Result<(), Error> {
        self.sink.begin_sequence(span);
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => {
                    self.sink.end_sequence(Span { start: span.start, end: end.end.max(span.start) });
                    return Ok(());
                }
                (event, span) => self.node(event, span)?,
            }
        }
    }

    /// The keys and values of a table up to its end; gives the offset of the end.
    fn entries(&mut self, merged: bool) -> Result<u32, Error> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::MappingEnd => return Ok(span.end),
                Event::Scalar(ref text, style, 0, ref tag) if is_merge(text, style, tag.as_deref()) => {
                    let (event, span) = self.next()?;
                    self.merge(event, span)?;
                }
                event => {
                    let key = self.key(event, span)?;
                    self.sink.key(&key, span, merged);
                    let (event, span) = self.next()?;
                    self.node(event, span)?;
                }
            }
        }
    }

    /// A key as the string JSON makes of it (sigs.k8s.io/yaml, convertToJSONableObject).
    fn key(&mut self, event: Event<'t>, span: Span) -> Result<Cow<'t, str>, Error> {
        self.budget.spend(!self.playing.is_empty(), span)?;
        let start = self.events.position().saturating_sub(1);
        let anchor = event.anchor_id().filter(|id| *id != 0);
        let key = match event {
            Event::Scalar(text, style, _, tag) => match self.value(text, style, tag.as_deref(), span)? {
                Scalar::String(text) => text,
                Scalar::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
                Scalar::Int(value) => Cow::Owned(value.to_string()),
                Scalar::Float(value) => {
                    let mut key = String::new();
                    write_key_float(&mut key, value);
                    Cow::Owned(key)
                }
                Scalar::Null => return Err(self.bad_key("%!s(<nil>)", "<nil>", "null", span)?),
                Scalar::Uint(value) => {
                    let what = "a number beyond 64 bits with a sign";
                    return Err(self.bad_key("uint64", &format!("{value:#x}"), what, span)?);
                }
            },
            Event::Alias(id) => {
                let range = self.anchored(id, span)?;
                let mut key = Cow::Borrowed("");
                self.play(id, range, span, |composer, event, _| {
                    key = composer.key(event, span)?;
                    Ok(())
                })?;
                key
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                let shown = self.describe(&event, span)?;
                return Err(collection_key(&event, &shown, span));
            }
            _ => return Err(unexpected(span)),
        };
        if let Some(id) = anchor {
            self.events.anchor(id, start);
        }
        Ok(key)
    }

    /// The value of `<<`: a table, an alias of one, or a list of such, of which the first wins.
    fn merge(&mut self, event: Event<'t>, span: Span) -> Result<(), Error> {
        let start = self.events.position().saturating_sub(1);
        let anchor = event.anchor_id().filter(|id| *id != 0);
        match event {
            Event::SequenceStart(..) => self.merge_list()?,
            event => self.merge_one(event, span)?,
        }
        if let Some(id) = anchor {
            self.events.anchor(id, start);
        }
        Ok(())
    }

    fn merge_one(&mut self, event: Event<'t>, span: Span) -> Result<(), Error> {
        self.budget.spend(!self.playing.is_empty(), span)?;
        match event {
            Event::MappingStart(..) => self.nested(span, |composer, _| composer.entries(true).map(|_| ())),
            Event::Alias(id) => {
                let range = self.anchored(id, span)?;
                if !matches!(self.events.recorded(range.start), Event::MappingStart(..)) {
                    return Err(cannot_merge(span));
                }
                self.play(id, range, span, |composer, event, span| composer.merge_one(event, span))
            }
            _ => Err(cannot_merge(span)),
        }
    }

    fn merge_list(&mut self) -> Result<(), Error> {
        self.events.record();
        let mut items: Vec<(Range<usize>, Span)> = Vec::new();
        loop {
            let start = self.events.position();
            match self.next()? {
                (Event::SequenceEnd, _) => break,
                (event, span) => {
                    self.skip(&event)?;
                    items.push((start..self.events.position(), span));
                }
            }
        }
        self.events.stop();
        for (range, span) in items.into_iter().rev() {
            self.events.play(range);
            let (event, _) = self.next()?;
            self.merge_one(event, span)?;
            self.events.resume();
        }
        Ok(())
    }

    /// Passes the rest of a node by, anchors included.
    fn skip(&mut self, event: &Event<'t>) -> Result<(), Error> {
        let start = self.events.position().saturating_sub(1);
        if matches!(event, Event::SequenceStart(..) | Event::MappingStart(..)) {
            loop {
                let (event, _) = self.next()?;
                if matches!(event, Event::SequenceEnd | Event::MappingEnd) {
                    break;
                }
                self.skip(&event)?;
            }
        }
        if let Some(id) = event.anchor_id().filter(|id| *id != 0) {
            self.events.anchor(id, start);
        }
        Ok(())
    }

    fn anchored(&self, id: usize, span: Span) -> Result<Range<usize>, Error> {
        let name = self.events.text().get(span.range()).unwrap_or("*").trim_start_matches('*');
        self.events.anchored(id).filter(|_| !self.playing.contains(&id)).ok_or_else(|| {
            let go = format!("yaml: anchor '{name}' value contains itself");
            Error::new(ErrorKind::Value, format!("the anchor &{name} contains itself"), span, go)
        })
    }

    fn play(
        &mut self,
        id: usize,
        range: Range<usize>,
        span: Span,
        body: impl FnOnce(&mut Self, Event<'t>, Span) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.playing.push(id);
        self.events.play(range);
        let (event, inner) = self.next()?;
        self.nested(span, |composer, _| body(composer, event, inner))?;
        self.events.resume();
        self.playing.pop();
        Ok(())
    }

    /// What a scalar means, by its style and tag.
    fn value(
        &self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<Scalar<'t>, Error> {
        if style == ScalarStyle::DoubleQuoted && matches!(text, Cow::Owned(_)) {
            self.refuse_escapes(span)?;
        }
        // The parser shows an absent value as `~` with an empty span.
        let text =
            if style == ScalarStyle::Plain && span.start == span.end { Cow::Borrowed("") } else { text };
        match tag {
            None if style != ScalarStyle::Plain => Ok(Scalar::String(text)),
            None => Ok(from_resolved(resolve(&text), text)),
            Some(tag) => tagged(tag, text, span),
        }
    }

    /// JSON's escapes that libyaml does not know: `\/`, and surrogates, even in pairs.
    fn refuse_escapes(&self, span: Span) -> Result<(), Error> {
        let raw = self.events.text().get(span.range()).unwrap_or_default().as_bytes();
        let active = |at: &usize| raw[..*at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 0;
        let foreign =
            (0..raw.len()).filter(|at| raw[*at] == b'\\' && active(at)).find_map(|at| match raw[at..] {
                [_, b'/', ..] => Some((at, 2)),
                [_, b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..] => Some((at, 6)),
                _ => None,
            });
        let Some((at, length)) = foreign else { return Ok(()) };
        let start = span.start as usize + at;
        let line = self.events.text()[..start].bytes().filter(|b| *b == b'\n').count() + 1;
        let line = if line == 1 { String::new() } else { format!("line {line}: ") };
        let what = match length {
            2 => "found unknown escape character",
            _ => "found invalid Unicode character escape code",
        };
        let span = Span::new(start, start + length);
        Err(Error::new(ErrorKind::Syntax, what, span, format!("yaml: {line}{what}")).with_hint(
            "YAML has no \\/ and no surrogates: write the character itself, or \\U and eight digits",
        ))
    }

    /// A node as Go's `%#v` shows it, for the texts of errors; nothing of it reaches the sink.
    fn describe(&mut self, event: &Event<'t>, span: Span) -> Result<String, Error> {
        let start = self.events.position().saturating_sub(1);
        let shown = match event {
            Event::Scalar(text, style, _, tag) => {
                go_syntax(&self.value(text.clone(), *style, tag.as_deref(), span)?)
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, span) => items.push(self.describe(&event, span)?),
                    }
                }
                format!("[]interface {{}}{{{}}}", items.join(", "))
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::MappingEnd) {
                        break;
                    }
                    let key = self.describe(&event, span)?;
                    if !matches!(event, Event::Scalar(..) | Event::Alias(_)) {
                        return Err(collection_key(&event, &key, span));
                    }
                    let (event, span) = self.next()?;
                    entries.push(format!("{key}:{}", self.describe(&event, span)?));
                }
                entries.sort();
                format!("map[interface {{}}]interface {{}}{{{}}}", entries.join(", "))
            }
            Event::Alias(id) => {
                let range = self.anchored(*id, span)?;
                let mut shown = String::new();
                self.play(*id, range, span, |composer, event, span| {
                    shown = composer.describe(&event, span)?;
                    Ok(())
                })?;
                shown
            }
            _ => return Err(unexpected(span)),
        };
        if let Some(id) = event.anchor_id().filter(|id| *id != 0) {
            self.events.anchor(id, start);
        }
        Ok(shown)
    }

    /// The error for a key that JSON has no string for; its value stands in Go's text.
    fn bad_key(&mut self, go_type: &str, go_key: &str, what: &str, span: Span) -> Result<Error, Error> {
        let (event, value_span) = self.next()?;
        // Only inside of something does Go name the type of a nil.
        let value = match self.describe(&event, value_span)? {
            nil if nil == "interface {}(nil)" => "<nil>".to_owned(),
            value => value,
        };
        let go = format!("unsupported map key of type: {go_type}, key: {go_key}, value: {value}");
        let error = Error::new(ErrorKind::Value, format!("{what} cannot be a key"), span, go);
        Ok(error.with_hint("put the key in quotes"))
    }
}

fn is_merge(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> bool {
    text == "<<"
        && match tag {
            None => style == ScalarStyle::Plain,
            Some(tag) => {
                tag.is_yaml_core_schema_tag("merge")
                    || (tag.handle() == "tag:yaml.org,2002:" && tag.suffix() == "merge")
                    || (tag.handle() == "!" && tag.suffix().is_empty())
            }
        }
}

fn infinite(number: f64, span: Span) -> Error {
    let name = match number {
        number if number.is_nan() => "NaN",
        number if number > 0.0 => "+Inf",
        _ => "-Inf",
    };
    let go = format!("json: unsupported value: {name}");
    Error::new(ErrorKind::Value, format!("the number {name} has no form in JSON"), span, go)
        .with_hint("put it in quotes if text is meant")
}

fn collection_key(event: &Event<'_>, shown: &str, span: Span) -> Error {
    let what = if matches!(event, Event::SequenceStart(..)) { "a list" } else { "a table" };
    let go = format!("yaml: invalid map key: {shown}");
    Error::new(ErrorKind::Value, format!("{what} cannot be a key"), span, go)
        .with_hint("a value that begins with { or [ needs quotes if text is meant")
}

/// A scalar as Go's `%#v` shows it.
fn go_syntax(value: &Scalar<'_>) -> String {
    match value {
        Scalar::Null => "interface {}(nil)".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Uint(value) => format!("{value:#x}"),
        Scalar::Float(value) => {
            let mut shown = String::new();
            write_yaml_float(&mut shown, *value);
            shown
        }
        Scalar::String(text) => format!("{text:?}"),
    }
}

fn cannot_merge(span: Span) -> Error {
    let what = "map merge requires map or sequence of maps as the value";
    Error::new(ErrorKind::Value, what, span, format!("yaml: {what}"))
}

fn unexpected(span: Span) -> Error {
    Error::new(
        ErrorKind::Syntax,
        "did not find expected node content",
        span,
        "yaml: did not find expected node content",
    )
}
