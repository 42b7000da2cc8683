//! Ordinary text, read line by line.
//!
//! Nearly all YAML of charts is plain block style: keys, one-line values, dashes, literal blocks, comments. Such text is
//! read several times faster than it is parsed. Whatever this does not know for certain to be YAML, or whose meaning it
//! does not know for certain, it leaves to the parser.
//!
//! | file | holds |
//! |---|---|
//! | `lines` | the lines, and whether their characters are ordinary |
//! | `inline` | keys and values that fit their line |
//! | `block` | literal and folded blocks |

mod block;
mod inline;
mod lines;

use std::borrow::Cow;

use diagnostic::Span;

use self::inline::{Found, Key, key, value};
use self::lines::{Line, Lines, spaces};
use super::tag::from_resolved;
use crate::scalar::resolve;
use crate::{Scalar, Sink};

/// Deeper text is left to the parser.
const MAX_DEPTH: usize = 64;

/// Reads a text of one document and tells whether there is one. Nothing says nothing: the text is not ordinary, and the
/// sink, which has seen some of it, is to be forgotten.
pub fn read_ordinary(text: &str, sink: &mut impl Sink) -> Option<bool> {
    let mut lines = Lines::new(text);
    let mut scanner = Scanner { sink, stack: Vec::new() };
    let mut marked = false;
    while let Some(line) = lines.next() {
        let column = spaces(line.text.as_bytes());
        let content = line.text.as_bytes().get(column).is_some_and(|byte| *byte != b'#');
        if content && !marked && scanner.stack.is_empty() && line.text.trim_end_matches(' ') == "---" {
            marked = true;
            continue;
        }
        lines.check(line, false)?;
        if content {
            scanner.line(line, column, &mut lines)?;
        }
    }
    let any = !scanner.stack.is_empty();
    while scanner.close(text.len()) {}
    // After a mark there is a document, of which nothing is known.
    (any || !marked).then_some(any)
}

struct Scanner<'s, S> {
    sink: &'s mut S,
    stack: Vec<Open>,
}

/// A collection that is open.
struct Open {
    indent: usize,
    kind: Kind,
    /// Where it begins.
    start: usize,
    /// Where the parser has the null that the last key's or dash's value would be, if it has no value yet.
    expects: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    List,
    /// A list on the column of the key it is the value of.
    FlushList,
}

