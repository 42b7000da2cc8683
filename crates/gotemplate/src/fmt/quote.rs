//! Go's quoted strings, both ways (`strconv.Quote`, `strconv.Unquote`).

use super::unicode::is_print;
use crate::value::Str;

/// What may stand in quotes as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// What is printable (`strconv.Quote`).
    Printable,
    /// What is printable ASCII (`strconv.QuoteToASCII`).
    Ascii,
}

/// A text in double quotes as Go writes it.
pub fn quote(text: impl AsRef<[u8]>) -> String {
    let mut out = Vec::new();
    quote_into(&mut out, text.as_ref(), b'"', Charset::Printable);
    // Only ASCII and whole characters were written.
    String::from_utf8_lossy(&out).into_owned()
}

/// Bytes between quotes of either kind; what is not UTF-8 becomes `\x` escapes.
pub fn quote_into(out: &mut Vec<u8>, bytes: &[u8], quote: u8, charset: Charset) {
    out.push(quote);
    let plain = |&b: &u8| matches!(b, b' '..=b'~') && b != quote && b != b'\\';
    if bytes.iter().all(plain) {
        out.extend_from_slice(bytes);
        out.push(quote);
        return;
    }
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            escape_char(out, c, quote, charset);
        }
        for byte in chunk.invalid() {
            out.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
        }
    }
    out.push(quote);
}

fn escape_char(out: &mut Vec<u8>, c: char, quote: u8, charset: Charset) {
    if c == char::from(quote) || c == '\\' {
        out.push(b'\\');
        out.push(c as u8);
        return;
    }
    if is_print(c) && (charset == Charset::Printable || c.is_ascii()) {
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        return;
    }
    let escape = match c {
        '\x07' => "\\a".to_owned(),
        '\x08' => "\\b".to_owned(),
        '\x0c' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\x0b' => "\\v".to_owned(),
        c if c < ' ' || c == '\x7f' => format!("\\x{:02x}", u32::from(c)),
        c if u32::from(c) < 0x10000 => format!("\\u{:04x}", u32::from(c)),
        c => format!("\\U{:08x}", u32::from(c)),
    };
    out.extend_from_slice(escape.as_bytes());
}

/// Whether a text can stand between back quotes unchanged (`strconv.CanBackquote`).
pub(crate) fn can_backquote(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars().all(|c| c != '\u{feff}' && c != '`' && c != '\x7f' && (c >= ' ' || c == '\t'))
    })
}

/// What a Go string literal in double quotes or back quotes says; `None` if it is malformed.
pub fn unquote(literal: &str) -> Option<Str> {
    let first = *literal.as_bytes().first()?;
    let inner = literal.get(1..literal.len().checked_sub(1)?)?;
    if literal.len() < 2 || literal.as_bytes().last() != Some(&first) {
        return None;
    }
    match first {
        // Carriage returns are dropped from raw strings.
        b'`' if memchr::memchr(b'`', inner.as_bytes()).is_some() => None,
        b'`' if memchr::memchr(b'\r', inner.as_bytes()).is_some() => Some(inner.replace('\r', "").into()),
        b'`' => Some(inner.into()),
        b'"' if memchr::memchr3(b'\\', b'"', b'\n', inner.as_bytes()).is_none() => Some(inner.into()),
        b'"' => {
            let mut bytes = Vec::with_capacity(inner.len());
            let mut rest = inner;
            while !rest.is_empty() {
                let (unit, tail) = unquote_char(rest, b'"')?;
                match unit {
                    Unit::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                    Unit::Byte(b) => bytes.push(b),
                }
                rest = tail;
            }
            Some(bytes.into())
        }
        _ => None,
    }
}

/// What one character or escape of a literal stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A character.
    Char(char),
    /// A byte, which `\x` and octal escapes give.
    Byte(u8),
}

/// The first character or escape of a literal, and what follows (`strconv.UnquoteChar`).
pub(crate) fn unquote_char(text: &str, quote: u8) -> Option<(Unit, &str)> {
    let mut chars = text.chars();
    let c = chars.next()?;
    if c == char::from(quote) || c == '\n' {
        return None;
    }
    if c != '\\' {
        return Some((Unit::Char(c), chars.as_str()));
    }
    let escape = chars.next()?;
    let rest = chars.as_str();
    let simple = |c: char| Some((Unit::Char(c), rest));
    match escape {
        'a' => simple('\x07'),
        'b' => simple('\x08'),
        'f' => simple('\x0c'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\x0b'),
        '\\' => simple('\\'),
        '\'' | '"' if escape == char::from(quote) => simple(escape),
        'x' => digits(rest, 2, 16).map(|(code, tail)| (byte(code), tail)),
        'u' => digits(rest, 4, 16).and_then(|(code, tail)| Some((Unit::Char(char::from_u32(code)?), tail))),
        'U' => digits(rest, 8, 16).and_then(|(code, tail)| Some((Unit::Char(char::from_u32(code)?), tail))),
        '0'..='7' => {
            let (code, tail) = digits(&text[1..], 3, 8)?;
            (code <= 255).then(|| (byte(code), tail))
        }
        _ => None,
    }
}

fn byte(code: u32) -> Unit {
    match u8::try_from(code) {
        Ok(code) if code.is_ascii() => Unit::Char(char::from(code)),
        Ok(code) => Unit::Byte(code),
        Err(_) => Unit::Char(char::REPLACEMENT_CHARACTER),
    }
}

fn digits(text: &str, count: usize, radix: u32) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    Some((u32::from_str_radix(digits, radix).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go_does() {
        for (text, quoted) in [
            (&b"a\"b\\c"[..], r#""a\"b\\c""#),
            (b"\x00\x07\x1f\x7f\n", r#""\x00\a\x1f\x7f\n""#),
            ("é☺\u{a0}\u{feff}\u{10ffff}".as_bytes(), r#""é☺\u00a0\ufeff\U0010ffff""#),
            (b"\xff\xc3", r#""\xff\xc3""#),
        ] {
            assert_eq!(quote(text), quoted);
        }
    }

    #[test]
    fn unquotes_as_go_does() {
        for (literal, bytes) in [
            (r#""a\tb""#, Some(&b"a\tb"[..])),
            (r#""\u00e9\xe9\351""#, Some(b"\xc3\xa9\xe9\xe9")),
            ("`a\\n\r`", Some(b"a\\n")),
            (r#""\'""#, None),
            (r#""\8""#, None),
            (r#""\400""#, None),
            (r#""\ud800""#, None),
            ("\"a\nb\"", None),
            ("\"", None),
        ] {
            assert_eq!(unquote(literal).as_ref().map(Str::as_bytes), bytes, "{literal}");
        }
    }
}
