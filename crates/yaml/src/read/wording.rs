//! A syntax error in libyaml's words.

use std::collections::HashSet;

use diagnostic::Span;
use granit_parser::ScanError;
use libyaml_safer::EventData;

use crate::{Error, ErrorKind};

/// Words an error as Go would. Our parser says what is wrong in its own way and place, and finds a value at
/// fault before a syntax error further down; go-yaml parses a document whole before it looks at values, with
/// libyaml's texts, which people know, search for and compare. So the text is read once more by a port of libyaml.
pub(super) fn settle(text: &str, first_only: bool, error: Error) -> Error {
    match error.kind {
        ErrorKind::Syntax | ErrorKind::Value => reread(text, first_only).unwrap_or(error),
        ErrorKind::Limit | ErrorKind::Json => error,
    }
}

/// A syntax error in our parser's own words, for what libyaml would take.
pub(super) fn syntax(text: &str, error: &ScanError) -> Error {
    let at = error.marker().byte_offset().unwrap_or(text.len());
    let message = error.info();
    let go = format!("yaml: line {}: {message}", error.marker().line());
    Error::new(ErrorKind::Syntax, message, character(text, at), go)
}

/// What libyaml, or go-yaml while it collects libyaml's events, has against a text, if anything.
pub(super) fn reread(text: &str, first_only: bool) -> Option<Error> {
    let found = libyaml(text, first_only)?;
    let span = character(text, found.offset);
    Some(Error::new(ErrorKind::Syntax, found.message, span, found.go).with_usual_hint(text))
}

struct Found {
    message: String,
    go: String,
    offset: usize,
    /// Where that began which could not be finished.
    context: Option<usize>,
}

/// What go-yaml's copy of libyaml has against a text. The port differs from it in two places.
fn libyaml(text: &str, first_only: bool) -> Option<Found> {
    // The port panics where a block scalar, or a backslash, is the very end. Go takes the one, and says of the other what
    // it says of any escape that is none.
    let ended = match text.bytes().last() {
        Some(b'\n') | None => None,
        Some(b'\\') => Some(format!("{text}q\n")),
        Some(_) => Some(format!("{text}\n")),
    };
    let found = scan(ended.as_deref().unwrap_or(text), first_only)?;
    if found.offset >= text.len() && ended.is_some() && !text.ends_with('\\') {
        // What is wrong is that the text ends, so there is no block scalar at its end, and it may do so on its last line.
        return scan(text, first_only);
    }
    if let Some(at) = empty_flow_collection(text, &found) {
        let mut text = text.to_owned();
        text.replace_range(at..=at, if text[at..].starts_with('{') { "}" } else { "]" });
        // A value may stand there as well, and then it is missed later that it is no key.
        let as_key = |other: &Found| !other.message.ends_with("did not find expected node content");
        return scan(&text, first_only).filter(as_key).or(Some(found));
    }
    Some(found)
}

/// An empty flow collection where a key of a block must stand. The original forgets, having seen its end, that it should be
/// a key, and hands its beginning to the parser, which says of it what it says of a closing bracket there.
fn empty_flow_collection(text: &str, found: &Found) -> Option<usize> {
    let at = found.context.filter(|_| found.message.ends_with("could not find expected ':'"))?;
    let close = match text.as_bytes().get(at)? {
        b'{' => '}',
        b'[' => ']',
        _ => return None,
    };
    let mut inside = text[at + 1..].trim_start();
    while inside.starts_with('#') {
        inside = inside.split_once('\n')?.1.trim_start();
    }
    inside.starts_with(close).then_some(at)
}

fn scan(text: &str, first_only: bool) -> Option<Found> {
    let mut input = text.as_bytes();
    let mut anchors = HashSet::new();
    let mut parser = libyaml_safer::Parser::new();
    parser.set_input_string(&mut input);
    let error = loop {
        let event = match parser.parse() {
            Ok(event) => event,
            Err(error) => break error,
        };
        match event.data {
            EventData::StreamEnd => return None,
            EventData::DocumentEnd { .. } if first_only => return None,
            EventData::DocumentEnd { .. } => anchors.clear(),
            EventData::Alias { anchor } if !anchors.contains(&anchor) => {
                return Some(Found {
                    message: format!("there is no anchor &{anchor} before this alias"),
                    go: format!("yaml: unknown anchor '{anchor}' referenced"),
                    offset: byte_offset(text, event.start_mark.index),
                    context: None,
                });
            }
            EventData::Scalar { anchor: Some(anchor), .. }
            | EventData::SequenceStart { anchor: Some(anchor), .. }
            | EventData::MappingStart { anchor: Some(anchor), .. } => _ = anchors.insert(anchor),
            _ => {}
        }
    };
    let problem = error.problem();
    let mark = error.problem_mark().unwrap_or_default();
    // decode.go, parser.fail: lines of the scanner count from 1, those of the parser from 0; on the very
    // first line there is no line at all unless the context has one.
    let line = match mark.line {
        0 => error.context_mark().map_or(0, |mark| mark.line),
        line if error.kind() == libyaml_safer::ErrorKind::Scanner => line + 1,
        line => line,
    };
    let go = match line {
        0 => format!("yaml: {problem}"),
        line => format!("yaml: line {line}: {problem}"),
    };
    let message =
        error.context().map_or_else(|| problem.to_owned(), |context| format!("{context}, {problem}"));
    let context = error.context_mark().map(|mark| byte_offset(text, mark.index));
    Some(Found { message, go, offset: byte_offset(text, mark.index), context })
}

/// The scanner does not count a byte order mark.
fn byte_offset(text: &str, characters: u64) -> usize {
    let mark = usize::from(text.starts_with('\u{feff}'));
    let characters = usize::try_from(characters).map_or(usize::MAX, |characters| characters + mark);
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

/// The span of the character at an offset.
fn character(text: &str, at: usize) -> Span {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    Span::new(at, at + text[at..].chars().next().map_or(0, char::len_utf8))
}

impl Error {
    /// Adds advice for the mistakes that are made most.
    fn with_usual_hint(self, text: &str) -> Self {
        let rest = &text[self.span.range().start.min(text.len())..];
        let tab = self.message.contains("tab character")
            || self.message.contains("cannot start any token") && rest.starts_with('\t');
        let hint = if tab {
            "indent with spaces; YAML does not allow tabs here"
        } else if self.message.contains("cannot start any token") {
            "put the value in quotes"
        } else if self.message.contains("mapping values are not allowed") {
            "put a value that contains \": \" in quotes, or check the indentation"
        } else if self.message.contains("did not find expected key")
            || self.message.contains("could not find expected ':'")
        {
            "check the indentation of this line and of the one before"
        } else if self.message.contains("unexpected end of stream") {
            "close the quote that was opened here"
        } else if self.message.contains("or ']'") {
            "close the list with `]`, or put a comma between its items"
        } else if self.message.contains("or '}'") {
            "close the table with `}`, or put a comma between its entries"
        } else {
            return self;
        };
        self.with_hint(hint)
    }
}
