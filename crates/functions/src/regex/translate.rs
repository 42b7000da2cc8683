//! RE2's syntax (Go's regexp/syntax in Perl mode) into that of the `regex` crate.
//!
//! Both match alike, leftmost-first, but they read some texts differently: in RE2 `\d`, `\w`, `\s` and `\b` are
//! ASCII, `[a&&b]` is a set of three characters, `\Q..\E` quotes and a brace that is no repetition is a brace.

use super::class;
use crate::Error;

/// The most that a repetition may ask for.
const MOST: u32 = 1000;

/// The expression in the syntax of the `regex` crate.
///
/// # Errors
/// [`Error::Regex`] in the words of regexp/syntax.
pub(super) fn translate(expression: &str) -> Result<String, Error> {
    let mut reader = Reader { rest: expression, out: String::with_capacity(expression.len() + 16) };
    reader.run(expression)?;
    Ok(reader.out)
}

pub(super) fn fail(what: &str, part: &str) -> Error {
    Error::Regex(format!("{what}: `{part}`"))
}

struct Reader<'e> {
    rest: &'e str,
    out: String,
}

/// What stood before, for repetitions: nothing that can be repeated, an atom, or a repetition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before<'e> {
    Nothing,
    Atom,
    Repetition(&'e str),
}

impl<'e> Reader<'e> {
    fn run(&mut self, expression: &'e str) -> Result<(), Error> {
        let mut before = Before::Nothing;
        let mut depth = 0usize;
        while let Some(c) = self.rest.chars().next() {
            match c {
                '(' => {
                    before = self.open(&mut depth)?;
                    continue;
                }
                ')' => {
                    if depth == 0 {
                        return Err(fail("unexpected )", expression));
                    }
                    depth -= 1;
                    before = Before::Atom;
                }
                '|' => before = Before::Nothing,
                '[' => {
                    let length = class::translate(self.rest, &mut self.out)?;
                    self.rest = &self.rest[length..];
                    before = Before::Atom;
                    continue;
                }
                '*' | '+' | '?' => {
                    before = self.repeat(1, before)?;
                    continue;
                }
                '{' => {
                    if let Some((length, low, high)) = repetition(self.rest) {
                        let part = &self.rest[..length];
                        if low > MOST || high.is_some_and(|high| high > MOST || high < low) {
                            return Err(fail("invalid repeat count", part));
                        }
                        before = self.repeat(length, before)?;
                        continue;
                    }
                    self.out.push('\\');
                    before = Before::Atom;
                }
                '}' | ']' => {
                    self.out.push('\\');
                    before = Before::Atom;
                }
                '\\' => {
                    before = self.escape(before)?;
                    continue;
                }
                _ => before = Before::Atom,
            }
            self.out.push(c);
            self.rest = &self.rest[c.len_utf8()..];
        }
        if depth > 0 { Err(fail("missing closing )", expression)) } else { Ok(()) }
    }

