//! What a plain scalar means: YAML 1.1 as go-yaml v2 reads it (resolve.go).

use std::borrow::Cow;

use crate::timestamp;

/// A value that is neither a list nor a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'t> {
    /// `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer that fits 64 bits with a sign.
    Int(i64),
    /// A larger one that fits without a sign.
    Uint(u64),
    /// Any other number. YAML may say `.inf` and `.nan`; values refuse them as JSON does, keys do not.
    Float(f64),
    /// Text.
    String(Cow<'t, str>),
}

/// What unquoted text stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Resolved {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    /// Looks like a date; a string to read, quoted when written.
    Timestamp,
    String,
}

/// Resolves unquoted text. Base-60 numbers are strings to read (and quoted when written).
pub(crate) fn resolve(text: &str) -> Resolved {
    let Some(&first) = text.as_bytes().first() else { return Resolved::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => special_float(text).or_else(|| dotted(text)).map_or(Resolved::String, Resolved::Float),
        b'+' | b'-' | b'0'..=b'9' => number(text),
        _ => Resolved::String,
    }
}

fn word(text: &str) -> Resolved {
    if text.len() > 5 {
        return Resolved::String;
    }
    match text {
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Resolved::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Resolved::Bool(false)
        }
        _ => Resolved::String,
    }
}

/// The words that YAML 1.1 reads as truth values and go-yaml v3 does not, but still quotes.
pub(crate) fn is_old_bool(text: &str) -> bool {
    matches!(word(text), Resolved::Bool(_)) && !matches!(text.len(), 4 | 5)
}

fn special_float(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// A number that begins with a dot, for which Go calls ParseFloat on the text as it stands: an underscore
/// must stand between digits there.
fn dotted(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let between = |at: usize| at > 0 && digit(at - 1) && digit(at + 1);
    if !bytes.iter().enumerate().all(|(at, byte)| *byte != b'_' || between(at)) {
        return None;
    }
    float(&text.replace('_', ""))
}

fn number(text: &str) -> Resolved {
    if let Some(value) = special_float(text) {
        return Resolved::Float(value);
    }
    if timestamp::is_timestamp(text) {
        return Resolved::Timestamp;
    }
    let plain: Cow<'_, str> =
        if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    integer(&plain).unwrap_or_else(|| match float(&plain) {
        Some(value) => Resolved::Float(value),
        None => odd_binary(&plain).unwrap_or(Resolved::String),
    })
}

/// Go's `ParseInt(text, 0, 64)`, then `ParseUint`: the prefix tells the base, a leading zero means octal.
fn integer(text: &str) -> Option<Resolved> {
    let bytes = text.as_bytes();
    let (negative, signed, digits) = match bytes {
        [b'-', rest @ ..] => (true, true, rest),
        [b'+', rest @ ..] => (false, true, rest),
        rest => (false, false, rest),
    };
    let (radix, digits) = match digits {
        [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() => (16, rest),
        [b'0', b'b' | b'B', rest @ ..] if !rest.is_empty() => (2, rest),
        [b'0', b'o' | b'O', rest @ ..] if !rest.is_empty() => (8, rest),
        [b'0'] => return Some(Resolved::Int(0)),
        [b'0', rest @ ..] => (8, rest),
        rest => (10, rest),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: u64 = 0;
    for &byte in digits {
        let digit = (byte as char).to_digit(radix)?;
        value = value.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))?;
    }
    match (i64::try_from(value), negative, signed) {
        (Ok(value), false, _) => Some(Resolved::Int(value)),
        (Ok(value), true, _) => Some(Resolved::Int(-value)),
        (Err(_), true, _) if value == i64::MIN.unsigned_abs() => Some(Resolved::Int(i64::MIN)),
        (Err(_), false, false) => Some(Resolved::Uint(value)),
        (Err(_), ..) => None,
    }
}

fn float(text: &str) -> Option<f64> {
    is_float(text.as_bytes()).then(|| text.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

/// `[-+]? ( . digits | digits [. digits*] ) ( [eE] [-+]? digits )?`
fn is_float(bytes: &[u8]) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut rest = bytes.strip_prefix(b"-").or_else(|| bytes.strip_prefix(b"+")).unwrap_or(bytes);
    let whole = digits(rest);
    rest = &rest[whole..];
    if let [b'.', after @ ..] = rest {
        let fraction = digits(after);
        if whole + fraction == 0 {
            return false;
        }
        rest = &after[fraction..];
    } else if whole == 0 {
        return false;
    }
    match rest {
        [] => true,
        [b'e' | b'E', exponent @ ..] => {
            let exponent =
                exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        _ => false,
    }
}

/// What go-yaml v2 tries last: the digits after `0b` go through a parser that takes a sign of its own.
fn odd_binary(text: &str) -> Option<Resolved> {
    let digits = text.strip_prefix("0b")?;
    i64::from_str_radix(digits, 2).ok().map(Resolved::Int)
}

/// Whether the text is in the base-60 notation of YAML 1.1, which printers quote (encode.go, isBase60Float).
pub(crate) fn is_base60(text: &str) -> bool {
    let bytes = text.as_bytes();
    let rest = match bytes {
        [b'+' | b'-', rest @ ..] => rest,
        rest => rest,
    };
    if !rest.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let number = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit() || **b == b'_').count();
    let mut rest = &rest[number(rest)..];
    let mut groups = 0;
    while let [b':', after @ ..] = rest {
        rest = match after {
            [b'0'..=b'5', b'0'..=b'9', tail @ ..] | [b'0'..=b'9', tail @ ..] => tail,
            _ => return false,
        };
        groups += 1;
    }
    if let [b'.', after @ ..] = rest {
        rest = &after[number(after)..];
    }
    groups > 0 && rest.is_empty()
}
