//! A named text, and places in it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// What a [`Source`] is; it decides, for one, which number type a value from it has in a Go template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// A file, or text that was read as one (standard input, a URL, a file inside a chart archive).
    File,
    /// A command-line flag such as `--set a=1`; the text is the flag's value.
    Flag,
    /// A release record that was read from a cluster.
    Record,
    /// Text that a program made, such as the output of a template.
    Generated,
}

/// A named text that spans point into.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Source {
    /// How the source is shown to a person: a path as the user typed it, `jupyter/values.yaml`, `--set a=1`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// What the source is.
    pub kind: SourceKind,
    /// The text's first line, for a template that was cut out of something larger; 1 otherwise.
    pub first_line: usize,
}

impl Source {
    /// A file, or text that is treated as one.
    pub fn file(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::new(SourceKind::File, name, text)
    }

    /// A command-line flag; `name` is the flag as typed, with its value.
    pub fn flag(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::new(SourceKind::Flag, name, text)
    }

    /// A source of any kind.
    pub fn new(kind: SourceKind, name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into(), kind, first_line: 1 })
    }

    /// Line and column of a byte offset, both counted from 1, the column in characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&b| b == b'\n').count() + self.first_line;
        (line, before[line_start..].chars().count() + 1)
    }
}

impl fmt::Debug for Source {
    /// Leaves the text out: it may hold secrets, and it drowns everything else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?} {:?}, {} bytes)", self.kind, self.name, self.text.len())
    }
}

/// A range of bytes in a [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of these byte offsets; offsets past 4 GiB are clamped.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The same as a range of `usize`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where something came from: a span of a source, or nowhere for what a program made up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The source, absent for made-up values.
    pub source: Option<Arc<Source>>,
    /// The place in it.
    pub span: Span,
}

impl Origin {
    /// A place in a source.
    pub fn new(source: &Arc<Source>, span: Span) -> Self {
        Self { source: Some(Arc::clone(source)), span }
    }

    /// No origin.
    pub fn none() -> Self {
        Self::default()
    }

    /// The kind of the source, if there is one.
    pub fn kind(&self) -> Option<SourceKind> {
        self.source.as_ref().map(|s| s.kind)
    }
}

impl fmt::Display for Origin {
    /// `name:line:column`, just the name for a flag or a record, whose JSON is one line, nothing for no origin.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(source) = &self.source else { return Ok(()) };
        if matches!(source.kind, SourceKind::Flag | SourceKind::Record) {
            return f.write_str(&source.name);
        }
        let (line, column) = source.line_column(self.span.start as usize);
        write!(f, "{}:{line}:{column}", source.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let source = Source::file("f", "é: 1\nb: 2\n");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(2), (1, 2));
        assert_eq!(source.line_column(6), (2, 1));
        assert_eq!(source.line_column(1), (1, 1), "an offset inside a character is its start");
        assert_eq!(source.line_column(999), (3, 1));
    }

    #[test]
    fn debug_output_does_not_show_the_text() {
        assert!(!format!("{:?}", Source::file("f", "password: hunter2")).contains("hunter2"));
    }
}