impl<S: Sink> Scanner<'_, S> {
    /// One line with content from this column on.
    fn line<'t>(&mut self, line: Line<'t>, mut column: usize, lines: &mut Lines<'t>) -> Option<()> {
        while self.stack.last().is_some_and(|open| open.indent > column) {
            self.close(line.at + column);
        }
        loop {
            let (rest, at) = (&line.text[column..], line.at + column);
            if rest == "-" || rest.starts_with("- ") {
                let inner = column + 1 + spaces(&rest.as_bytes()[1..]);
                if line.text.as_bytes().get(inner).is_none_or(|byte| *byte == b'#') {
                    return self.dash(column, at, line.at + line.text.len());
                }
                self.dash(column, at, line.at + inner)?;
                column = inner;
                continue;
            }
            if let Some(key) = key(rest) {
                return self.entry(column, at, &key, rest, lines);
            }
            let open = self.stack.last()?;
            // Only an item may be a bare value, and what an empty value prints on a line of its own.
            let bare = open.kind != Kind::Table || matches!(rest.trim_end_matches(' '), "{}" | "[]");
            return if bare && open.indent < column && open.expects.is_some() {
                self.value(rest, at, lines)
            } else {
                None
            };
        }
    }

    /// A dash, and where what follows it on its line is.
    fn dash(&mut self, column: usize, at: usize, item: usize) -> Option<()> {
        let open = self.stack.last_mut()?;
        match open.kind {
            Kind::List | Kind::FlushList if open.indent == column => {
                if let Some(empty) = open.expects.replace(item) {
                    self.null(empty);
                }
                return Some(());
            }
            Kind::Table if open.indent == column && open.expects.is_some() => {
                // There the parser has it begin.
                self.open(column, Kind::FlushList, item)?;
            }
            _ if open.indent < column && open.expects.is_some() => self.open(column, Kind::List, at)?,
            _ => return None,
        }
        self.stack.last_mut()?.expects = Some(item);
        Some(())
    }

    fn open(&mut self, indent: usize, kind: Kind, start: usize) -> Option<()> {
        if self.stack.len() >= MAX_DEPTH {
            return None;
        }
        if let Some(open) = self.stack.last_mut() {
            open.expects = None;
        }
        self.stack.push(Open { indent, kind, start, expects: None });
        let span = Span::new(start, start);
        match kind {
            Kind::Table => self.sink.begin_mapping(span),
            Kind::List | Kind::FlushList => self.sink.begin_sequence(span),
        }
        Some(())
    }

    /// Ends the innermost collection before this place; whether there is one.
    fn close(&mut self, end: usize) -> bool {
        let Some(open) = self.stack.pop() else { return false };
        if let Some(empty) = open.expects {
            self.null(empty);
        }
        let span = Span::new(open.start, end);
        match open.kind {
            Kind::Table => self.sink.end_mapping(span),
            Kind::List | Kind::FlushList => self.sink.end_sequence(span),
        }
        true
    }

    /// The value that a key or dash does not have.
    fn null(&mut self, at: usize) {
        self.sink.scalar(Scalar::Null, Span::new(at, at));
    }

    /// A key with what stands behind its colon.
    fn entry<'t>(
        &mut self,
        column: usize,
        at: usize,
        key: &Key<'t>,
        rest: &'t str,
        lines: &mut Lines<'t>,
    ) -> Option<()> {
        if self.stack.last().is_some_and(|open| open.kind == Kind::FlushList && open.indent == column) {
            self.close(at);
        }
        match self.stack.last_mut() {
            None if column == 0 => self.open(0, Kind::Table, at)?,
            Some(open) if open.kind == Kind::Table && open.indent == column => {
                if let Some(empty) = open.expects.take() {
                    self.null(empty);
                }
            }
            Some(open) if open.indent < column && open.expects.is_some() => {
                self.open(column, Kind::Table, at)?;
            }
            _ => return None,
        }
        self.sink.key(key.name, Span::new(at, at + key.colon), false);
        self.stack.last_mut()?.expects = Some(at + key.colon);
        let behind = key.colon + 1;
        let value = behind + spaces(&rest.as_bytes()[behind..]);
        self.value(&rest[value..], at + value, lines)
    }

    /// A value that begins at this place, or nothing.
    fn value<'t>(&mut self, text: &'t str, at: usize, lines: &mut Lines<'t>) -> Option<()> {
        let found = value(text)?;
        if found == Found::Nothing {
            return Some(());
        }
        let open = self.stack.last_mut()?;
        open.expects = None;
        let span = |length: usize| Span::new(at, at + length);
        match found {
            Found::Nothing => {}
            Found::Plain(text) => self.scalar(text, span(text.len()))?,
            Found::Quoted { inner, quotes } => {
                let value =
                    if self.sink.wants() { inline::unescaped(inner, quotes) } else { Cow::Borrowed("") };
                self.sink.scalar(Scalar::String(value), span(inner.len() + 2));
            }
            Found::EmptyTable { length } => {
                self.sink.begin_mapping(span(1));
                self.sink.end_mapping(span(length));
            }
            Found::List { inner, length } => {
                self.sink.begin_sequence(span(1));
                for item in inline::items(inner) {
                    let (item, quotes, offset) = item?;
                    let start = at + 1 + offset;
                    match quotes {
                        Some(quotes) => {
                            let value = Scalar::String(inline::unescaped(item, quotes));
                            self.sink.scalar(value, Span::new(start, start + item.len() + 2));
                        }
                        None => self.scalar(item, Span::new(start, start + item.len()))?,
                    }
                }
                self.sink.end_sequence(span(length));
            }
            Found::Block(header) => {
                let parent = open.indent;
                let (text, span) = block::read(header, parent, self.sink.wants(), lines)?;
                self.sink.scalar(Scalar::String(text), span);
            }
        }
        Some(())
    }

    /// An unquoted value.
    fn scalar(&mut self, text: &str, span: Span) -> Option<()> {
        if !self.sink.wants() {
            self.sink.scalar(Scalar::Null, span);
            return Some(());
        }
        let value = from_resolved(resolve(text), Cow::Borrowed(text));
        if matches!(value, Scalar::Float(number) if !number.is_finite()) {
            return None;
        }
        self.sink.scalar(value, span);
        Some(())
    }
}
