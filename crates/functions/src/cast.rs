//! Texts and floats as integers and floats, by the rules of spf13/cast 1.7 over Go's strconv.

/// The integer a text says, with base prefixes, `_` and `.000` allowed; zero if none (cast.ToInt64).
pub fn text_to_int(text: &str) -> i64 {
    parse_int(without_zero_decimals(text), 0).unwrap_or(0)
}

/// The number a text says; zero if none (cast.ToFloat64).
pub fn text_to_float(text: &str) -> f64 {
    parse_float(text).unwrap_or(0.0)
}

/// A float without its fraction. What does not fit becomes the smallest integer, as on amd64.
pub fn float_to_int(value: f64) -> i64 {
    // 2^63 and -2^63 are exact floats, so these bounds are sharp; NaN fails both.
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value) {
        value as i64
    } else {
        i64::MIN
    }
}

/// A decimal integer; zero if the text is none, the nearest if it does not fit (Sprig's `atoi`, which drops the
/// error of strconv.Atoi and keeps its value).
pub fn text_to_decimal_int(text: &str) -> i64 {
    match parse_digits(text, 10) {
        Ok(value) => value,
        Err(IntError::Syntax) => 0,
        Err(IntError::Range { negative }) => {
            if negative {
                i64::MIN
            } else {
                i64::MAX
            }
        }
    }
}

/// An octal integer; zero if the text is none (Sprig's `toDecimal`).
pub fn octal_to_int(text: &str) -> i64 {
    parse_int(text, 8).unwrap_or(0)
}

/// An integer as strconv.ParseInt reads it; base 0 takes the base from the prefix and allows `_`.
pub fn parse_int(text: &str, base: u32) -> Option<i64> {
    if base != 0 {
        return parse_digits(text, base).ok();
    }
    let (sign, body) = match text.as_bytes().first() {
        Some(b'-') => ("-", &text[1..]),
        Some(b'+') => ("", &text[1..]),
        _ => ("", text),
    };
    let lower = body.to_ascii_lowercase();
    let (base, digits) = if let Some(digits) = lower.strip_prefix("0x") {
        (16, digits)
    } else if let Some(digits) = lower.strip_prefix("0b") {
        (2, digits)
    } else if let Some(digits) = lower.strip_prefix("0o") {
        (8, digits)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, lower.as_str())
    };
    if digits.is_empty() || digits.starts_with(['+', '-']) {
        return None;
    }
    if digits.contains('_') {
        let prefixed = base != 10;
        if !underscores_separate(digits, prefixed) {
            return None;
        }
        return parse_digits(&format!("{sign}{}", digits.replace('_', "")), base).ok();
    }
    parse_digits(&format!("{sign}{digits}"), base).ok()
}

/// A float as strconv.ParseFloat reads it, hexadecimal ones included; `None` for bad syntax or overflow.
pub fn parse_float(text: &str) -> Option<f64> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if body.starts_with(['+', '-']) {
        return None;
    }
    let lower = body.to_ascii_lowercase();
    let value = match lower.as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => {
            let value = match lower.strip_prefix("0x") {
                Some(digits) => parse_hex_float(digits)?,
                None => {
                    if !lower.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'.') {
                        return None;
                    }
                    if lower.contains('_') && !underscores_separate(&lower, false) {
                        return None;
                    }
                    lower.replace('_', "").parse().ok()?
                }
            };
            if value.is_infinite() {
                return None;
            }
            value
        }
    };
    Some(if negative { -value } else { value })
}

enum IntError {
    Syntax,
    Range { negative: bool },
}

fn parse_digits(text: &str, base: u32) -> Result<i64, IntError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(base)) {
        return Err(IntError::Syntax);
    }
    i64::from_str_radix(text, base).map_err(|_| IntError::Range { negative: text.starts_with('-') })
}

/// Whether each `_` stands between two digits, or after the prefix.
fn underscores_separate(digits: &str, prefixed: bool) -> bool {
    let mut after_digit = prefixed;
    for c in digits.chars() {
        if c == '_' {
            if !after_digit {
                return false;
            }
            after_digit = false;
        } else {
            after_digit = c.is_ascii_hexdigit();
        }
    }
    !digits.ends_with('_') && !digits.contains("_.") && !digits.contains("_e")
}

/// `1.00` as `1`; a text that ends otherwise stays (cast's trimZeroDecimal).
fn without_zero_decimals(text: &str) -> &str {
    let kept = text.trim_end_matches('0');
    match kept.strip_suffix('.') {
        Some(integer) if kept.len() < text.len() => integer,
        _ => text,
    }
}

/// `1.8p3` after `0x`; an exponent is required.
fn parse_hex_float(digits: &str) -> Option<f64> {
    let (mantissa, exponent) = digits.split_once('p')?;
    let mantissa = mantissa.replace('_', "");
    let exponent: i32 = exponent.parse().ok()?;
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((&mantissa, ""));
    if integer.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value = 0.0;
    for c in integer.chars().chain(fraction.chars()) {
        value = value * 16.0 + f64::from(c.to_digit(16)?);
    }
    Some(value * 2f64.powi(exponent - 4 * i32::try_from(fraction.len()).ok()?))
}
