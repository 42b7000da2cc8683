//! The reader over a flag's text.

use std::sync::Arc;

use diagnostic::{Origin, Source, Span};

/// A cursor over the text of a flag.
pub(super) struct Text<'t> {
    source: &'t Arc<Source>,
    at: usize,
}

/// Some characters of a flag, with escapes resolved.
pub(super) struct Word {
    /// The characters.
    pub(super) text: String,
    /// Where they stand.
    pub(super) origin: Origin,
    /// The character that ended them, which is consumed; `None` at the end of the text.
    pub(super) stop: Option<char>,
}

impl<'t> Text<'t> {
    pub(super) fn new(source: &'t Arc<Source>) -> Self {
        Self { source, at: 0 }
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'t str {
        &self.source.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The next `bytes` bytes as a place.
    pub(super) fn origin(&self, bytes: usize) -> Origin {
        Origin::new(self.source, Span::new(self.at, self.at + bytes))
    }

    /// Reads up to one of `stops`. A backslash takes the character after it literally; a lone one at the end
    /// of the text vanishes, as in Helm.
    pub(super) fn until(&mut self, stops: &[char]) -> Word {
        let start = self.at;
        let mut text = String::new();
        let mut end;
        let stop = loop {
            end = self.at;
            match self.next() {
                Some(c) if stops.contains(&c) => break Some(c),
                Some('\\') => match self.next() {
                    Some(c) => text.push(c),
                    None => break None,
                },
                Some(c) => text.push(c),
                None => break None,
            }
        };
        Word { text, origin: Origin::new(self.source, Span::new(start, end)), stop }
    }

    /// The same without escapes.
    pub(super) fn until_raw(&mut self, stops: &[char]) -> Word {
        let rest = self.rest();
        let length = rest.find(stops).unwrap_or(rest.len());
        let (text, origin) = (rest[..length].to_owned(), self.origin(length));
        self.skip(length);
        Word { text, origin, stop: self.next() }
    }
}
