//! Number literals (`newNumber` in text/template/parse/node.go, and `strconv` beneath it).

use crate::fmt::{Unit, unquote_char};
use crate::value::Value;

/// What a number literal can be used as. A constant has no type before it is used: `3` may become any integer or a
/// float, `3.0` an integer only where one is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Number {
    pub(crate) int: Option<i64>,
    pub(crate) uint: Option<u64>,
    pub(crate) float: Option<f64>,
    pub(crate) complex: Option<(f64, f64)>,
}

impl Number {
    /// What the literal is where no type is asked for: its syntax decides (`idealConstant` in text/template/exec.go).
    /// Nothing for an integer that does not fit an `int`.
    pub(super) fn constant(&self, literal: &str) -> Option<Value> {
        if let Some((real, imaginary)) = self.complex {
            return Some(Value::Complex(real, imaginary));
        }
        let hexadecimal = literal.starts_with("0x") || literal.starts_with("0X");
        let integer = literal.starts_with('\'') || hexadecimal && !literal.contains(['p', 'P']);
        match self.float {
            Some(float) if !integer && literal.contains(['.', 'e', 'E', 'p', 'P']) => {
                Some(Value::float(float))
            }
            _ => self.int.map(Value::int),
        }
    }
}

/// A character constant with its quotes.
pub(super) fn character(literal: &str) -> Result<Number, String> {
    let (unit, tail) = unquote_char(&literal[1..], b'\'').ok_or("invalid syntax")?;
    if tail != "'" {
        return Err(format!("malformed character constant: {literal}"));
    }
    let code = match unit {
        Unit::Char(c) => i64::from(u32::from(c)),
        Unit::Byte(b) => i64::from(b),
    };
    Ok(Number { int: Some(code), uint: Some(code as u64), float: Some(code as f64), complex: None })
}

/// A constant such as `1+2i`.
pub(super) fn complex(literal: &str) -> Result<Number, String> {
    let inner = &literal[..literal.len() - 1];
    let split = inner.char_indices().skip(1).filter(|&(at, c)| {
        matches!(c, '+' | '-') && !matches!(inner.as_bytes()[at - 1], b'e' | b'E' | b'p' | b'P')
    });
    let at = split.last().map(|(at, _)| at).ok_or("syntax error scanning complex number")?;
    match (parse_float(&inner[..at]), parse_float(&inner[at..])) {
        (Some(real), Some(imaginary)) => Ok(from_complex(real, imaginary)),
        _ => Err("syntax error scanning complex number".to_owned()),
    }
}

/// Any other number.
pub(super) fn number(literal: &str) -> Result<Number, String> {
    if let Some(imaginary) = literal.strip_suffix('i').and_then(parse_float) {
        return Ok(from_complex(0.0, imaginary));
    }
    if let [b'0'] | [b'1'..=b'9', ..] = literal.as_bytes()
        && literal.len() <= 15
        && let Ok(plain) = literal.parse::<i64>()
    {
        // Nearly all of them; a float holds each exactly.
        return Ok(Number {
            int: Some(plain),
            uint: u64::try_from(plain).ok(),
            float: Some(plain as f64),
            complex: None,
        });
    }
    let mut number = Number { uint: parse_uint(literal), int: parse_int(literal), ..Number::default() };
    if number.int == Some(0) {
        // In case of -0.
        number.uint = Some(0);
    }
    if let Some(int) = number.int {
        number.float = Some(int as f64);
    } else if let Some(uint) = number.uint {
        number.float = Some(uint as f64);
    } else if let Some(float) = parse_float(literal) {
        if !literal.contains(['.', 'e', 'E', 'p', 'P']) {
            return Err(format!("integer overflow: {}", crate::fmt::quote(literal)));
        }
        number = from_float(float);
    }
    if number == Number::default() {
        return Err(format!("illegal number syntax: {}", crate::fmt::quote(literal)));
    }
    Ok(number)
}

