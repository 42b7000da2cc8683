//! A syntax error in libyaml's words.

use diagnostic::Span;
use granit_parser::ScanError;

use crate::{Error, ErrorKind};

/// Words a syntax error. Our parser says what is wrong in its own way and place; what people know, search for
/// and compare is libyaml's text, which go-yaml shares, so the text is read once more by a port of libyaml.
pub(crate) fn syntax(text: &str, error: &ScanError) -> Error {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    reread(text).unwrap_or_else(|| {
        let message = error.info();
        let go = format!("yaml: line {}: {message}", error.marker().line());
        Error::new(ErrorKind::Syntax, message, character(text, at), go)
    })
}

/// What libyaml has against a text, if anything; it may take what our parser refuses.
pub(super) fn reread(text: &str) -> Option<Error> {
    let found = libyaml(text)?;
    let span = character(text, found.offset);
    Some(Error::new(ErrorKind::Syntax, found.message, span, found.go).with_usual_hint(text))
}

struct Found {
    message: String,
    go: String,
    offset: usize,
}

fn libyaml(text: &str) -> Option<Found> {
    let mut input = text.as_bytes();
    let mut parser = libyaml_safer::Parser::new();
    parser.set_input_string(&mut input);
    let error = loop {
        match parser.parse() {
            Ok(event) if matches!(event.data, libyaml_safer::EventData::StreamEnd) => return None,
            Ok(_) => {}
            Err(error) => break error,
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
    let index = usize::try_from(mark.index).unwrap_or(usize::MAX);
    let offset = text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    Some(Found { message, go, offset })
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
        let hint = if self.message.contains("cannot start any token") && rest.starts_with('\t') {
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
        } else {
            return self;
        };
        self.with_hint(hint)
    }
}
