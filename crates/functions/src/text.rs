//! Plain work on texts, by bytes.

use crate::Error;
use crate::case::is_space;

/// Appends the text with blanks before every line, empty lines included (Sprig's `indent`).
///
/// # Errors
/// [`Error::NegativeRepeat`] for a number below zero.
pub fn indent(out: &mut Vec<u8>, spaces: i64, text: &[u8]) -> Result<(), Error> {
    let spaces = usize::try_from(spaces).map_err(|_| Error::NegativeRepeat)?;
    let mut rest = text;
    loop {
        out.resize(out.len() + spaces, b' ');
        let Some(end) = memchr::memchr(b'\n', rest) else { break };
        out.extend_from_slice(&rest[..=end]);
        rest = &rest[end + 1..];
    }
    out.extend_from_slice(rest);
    Ok(())
}

/// Appends a line feed and the indented text (Sprig's `nindent`).
///
/// # Errors
/// As [`indent`].
pub fn nindent(out: &mut Vec<u8>, spaces: i64, text: &[u8]) -> Result<(), Error> {
    out.push(b'\n');
    indent(out, spaces, text)
}

/// The text `count` times.
///
/// # Errors
/// [`Error::NegativeRepeat`] for a count below zero.
pub fn repeat(count: i64, text: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(text.repeat(usize::try_from(count).map_err(|_| Error::NegativeRepeat)?))
}

/// Every `old` replaced by `new`; an empty `old` stands before every character and at the end (strings.ReplaceAll).
pub fn replace(old: &[u8], new: &[u8], text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    if old.is_empty() {
        out.extend_from_slice(new);
        for chunk in characters(text) {
            out.extend_from_slice(chunk);
            out.extend_from_slice(new);
        }
        return out;
    }
    let mut rest = text;
    while let Some(at) = find(rest, old) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(new);
        rest = &rest[at + old.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// Where `part` first stands in `text`.
pub fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, part)
}

/// The pieces between the separators; an empty separator gives the characters (strings.SplitN). A negative limit
/// means all pieces, zero none.
pub fn split_n<'t>(text: &'t [u8], separator: &[u8], limit: i64) -> Vec<&'t [u8]> {
    let limit = match limit {
        0 => return Vec::new(),
        1.. => usize::try_from(limit).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    let mut pieces = Vec::new();
    let mut rest = text;
    if separator.is_empty() {
        while !rest.is_empty() && pieces.len() + 1 < limit {
            let (first, after) = rest.split_at(character_length(rest));
            pieces.push(first);
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(rest);
        }
        return pieces;
    }
    while pieces.len() + 1 < limit {
        let Some(at) = find(rest, separator) else { break };
        pieces.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    pieces.push(rest);
    pieces
}

/// All pieces between the separators (strings.Split).
pub fn split<'t>(text: &'t [u8], separator: &[u8]) -> Vec<&'t [u8]> {
    split_n(text, separator, -1)
}

/// The text without white space at both ends (strings.TrimSpace).
pub fn trim_space(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let Some((c, length)) = first_character(text) {
        if !is_space(c) {
            break;
        }
        text = &text[length..];
    }
    while let Some((c, length)) = last_character(text) {
        if !is_space(c) {
            break;
        }
        text = &text[..text.len() - length];
    }
    text
}

/// The text without the characters of `set` at both ends (strings.Trim).
pub fn trim_all<'t>(set: &[u8], text: &'t [u8]) -> &'t [u8] {
    let set: Vec<char> = String::from_utf8_lossy(set).chars().collect();
    let mut text = text;
    while let Some((c, length)) = first_character(text) {
        if !set.contains(&c) {
            break;
        }
        text = &text[length..];
    }
    while let Some((c, length)) = last_character(text) {
        if !set.contains(&c) {
            break;
        }
        text = &text[..text.len() - length];
    }
    text
}

/// The text without white space anywhere; bytes are taken for characters, as goutils.DeleteWhiteSpace does.
pub fn no_space(text: &[u8]) -> Vec<u8> {
    if !text.iter().any(|&byte| is_space(char::from(byte))) {
        return text.to_vec();
    }
    let kept: String = text.iter().map(|&byte| char::from(byte)).filter(|&c| !is_space(c)).collect();
    kept.into_bytes()
}

/// The bytes of each character; a broken one is a byte of its own, as Go decodes strings.
pub fn characters(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (first, after) = rest.split_at(character_length(rest));
        rest = after;
        Some(first)
    })
}

fn character_length(text: &[u8]) -> usize {
    first_character(text).map_or(0, |(_, length)| length)
}

/// The first character and its length; a broken byte is U+FFFD of length one (utf8.DecodeRune).
fn first_character(text: &[u8]) -> Option<(char, usize)> {
    let &byte = text.first()?;
    if byte.is_ascii() {
        return Some((char::from(byte), 1));
    }
    let window = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(window) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&window[..error.valid_up_to()]).unwrap_or_default(),
    };
    Some(valid.chars().next().map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8())))
}

/// The last character and its length (utf8.DecodeLastRune).
fn last_character(text: &[u8]) -> Option<(char, usize)> {
    let &byte = text.last()?;
    if byte.is_ascii() {
        return Some((char::from(byte), 1));
    }
    for length in 2..=text.len().min(4) {
        if let Ok(tail) = std::str::from_utf8(&text[text.len() - length..]) {
            return tail.chars().next().map(|c| (c, length));
        }
    }
    Some((char::REPLACEMENT_CHARACTER, 1))
}