fn from_complex(real: f64, imaginary: f64) -> Number {
    let plain = if imaginary == 0.0 { from_float(real) } else { Number::default() };
    Number { complex: Some((real, imaginary)), ..plain }
}

/// A float, and the integers that it is as well.
fn from_float(float: f64) -> Number {
    let whole = |limit: f64| float == float.trunc() && float < limit;
    Number {
        int: (whole(9_223_372_036_854_775_808.0) && float >= -9_223_372_036_854_775_808.0)
            .then_some(float as i64),
        uint: (whole(18_446_744_073_709_551_616.0) && float >= 0.0).then_some(float as u64),
        float: Some(float),
        complex: None,
    }
}

/// `strconv.ParseUint(s, 0, 64)`: the prefix gives the base, underscores may separate digits.
fn parse_uint(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, &*lower),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b == b'_' || char::from(b).is_digit(radix)) {
        return None;
    }
    if !underscores_fit(&lower) {
        return None;
    }
    let digits: String = digits.chars().filter(|&c| c != '_').collect();
    // With the prefix `0` alone there may be only underscores left.
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(&digits, radix).ok() }
}

/// `strconv.ParseInt(s, 0, 64)`.
fn parse_int(text: &str) -> Option<i64> {
    if let Some(digits) = text.strip_prefix('-') {
        return 0_i64.checked_sub_unsigned(parse_uint(digits)?);
    }
    i64::try_from(parse_uint(text.strip_prefix('+').unwrap_or(text))?).ok()
}

/// `strconv.ParseFloat(s, 64)` of what the lexer lets through, hexadecimal included; too large is an error.
fn parse_float(text: &str) -> Option<f64> {
    let (negative, number) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if number.contains('_') && !underscores_fit(&number.to_ascii_lowercase()) {
        return None;
    }
    let number = number.replace('_', "").to_ascii_lowercase();
    let value = match number.strip_prefix("0x") {
        Some(hex) => parse_hex_float(hex)?,
        None if number.bytes().all(|b| b.is_ascii_digit() || b".e+-".contains(&b)) => number.parse().ok()?,
        None => return None,
    };
    (f64::is_finite(value)).then_some(if negative { -value } else { value })
}

/// A hexadecimal float without its prefix; the exponent is required.
fn parse_hex_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let mut exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.len() + fraction.len() == 0 {
        return None;
    }
    let mut bits: u64 = 0;
    let mut seen_point_digits = 0;
    for (index, digit) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = u64::from(digit.to_digit(16)?);
        if bits >> 58 == 0 {
            bits = bits << 4 | digit;
            seen_point_digits += i32::from(index >= whole.len());
        } else {
            // What no longer fits only matters for rounding.
            bits |= u64::from(digit != 0);
            exponent = exponent.saturating_add(if index < whole.len() { 4 } else { 0 });
        }
    }
    exponent = exponent.saturating_sub(4 * seen_point_digits);
    Some(bits as f64 * 2_f64.powi(exponent.clamp(-1200, 1200)))
}

/// `underscoreOK` of strconv: underscores stand between digits, or after a prefix.
fn underscores_fit(text: &str) -> bool {
    let text = text.trim_start_matches(['+', '-']);
    let bytes = text.as_bytes();
    let prefixed = matches!(bytes, [b'0', b'x' | b'o' | b'b', ..]);
    let hex = bytes.starts_with(b"0x");
    // What came last: the beginning, a digit (or prefix), an underscore, anything else.
    let mut last = if prefixed { '0' } else { '^' };
    for &byte in if prefixed { &bytes[2..] } else { bytes } {
        let c = char::from(byte);
        if c.is_ascii_digit() || hex && c.is_ascii_hexdigit() {
            last = '0';
        } else if c == '_' {
            if last != '0' {
                return false;
            }
            last = '_';
        } else {
            if last == '_' {
                return false;
            }
            last = '!';
        }
    }
    last != '_'
}