    /// Reads a repetition of `length` bytes and a `?` after it.
    fn repeat(&mut self, length: usize, before: Before<'e>) -> Result<Before<'e>, Error> {
        let lazy = self.rest[length..].starts_with('?');
        let operator = &self.rest[..length + usize::from(lazy)];
        match before {
            Before::Nothing => {
                return Err(fail("missing argument to repetition operator", &operator[..length]));
            }
            Before::Repetition(from) => {
                let part = &from[..from.len() - self.rest.len() + operator.len()];
                return Err(fail("invalid nested repetition operator", part));
            }
            Before::Atom => {}
        }
        self.out.push_str(operator);
        let from = self.rest;
        self.rest = &self.rest[operator.len()..];
        Ok(Before::Repetition(from))
    }

    /// Reads `(`, `(?:`, `(?P<name>`, `(?flags)` or `(?flags:`.
    fn open(&mut self, depth: &mut usize) -> Result<Before<'e>, Error> {
        let text = self.rest;
        let Some(after) = text.strip_prefix("(?") else {
            *depth += 1;
            self.take(1);
            return Ok(Before::Nothing);
        };
        if let Some(named) = after.strip_prefix("P<").or_else(|| after.strip_prefix('<')) {
            let Some(end) = named.find('>') else { return Err(fail("invalid named capture", text)) };
            let (name, header) = (&named[..end], &text[..text.len() - named.len() + end + 1]);
            if name.is_empty() || !name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
                return Err(fail("invalid named capture", header));
            }
            *depth += 1;
            // A name of digits is no name in the crate; groups of Go may be called so, but only by number here.
            if name.starts_with(|c: char| c.is_ascii_digit()) {
                self.out.push('(');
            } else {
                self.out.push_str(&format!("(?P<{name}>"));
            }
            self.rest = &text[header.len()..];
            return Ok(Before::Nothing);
        }
        let (mut negative, mut seen) = (false, false);
        let mut header = 2;
        for c in after.chars() {
            header += c.len_utf8();
            match c {
                'i' | 'm' | 's' | 'U' => seen = true,
                '-' if !negative => (negative, seen) = (true, false),
                ':' | ')' if !negative || seen => {
                    *depth += usize::from(c == ':');
                    if after.starts_with(')') {
                        // `(?)` sets nothing, and the crate refuses it.
                        self.out.push_str("(?:)");
                        self.rest = &text[header..];
                    } else {
                        self.take(header);
                    }
                    return Ok(Before::Nothing);
                }
                _ => break,
            }
        }
        Err(fail("invalid or unsupported Perl syntax", &text[..header]))
    }

    fn take(&mut self, length: usize) {
        let (part, rest) = self.rest.split_at(length);
        self.out.push_str(part);
        self.rest = rest;
    }

    /// Reads a backslash and what belongs to it.
    fn escape(&mut self, before: Before<'e>) -> Result<Before<'e>, Error> {
        let text = self.rest;
        let Some(c) = text[1..].chars().next() else {
            return Err(fail("trailing backslash at end of expression", ""));
        };
        let translated = match c {
            'A' => r"\A",
            'z' => r"\z",
            'b' => r"(?-u:\b)",
            'B' => r"(?-u:\B)",
            'C' => return Err(fail("invalid escape sequence", r"\C")),
            'd' => "[0-9]",
            'D' => "[^0-9]",
            'w' => "[0-9A-Za-z_]",
            'W' => "[^0-9A-Za-z_]",
            's' => r"[\t\n\f\r ]",
            'S' => r"[^\t\n\f\r ]",
            'Q' => {
                let quoted = &text[2..];
                let (literal, rest) = quoted.split_once(r"\E").unwrap_or((quoted, ""));
                self.out.push_str(&regex::escape(literal));
                self.rest = rest;
                return Ok(if literal.is_empty() { before } else { Before::Atom });
            }
            _ => {
                let length = class::escape(text, &mut self.out, false)?;
                self.rest = &text[length..];
                return Ok(Before::Atom);
            }
        };
        self.out.push_str(translated);
        self.rest = &text[2..];
        Ok(Before::Atom)
    }
}

/// The length and bounds of `{2}`, `{2,}` or `{2,3}`; everything else in braces is text.
fn repetition(text: &str) -> Option<(usize, u32, Option<u32>)> {
    let end = text.find('}')?;
    let number = |digits: &str| {
        let plain = !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (digits.len() == 1 || !digits.starts_with('0'));
        // What is too long for a number is surely too many.
        plain.then(|| digits.parse().unwrap_or(u32::MAX))
    };
    let body = &text[1..end];
    let (low, high) = match body.split_once(',') {
        None => (number(body)?, Some(number(body)?)),
        Some((low, "")) => (number(low)?, None),
        Some((low, high)) => (number(low)?, Some(number(high)?)),
    };
    Some((end + 1, low, high))
}
