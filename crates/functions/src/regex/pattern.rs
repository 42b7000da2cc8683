//! Compiled expressions, kept between calls, and what Sprig does with them.

use std::collections::HashMap;
use std::sync::Arc;

use regex::bytes::{Match, Regex};

use super::translate::translate;
use crate::Error;

/// Compiled expressions by their text: charts match the same few expressions again and again.
#[derive(Clone, Debug, Default)]
pub struct Patterns(HashMap<Box<str>, Result<Arc<Pattern>, Error>>);

/// How many expressions are kept: a chart that makes them up must not fill the memory.
const KEPT: usize = 1024;

impl Patterns {
    /// The compiled expression.
    ///
    /// # Errors
    /// [`Error::Regex`] in the words of regexp/syntax.
    pub fn get(&mut self, expression: &str) -> Result<Arc<Pattern>, Error> {
        if let Some(known) = self.0.get(expression) {
            return known.clone();
        }
        let compiled = Pattern::new(expression).map(Arc::new);
        if self.0.len() >= KEPT {
            self.0.clear();
        }
        self.0.insert(expression.into(), compiled.clone());
        compiled
    }
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    empty: bool,
}

impl Pattern {
    /// Compiles an expression of RE2.
    ///
    /// # Errors
    /// [`Error::Regex`] in the words of regexp/syntax.
    pub fn new(expression: &str) -> Result<Self, Error> {
        let translated = translate(expression)?;
        let regex = Regex::new(&translated).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => Error::Regex(format!("expression too large: `{expression}`")),
            // What the translation lets through but the crate refuses; its own words are the best there are.
            other => Error::Regex(format!("{other}: `{expression}`")),
        })?;
        Ok(Self { regex, empty: expression.is_empty() })
    }

    /// Whether the expression matches anywhere.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.regex.is_match(text)
    }

    /// The first match, or nothing at all.
    pub fn find<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        self.regex.find(text).map_or(b"", |found| found.as_bytes())
    }

    fn matches<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = Match<'t>> {
        self.regex.find_iter(text).filter(|found| is_whole(text, found))
    }

    /// Up to `limit` matches that do not overlap; all for a limit below zero.
    pub fn find_all<'t>(&self, text: &'t [u8], limit: i64) -> Vec<&'t [u8]> {
        self.matches(text).take(count(limit)).map(|found| found.as_bytes()).collect()
    }

    /// Every match replaced; `$1` and `${name}` in the replacement stand for groups.
    pub fn replace_all(&self, text: &[u8], replacement: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        let mut last = 0;
        for captures in self.regex.captures_iter(text) {
            let Some(whole) = captures.get(0).filter(|whole| is_whole(text, whole)) else { continue };
            out.extend_from_slice(&text[last..whole.start()]);
            expand(&mut out, replacement, &captures);
            last = whole.end();
        }
        out.extend_from_slice(&text[last..]);
        out
    }

    /// Every match replaced by the text as it stands.
    pub fn replace_all_literal(&self, text: &[u8], replacement: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        let mut last = 0;
        for found in self.matches(text) {
            out.extend_from_slice(&text[last..found.start()]);
            out.extend_from_slice(replacement);
            last = found.end();
        }
        out.extend_from_slice(&text[last..]);
        out
    }

    /// The pieces between up to `limit - 1` matches; none for zero, all for a limit below zero (Regexp.Split).
    pub fn split<'t>(&self, text: &'t [u8], limit: i64) -> Vec<&'t [u8]> {
        if limit == 0 {
            return Vec::new();
        }
        if !self.empty && text.is_empty() {
            return vec![text];
        }
        let pieces = count(limit);
        let mut out = Vec::new();
        let (mut begin, mut end) = (0, 0);
        for found in self.matches(text).take(pieces) {
            if out.len() + 1 == pieces {
                break;
            }
            end = found.start();
            if found.end() != 0 {
                out.push(&text[begin..end]);
            }
            begin = found.end();
        }
        if end != text.len() {
            out.push(&text[begin..]);
        }
        out
    }
}

/// Whether a match lies between characters: over bytes, nothing also matches within a character, which Go never tries.
fn is_whole(text: &[u8], found: &Match<'_>) -> bool {
    if !found.is_empty() {
        return true;
    }
    let at = found.start();
    let before = (1..=3.min(at)).map(|back| at - back).find(|&start| text[start] & 0xc0 != 0x80);
    !before.is_some_and(|start| {
        let length = text[start..].utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
        length.is_some_and(|character| start + character.len_utf8() > at)
    })
}

/// The text with a backslash before each character that means something (regexp.QuoteMeta).
pub fn quote_meta(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn count(limit: i64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Writes the replacement with its groups (Regexp.Expand): a name is as long as it can be, `$$` is a dollar, a
/// dollar that names nothing stays.
fn expand(out: &mut Vec<u8>, template: &[u8], captures: &regex::bytes::Captures<'_>) {
    let mut rest = template;
    while let Some(at) = memchr::memchr(b'$', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(b"$") {
            out.push(b'$');
            rest = after;
            continue;
        }
        let Some((name, after)) = group_name(rest) else {
            out.push(b'$');
            continue;
        };
        rest = after;
        let group = match name.parse::<usize>() {
            // Go reads `01` as a name, not as a number.
            Ok(number) if name == "0" || !name.starts_with('0') => captures.get(number),
            _ => captures.name(name),
        };
        out.extend_from_slice(group.map_or(b"", |group| group.as_bytes()));
    }
    out.extend_from_slice(rest);
}

/// The name after a dollar, with or without braces, and what follows it.
fn group_name(text: &[u8]) -> Option<(&str, &[u8])> {
    let (braces, body) = match text.strip_prefix(b"{") {
        Some(body) => (true, body),
        None => (false, text),
    };
    let valid = match std::str::from_utf8(body) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default(),
    };
    let belongs = |c: char| c == '_' || crate::case::is_letter(c) || crate::case::is_digit(c);
    let end = valid.find(|c| !belongs(c)).unwrap_or(valid.len());
    let (name, after) = (&valid[..end], &body[end..]);
    if name.is_empty() {
        return None;
    }
    if braces { after.strip_prefix(b"}").map(|after| (name, after)) } else { Some((name, after)) }
}
