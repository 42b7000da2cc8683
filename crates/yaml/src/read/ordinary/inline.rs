//! Keys, and values that fit their line.

use std::borrow::Cow;

use super::block::Header;

/// A key at the beginning of a text.
pub(super) struct Key<'t> {
    /// Without its quotes.
    pub(super) name: &'t str,
    /// Where its colon is.
    pub(super) colon: usize,
}

/// A value, or the beginning of one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<'t> {
    /// None, or a comment.
    Nothing,
    /// Unquoted.
    Plain(&'t str),
    /// What stands between quotes, escapes and all.
    Quoted { inner: &'t str, quotes: Quotes },
    /// `{}`
    EmptyTable { length: usize },
    /// What stands between brackets.
    List { inner: &'t str, length: usize },
    /// The lines that follow are the value.
    Block(Header),
}

/// What stands around a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    Single,
    Double,
}

/// A key at the beginning of a text, if it is certainly text.
pub(super) fn key(text: &str) -> Option<Key<'_>> {
    let bytes = text.as_bytes();
    let (name, colon) = match bytes.first()? {
        quote @ (b'"' | b'\'') => {
            let end = bytes[1..].iter().position(|byte| byte == quote || *byte == b'\\')? + 1;
            (bytes[end] == *quote).then_some((&text[1..end], end + 1))?
        }
        _ => {
            let ordinary =
                |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
            let end = bytes.iter().take_while(|byte| ordinary(byte)).count();
            let name = &text[..end];
            let number = bytes.first().is_some_and(|byte| !byte.is_ascii_alphabetic() && *byte != b'_');
            (end > 0 && !number && !is_word(name)).then_some((name, end))?
        }
    };
    if bytes.get(colon) != Some(&b':') || name.len() > 256 {
        return None;
    }
    matches!(bytes.get(colon + 1), None | Some(b' ')).then_some(Key { name, colon })
}

/// Whether unquoted text may be a truth value or null.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A value up to the end of its line.
pub(super) fn value(text: &str) -> Option<Found<'_>> {
    let text = text.trim_end_matches(' ');
    let bytes = text.as_bytes();
    match bytes.first() {
        None | Some(b'#') => Some(Found::Nothing),
        Some(b'"') => quoted(text, Quotes::Double),
        Some(b'\'') => quoted(text, Quotes::Single),
        Some(b'|' | b'>') => Header::read(text).map(Found::Block),
        Some(b'{') => match collection(text, '}')? {
            (inner, length) if inner.trim_matches(' ').is_empty() => Some(Found::EmptyTable { length }),
            _ => None,
        },
        Some(b'[') => collection(text, ']').map(|(inner, length)| Found::List { inner, length }),
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

fn quoted(text: &str, quotes: Quotes) -> Option<Found<'_>> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        match (bytes.get(at)?, quotes) {
            (b'\\', Quotes::Double) => {
                // Escapes that JSON and YAML share and that mean one character.
                if !matches!(bytes.get(at + 1)?, b'"' | b'\\' | b'n' | b't' | b'r') {
                    return None;
                }
                at += 2;
            }
            (b'\'', Quotes::Single) if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            (b'"', Quotes::Double) | (b'\'', Quotes::Single) => break,
            _ => at += 1,
        }
    }
    ends(&text[at + 1..]).then_some(Found::Quoted { inner: &text[1..at], quotes })
}

/// Whether nothing follows, or a comment.
fn ends(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ') && rest.trim_start_matches(' ').starts_with('#')
}

/// What stands between the brackets at the beginning of a text, and how long it is with them.
fn collection(text: &str, close: char) -> Option<(&str, usize)> {
    // A comment may have brackets, and then it is left to the parser.
    let end = text.find(close)?;
    ends(&text[end + 1..]).then_some((&text[1..end], end + 1))
}

/// The items of a list on one line, simple words or quoted text, with what stands around each and where it begins. Nothing
/// says nothing of an item.
pub(super) fn items(inner: &str) -> impl Iterator<Item = Option<(&str, Option<Quotes>, usize)>> {
    let mut at = 0;
    let empty = inner.trim_matches(' ').is_empty();
    inner.split(',').filter(move |_| !empty).map(move |part| {
        let start = at + part.len() - part.trim_start_matches(' ').len();
        at += part.len() + 1;
        item(part.trim_matches(' ')).map(|(item, quotes)| (item, quotes, start))
    })
}

fn item(text: &str) -> Option<(&str, Option<Quotes>)> {
    for (quote, quotes) in [('"', Quotes::Double), ('\'', Quotes::Single)] {
        if let Some(inner) = text.strip_prefix(quote) {
            let inner = inner.strip_suffix(quote)?;
            let fine =
                inner.bytes().all(|byte| !matches!(byte, b'"' | b'\'' | b'\\' | b'[' | b']' | b'{' | b'}'));
            return fine.then_some((inner, Some(quotes)));
        }
    }
    let simple = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/' | b'.');
    let fine = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.bytes().all(simple);
    fine.then_some((text, None))
}

/// What a quoted text says.
pub(super) fn unescaped(inner: &str, quotes: Quotes) -> Cow<'_, str> {
    let escape = match quotes {
        Quotes::Single => '\'',
        Quotes::Double => '\\',
    };
    if !inner.contains(escape) {
        return Cow::Borrowed(inner);
    }
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        text.push(match (c == escape).then(|| chars.next()).flatten() {
            Some('n') if quotes == Quotes::Double => '\n',
            Some('t') if quotes == Quotes::Double => '\t',
            Some('r') if quotes == Quotes::Double => '\r',
            Some(itself) => itself,
            None => c,
        });
    }
    Cow::Owned(text)
}
