//! Bracket expressions and escapes of single characters.

use super::translate::fail;
use crate::Error;

/// Translates the class at the beginning of `text`, which is `[`; gives its length.
pub(super) fn translate(text: &str, out: &mut String) -> Result<usize, Error> {
    let mut at = 1;
    out.push('[');
    if text[at..].starts_with('^') {
        out.push('^');
        at += 1;
    }
    let mut first = true;
    loop {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { return Err(fail("missing closing ]", text)) };
        if c == ']' && !first {
            out.push(']');
            return Ok(at + 1);
        }
        first = false;
        if let Some((inner, _)) = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) {
            let name = &rest[..inner.len() + 4];
            if !POSIX.contains(&inner.strip_prefix('^').unwrap_or(inner)) {
                return Err(fail("invalid character class range", name));
            }
            out.push_str(name);
            at += name.len();
            continue;
        }
        if let Some(set) = perl_set(rest) {
            out.push_str(set);
            at += 2;
            continue;
        }
        if rest.starts_with(r"\p") || rest.starts_with(r"\P") {
            at += escape(rest, out, true)?;
            continue;
        }
        let (low, length) = character(rest)?;
        at += length;
        let after = &text[at..];
        if after.starts_with('-') && !after.starts_with("-]") && after.len() > 1 {
            let (high, high_length) = character(&after[1..])?;
            if high < low {
                return Err(fail("invalid character class range", &rest[..length + 1 + high_length]));
            }
            at += 1 + high_length;
            push(out, low);
            out.push('-');
            push(out, high);
        } else {
            push(out, low);
        }
    }
}

/// Translates the escape at the beginning of `text`, which is a backslash and stands for one character or a
/// Unicode class; gives its length.
pub(super) fn escape(text: &str, out: &mut String, in_class: bool) -> Result<usize, Error> {
    if text.starts_with(r"\p") || text.starts_with(r"\P") {
        return unicode(text, out);
    }
    let (c, length) = character(text)?;
    if in_class {
        push(out, c);
    } else {
        out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }
    Ok(length)
}

/// `\pL`, `\p{Greek}`, `\P{Lu}`, `\p{^Lu}`.
fn unicode(text: &str, out: &mut String) -> Result<usize, Error> {
    let mut chars = text[2..].chars();
    let negative = text.starts_with(r"\P");
    let (name, length) = match chars.next() {
        None => return Err(fail("invalid character class range", text)),
        Some('{') => {
            let end = text.find('}').ok_or_else(|| fail("invalid character class range", text))?;
            (&text[3..end], end + 1)
        }
        Some(c) => (&text[2..2 + c.len_utf8()], 2 + c.len_utf8()),
    };
    let (inverted, name) = name.strip_prefix('^').map_or((false, name), |name| (true, name));
    let part = &text[..length];
    let class = if name == "Any" { "[\\x{0}-\\x{10FFFF}]".to_owned() } else { format!("\\p{{{name}}}") };
    // Go knows categories and scripts by their exact names only.
    if !name.starts_with(|c: char| c.is_ascii_uppercase())
        || name.contains(['=', ':', ' ', '-'])
        || compile_alone(&class).is_err()
    {
        return Err(fail("invalid character class range", part));
    }
    if negative == inverted {
        out.push_str(&class);
    } else if name == "Any" {
        out.push_str("[^\\x{0}-\\x{10FFFF}]");
    } else {
        out.push_str(&format!("\\P{{{name}}}"));
    }
    Ok(length)
}

/// Whether the crate knows the class.
fn compile_alone(class: &str) -> Result<(), regex::Error> {
    regex::bytes::Regex::new(class).map(|_| ())
}

const POSIX: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

fn perl_set(text: &str) -> Option<&'static str> {
    Some(match text.as_bytes() {
        [b'\\', b'd', ..] => "0-9",
        [b'\\', b'D', ..] => "[^0-9]",
        [b'\\', b'w', ..] => "0-9A-Za-z_",
        [b'\\', b'W', ..] => "[^0-9A-Za-z_]",
        [b'\\', b's', ..] => r"\t\n\f\r ",
        [b'\\', b'S', ..] => r"[^\t\n\f\r ]",
        _ => return None,
    })
}

/// The character at the beginning of `text`, escaped or not, and its length.
fn character(text: &str) -> Result<(char, usize), Error> {
    let Some(body) = text.strip_prefix('\\') else {
        let c = text.chars().next().ok_or_else(|| fail("missing closing ]", text))?;
        return Ok((c, c.len_utf8()));
    };
    let Some(c) = body.chars().next() else {
        return Err(fail("trailing backslash at end of expression", ""));
    };
    let invalid = |length: usize| fail("invalid escape sequence", text.get(..length).unwrap_or(text));
    let plain = match c {
        'a' => '\u{7}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        'x' => return hexadecimal(text),
        // One digit is a back reference, which RE2 has not; a zero or several digits are octal.
        '0'..='7' => {
            let digits = body.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            if c != '0' && digits < 2 {
                return Err(invalid(2));
            }
            let code = u32::from_str_radix(&body[..digits], 8).unwrap_or_default();
            return char::from_u32(code).map(|c| (c, digits + 1)).ok_or_else(|| invalid(digits + 1));
        }
        _ if c.is_ascii_punctuation() || (c.is_ascii() && !c.is_ascii_alphanumeric()) => c,
        _ => return Err(invalid(1 + c.len_utf8())),
    };
    Ok((plain, 1 + c.len_utf8()))
}

/// `\x7F` or `\x{10FFFF}`.
fn hexadecimal(text: &str) -> Result<(char, usize), Error> {
    let body = &text[2..];
    let (digits, length) = match body.strip_prefix('{') {
        Some(inner) => {
            let end = inner.find('}').ok_or_else(|| fail("invalid escape sequence", text))?;
            (&inner[..end], 4 + end)
        }
        None => (body.get(..2).ok_or_else(|| fail("invalid escape sequence", text))?, 4),
    };
    u32::from_str_radix(digits, 16)
        .ok()
        .filter(|_| !digits.starts_with('+'))
        .and_then(char::from_u32)
        .map(|c| (c, length))
        .ok_or_else(|| fail("invalid escape sequence", text.get(..length).unwrap_or(text)))
}

/// Writes a character so that it means itself in a class.
fn push(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() || !c.is_ascii() {
        out.push(c);
    } else {
        out.push_str(&format!("\\x{:02X}", u32::from(c)));
    }
}
