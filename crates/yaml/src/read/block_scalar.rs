//! Block scalars whose indicator stands no deeper than the key or dash that they belong to.
//!
//! ```yaml
//! data:
//!   script:
//!   |
//!     echo
//! ```
//!
//! YAML wants the indicator deeper, and so does our parser; libyaml does not look, and charts come to it where they indent
//! what `toYaml` makes of a text.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Parser};

use super::events::options;
use super::input::Text;

/// The text with such an indicator on the line of what it belongs to: what lies between them becomes spaces, so that
/// everything stays where it is in bytes.
pub(super) fn on_the_line_of_its_key(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if !memchr::memchr2_iter(b'|', b'>', text.as_bytes()).any(|at| begins_line(&text, at)) {
        return text;
    }
    let mut before = 0;
    while let Some(at) = refused(&text).filter(|at| *at > before) {
        let start = end_of_token(&text[..at]);
        text.to_mut().replace_range(start..at, &" ".repeat(at - start));
        before = at;
    }
    text
}

fn begins_line(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches(' ').chars().next_back().is_none_or(|before| before == '\n')
}

/// Where the parser meets such an indicator.
fn refused(text: &str) -> Option<usize> {
    let mut parser = Parser::with_options(Text::new(text), options(false));
    let error = loop {
        match parser.next_event()? {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    let at = error.marker().byte_offset().filter(|at| text.is_char_boundary(*at))?;
    let is_indicator = text[at..].starts_with(['|', '>']) && begins_line(text, at);
    (matches!(error.kind(), ErrorKind::SimpleKeyExpected) && is_indicator).then_some(at)
}

/// Where the last token of a text ends, behind which there are blanks, line breaks and comments only.
fn end_of_token(text: &str) -> usize {
    let trimmed = text.trim_end();
    let line = trimmed.rfind('\n').map_or(0, |at| at + 1);
    let (_, last) = trimmed.split_at(line);
    let is_comment = last.trim_start().starts_with('#');
    match last.find(" #") {
        _ if is_comment => end_of_token(&text[..line]),
        Some(at) if !last.ends_with([':', '-']) => line + last[..at].trim_end().len(),
        _ => trimmed.len(),
    }
}
