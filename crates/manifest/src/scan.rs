//! The head of a document without parsing it.
//!
//! Nearly all rendered text is plain block style: keys, one-line values, dashes, literal blocks. Such text is looked
//! over line by line, ten times faster than it is parsed. Whatever this does not know for certain to be YAML, or
//! whose meaning it does not know for certain, it leaves to the parser.

use memchr::memchr;

use crate::Head;

/// Deeper text is left to the parser.
const MAX_DEPTH: usize = 64;

/// The head of a document that is certainly YAML; nothing says nothing.
pub(crate) fn scan(text: &str) -> Option<Head> {
    let mut scanner = Scanner::default();
    let odd = !is_ordinary(text.as_bytes());
    let mut lines = lines(text).peekable();
    while let Some(line) = lines.next() {
        let bytes = line.as_bytes();
        let column = spaces(bytes);
        match bytes.get(column) {
            None | Some(b'#') => check(bytes, odd, false)?,
            Some(_) => {
                check(bytes, odd, false)?;
                if scanner.line(line, column)? == Follows::Block {
                    let parent = scanner.stack.last()?.indent;
                    block(parent, odd, &mut lines)?;
                }
            }
        }
    }
    Some(scanner.head)
}

/// What comes after a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// Another line.
    Line,
    /// The lines of a literal or folded block.
    Block,
}

#[derive(Default)]
struct Scanner {
    head: Head,
    stack: Vec<Open>,
}

/// A collection that is open.
struct Open {
    indent: usize,
    kind: Kind,
    /// Whether its last key or dash has no value yet.
    expects: bool,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    List,
    /// A list on the column of the key it is the value of.
    FlushList,
}

/// What of the head a table holds, or the key whose value comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Root,
    Metadata,
    Annotations,
    Other,
}

impl Scanner {
    /// One line with content from this column on.
    fn line(&mut self, line: &str, column: usize) -> Option<Follows> {
        while self.stack.last().is_some_and(|open| open.indent > column) {
            self.stack.pop();
        }
        let mut column = column;
        loop {
            let rest = &line[column..];
            if rest == "-" || rest.starts_with("- ") {
                self.dash(column)?;
                let inner = column + 1 + spaces(&rest.as_bytes()[1..]);
                if inner >= line.len() || line.as_bytes()[inner] == b'#' {
                    return Some(Follows::Line);
                }
                column = inner;
                continue;
            }
            return match key(rest) {
                Some((key, length)) => self.entry(column, key, &rest[length..]),
                // What an empty value prints on a line of its own.
                None if self.stack.last()?.kind == Kind::Table => self.empty(column, rest),
                // Else only an item may be a bare value.
                None if self.stack.last()?.indent < column => {
                    let open = self.stack.last_mut()?;
                    if !std::mem::take(&mut open.expects) {
                        return None;
                    }
                    value(rest).map(|value| value.follows())
                }
                None => None,
            };
        }
    }

    /// An empty collection below the key that it is the value of.
    fn empty(&mut self, column: usize, rest: &str) -> Option<Follows> {
        let open = self.stack.last_mut()?;
        let table = match rest.trim_end_matches(' ') {
            "{}" => true,
            "[]" => false,
            _ => return None,
        };
        let fits = open.indent < column && std::mem::take(&mut open.expects);
        (fits && (table || open.part == Part::Other)).then_some(Follows::Line)
    }

    fn dash(&mut self, column: usize) -> Option<()> {
        let (kind, indent, expects) = self.stack.last().map(|open| (open.kind, open.indent, open.expects))?;
        match kind {
            Kind::List | Kind::FlushList if indent == column => self.stack.last_mut()?.expects = true,
            Kind::Table if indent == column && expects => self.open(column, Kind::FlushList)?,
            _ if indent < column && expects => self.open(column, Kind::List)?,
            _ => return None,
        }
        Some(())
    }

    fn open(&mut self, indent: usize, kind: Kind) -> Option<()> {
        let part = match self.stack.last_mut() {
            None => Part::Root,
            Some(open) => {
                open.expects = false;
                // A list is nothing that a head is made of: the parser tells what is wrong with it.
                let (part, list) = (open.part, kind != Kind::Table);
                if list && open.kind == Kind::Table && part != Part::Other && part != Part::Root {
                    return None;
                }
                if open.kind == Kind::Table { part } else { Part::Other }
            }
        };
        if self.stack.len() >= MAX_DEPTH {
            return None;
        }
        self.stack.push(Open { indent, kind, expects: kind != Kind::Table, part });
        Some(())
    }

