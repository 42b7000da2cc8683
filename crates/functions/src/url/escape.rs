//! Percent-encoding, which differs from part to part.

/// A part of a URL with rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Path,
    User,
    Host,
    Zone,
    Query,
    Fragment,
}

/// Whether the byte has to be escaped there (shouldEscape).
fn must_escape(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
        return false;
    }
    let allowed: &[u8] = match part {
        Part::Path => b"$&+,/:;=@",
        Part::User => b"$&+,;=",
        Part::Host | Part::Zone => b"!$&'()*+,;=:[]<>\"",
        Part::Query => b"",
        Part::Fragment => b"$&+,/:;=?@!()*",
    };
    !allowed.contains(&byte)
}

/// The text with its escapes; blanks in a query are `+`.
pub(super) fn escape(text: &[u8], part: Part) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in text {
        match byte {
            b' ' if part == Part::Query => out.push('+'),
            _ if must_escape(byte, part) => out.push_str(&format!("%{byte:02X}")),
            _ => out.push(char::from(byte)),
        }
    }
    out
}

/// A value for a query (url.QueryEscape).
pub fn query_escape(text: &[u8]) -> String {
    escape(text, Part::Query)
}

/// The text without escapes; the error is Go's.
pub(super) fn unescape(text: &str, part: Part) -> Result<Vec<u8>, String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let host = matches!(part, Part::Host | Part::Zone);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let digits = text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            let escape = &bytes[at..bytes.len().min(at + 3)];
            let invalid = || format!("invalid URL escape \"{}\"", String::from_utf8_lossy(escape));
            let Some(value) = digits.filter(|_| bytes[at + 1] != b'+') else { return Err(invalid()) };
            if part == Part::Host && value < 0x80 && escape != b"%25" {
                return Err(invalid());
            }
            if part == Part::Zone && escape != b"%25" && value != b' ' && must_escape(value, Part::Host) {
                return Err(invalid());
            }
            out.push(value);
            at += 3;
            continue;
        }
        if host && byte < 0x80 && must_escape(byte, part) {
            return Err(format!("invalid character \"{}\" in host name", char::from(byte)));
        }
        out.push(if byte == b'+' && part == Part::Query { b' ' } else { byte });
        at += 1;
    }
    Ok(out)
}

/// Whether the text could be the escaped form of that part (validEncoded).
pub(super) fn is_valid(text: &str, part: Part) -> bool {
    text.bytes().all(|byte| b"!$&'()*+,;=:@[]%".contains(&byte) || !must_escape(byte, part))
}