    /// A key with what stands behind its colon.
    fn entry(&mut self, column: usize, key: &str, rest: &str) -> Option<Follows> {
        if self.stack.last().is_some_and(|open| open.kind == Kind::FlushList && open.indent == column) {
            self.stack.pop();
        }
        match self.stack.last() {
            None if column == 0 => self.open(0, Kind::Table)?,
            Some(open) if open.kind == Kind::Table && open.indent == column => {}
            Some(open) if open.indent < column && open.expects => self.open(column, Kind::Table)?,
            _ => return None,
        }
        let place = self.place();
        let found = value(rest.trim_start_matches(' '))?;
        let open = self.stack.last_mut()?;
        open.expects = found == Found::Nothing;
        open.part = Part::Other;
        self.take(place, key, &found)?;
        Some(found.follows())
    }

    /// What the innermost table is, by the keys that lead to it.
    fn place(&self) -> Part {
        match self.stack.len() {
            1 => Part::Root,
            2 if self.stack[0].part == Part::Metadata => Part::Metadata,
            3 if self.stack[0].part == Part::Metadata && self.stack[1].part == Part::Annotations => {
                Part::Annotations
            }
            _ => Part::Other,
        }
    }

    /// Keeps what belongs to the head.
    fn take(&mut self, place: Part, key: &str, found: &Found<'_>) -> Option<()> {
        let open = self.stack.last_mut()?;
        match place {
            Part::Root if key.eq_ignore_ascii_case("apiVersion") => self.head.api_version = found.text()?,
            Part::Root if key.eq_ignore_ascii_case("kind") => self.head.kind = found.text()?,
            Part::Root if key.eq_ignore_ascii_case("metadata") => {
                self.head.name.clear();
                self.head.namespace.clear();
                self.head.annotations.clear();
                found.is_table_or_nothing()?;
                open.part = Part::Metadata;
            }
            Part::Metadata if key.eq_ignore_ascii_case("name") => self.head.name = found.text()?,
            Part::Metadata if key.eq_ignore_ascii_case("namespace") => self.head.namespace = found.text()?,
            Part::Metadata if key.eq_ignore_ascii_case("annotations") => {
                self.head.annotations.clear();
                found.is_table_or_nothing()?;
                open.part = Part::Annotations;
            }
            Part::Annotations => {
                let text = found.text()?;
                self.head.annotations.retain(|(known, _)| known != key);
                self.head.annotations.push((key.to_owned(), text));
            }
            _ => {}
        }
        Some(())
    }
}

/// A value that fits its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found<'t> {
    /// None, or a comment.
    Nothing,
    /// Unquoted.
    Plain(&'t str),
    /// In quotes, without escapes.
    Quoted(&'t str),
    /// In quotes, with escapes.
    Escaped,
    EmptyTable,
    List,
    Block,
}

impl Found<'_> {
    fn follows(self) -> Follows {
        if self == Found::Block { Follows::Block } else { Follows::Line }
    }

    /// The text of a value that is certainly text.
    fn text(self) -> Option<String> {
        match self {
            Found::Quoted(text) => Some(text.to_owned()),
            Found::Plain(text) if text.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_word(text) => {
                Some(text.to_owned())
            }
            _ => None,
        }
    }

    fn is_table_or_nothing(self) -> Option<()> {
        matches!(self, Found::Nothing | Found::EmptyTable).then_some(())
    }
}

/// Whether unquoted text may be a truth value or null.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b' ').count()
}

/// A key at the beginning of text, and where what follows its colon begins.
fn key(text: &str) -> Option<(&str, usize)> {
    let bytes = text.as_bytes();
    let (key, colon) = match bytes.first()? {
        quote @ (b'"' | b'\'') => {
            let end = bytes[1..].iter().position(|byte| byte == quote || *byte == b'\\')? + 1;
            (bytes[end] == *quote).then_some((&text[1..end], end + 1))?
        }
        _ => {
            let ordinary =
                |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
            let end = bytes.iter().take_while(|byte| ordinary(byte)).count();
            let key = &text[..end];
            let number = bytes.first().is_some_and(|byte| !byte.is_ascii_alphabetic() && *byte != b'_');
            (end > 0 && !number && !is_word(key)).then_some((key, end))?
        }
    };
    if bytes.get(colon) != Some(&b':') || key.len() > 256 {
        return None;
    }
    matches!(bytes.get(colon + 1), None | Some(b' ')).then_some((key, colon + 1))
}

/// A value up to the end of its line.
fn value(text: &str) -> Option<Found<'_>> {
    let text = text.trim_end_matches(' ');
    let bytes = text.as_bytes();
    match bytes.first() {
        None | Some(b'#') => Some(Found::Nothing),
        Some(quote @ (b'"' | b'\'')) => quoted(text, *quote),
        Some(b'|' | b'>') => matches!(&bytes[1..], [] | [b'-' | b'+']).then_some(Found::Block),
        Some(b'{') => (text == "{}").then_some(Found::EmptyTable),
        Some(b'[') => list(text),
        Some(b'.') if bytes.get(1).is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'*' | b'/')) => {
            plain(text)
        }
        Some(
            b'&' | b'*' | b'!' | b'%' | b'@' | b'`' | b',' | b']' | b'}' | b'?' | b':' | b'-' | b'.' | b'+',
        ) => {
            // Numbers below zero and options of programs are common; the rest is not.
            let dashed = bytes[0] == b'-'
                && bytes.get(1).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
            if dashed && !text.starts_with("---") { plain(text) } else { None }
        }
        Some(_) => plain(text),
    }
}

fn plain(text: &str) -> Option<Found<'_>> {
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b':' if matches!(bytes.get(at + 1), None | Some(b' ')) => return None,
            b'#' if bytes[at - 1] == b' ' => return Some(Found::Plain(text[..at].trim_end_matches(' '))),
            _ => {}
        }
    }
    Some(Found::Plain(text))
}

fn quoted(text: &str, quote: u8) -> Option<Found<'_>> {
    let bytes = text.as_bytes();
    let mut escaped = false;
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'\\' if quote == b'"' => {
                // Escapes that JSON and YAML share and that mean one character.
                if !matches!(bytes.get(at + 1)?, b'"' | b'\\' | b'n' | b't' | b'r') {
                    return None;
                }
                escaped = true;
                at += 2;
            }
            byte if *byte == quote => {
                if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') {
                    escaped = true;
                    at += 2;
                    continue;
                }
                break;
            }
            _ => at += 1,
        }
    }
    let rest = &text[at + 1..];
    let ends = rest.is_empty() || (rest.starts_with(' ') && rest.trim_start_matches(' ').starts_with('#'));
    ends.then_some(if escaped { Found::Escaped } else { Found::Quoted(&text[1..at]) })
}

/// A list of simple words or quoted text on one line.
fn list(text: &str) -> Option<Found<'_>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    if inner.trim_matches(' ').is_empty() {
        return Some(Found::List);
    }
    for item in inner.split(',') {
        let item = item.trim_matches(' ');
        let simple = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/'))
        };
        let quoted = ['"', '\''].iter().any(|quote| {
            item.strip_prefix(*quote).and_then(|rest| rest.strip_suffix(*quote)).is_some_and(|inner| {
                inner.bytes().all(|byte| !matches!(byte, b'"' | b'\'' | b'\\' | b'[' | b']' | b'{' | b'}'))
            })
        });
        if !(quoted || (simple(item) && !item.starts_with('-'))) {
            return None;
        }
    }
    Some(Found::List)
}

/// The lines of a literal or folded block inside a collection of this indentation.
fn block<'t>(
    parent: usize,
    odd: bool,
    lines: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>,
) -> Option<()> {
    let mut indent = None;
    let mut longest_blank = 0;
    while let Some(line) = lines.peek() {
        let bytes = line.as_bytes();
        let column = spaces(bytes);
        if column == bytes.len() {
            longest_blank = longest_blank.max(column);
        } else {
            match indent {
                Some(indent) if column >= indent => {}
                None if column > parent => {
                    // A blank line longer than the indentation, or a tab in it, is an error.
                    if longest_blank > column || bytes[column] == b'\t' {
                        return None;
                    }
                    indent = Some(column);
                }
                _ => return Some(()),
            }
        }
        check(bytes, odd, true)?;
        lines.next();
    }
    Some(())
}

/// The lines, as `split('\n')` gives them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (line, tail) = match memchr(b'\n', text.as_bytes()) {
            Some(end) => (&text[..end], Some(&text[end + 1..])),
            None => (text, None),
        };
        rest = tail;
        Some(line)
    })
}

/// Whether there is nothing but printable ASCII and line breaks, which then need not be looked at one by one.
fn is_ordinary(text: &[u8]) -> bool {
    // Without an early end, so that many bytes are compared at once.
    text.iter().fold(true, |ordinary, byte| ordinary & (matches!(byte, 0x20..0x7f) | (*byte == b'\n')))
}

/// Whether a line has only characters that mean nothing special anywhere in YAML 1.1; its characters are looked at only
/// in an odd text.
fn check(line: &[u8], odd: bool, tabs: bool) -> Option<()> {
    let looked_at = if odd { line } else { &[] };
    for (at, byte) in looked_at.iter().enumerate() {
        let fine = match byte {
            b'\t' => tabs,
            // Control characters, and what may begin NEL, a byte-order mark or what is none.
            0..0x20 | 0x7f | 0xc2 | 0xef => false,
            // U+2028 and U+2029 break lines.
            0xe2 => !matches!(line[at..], [_, 0x80, 0xa8 | 0xa9, ..]),
            _ => true,
        };
        if !fine {
            return None;
        }
    }
    (!line.starts_with(b"...") && !line.starts_with(b"---") && !line.starts_with(b"%")).then_some(())
}
