//! Floating-point numbers as text (`strconv.FormatFloat`).

use crate::value::FloatKind;

/// How a float is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatForm {
    /// `-d.dddde±dd`.
    Exponent,
    /// `-ddd.dddd`.
    Fixed,
    /// Fixed, or with an exponent where it is below -4 or too large.
    General,
    /// `-0x1.yyyyyyyyp±ddd`.
    Hex,
    /// `-ddddp±ddd`, the mantissa as an integer.
    Binary,
}

/// More digits than this are zeros: a float has no others.
const MAX_DIGITS: usize = 1100;

/// The decimal digits of a number without leading or trailing zeros, and where the point stands: `0.ddd × 10^point`.
struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

/// A float as Go writes it; without a precision as few digits as tell it from its neighbours.
///
/// Source: `strconv/ftoa.go`; what is printed with a precision is rounded from the exact value, half to even.
pub fn format_float(value: f64, kind: FloatKind, form: FloatForm, precision: Option<usize>) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let value = value.abs();
    let text = match form {
        FloatForm::Exponent => {
            let decimal = decimal(value, kind, precision.map(|p| p + 1));
            exponent_form(&decimal, precision.unwrap_or(decimal.digits.len().saturating_sub(1)))
        }
        FloatForm::Fixed => match precision {
            Some(precision) => {
                let mut text = format!("{value:.*}", precision.min(MAX_DIGITS));
                text.extend(std::iter::repeat_n('0', precision.saturating_sub(MAX_DIGITS)));
                text
            }
            None => fixed_form(&decimal(value, kind, None)),
        },
        FloatForm::General => {
            let wanted = precision.map(|p| p.max(1));
            let decimal = decimal(value, kind, wanted);
            let count = decimal.digits.len();
            let places = i32::try_from(count).unwrap_or(i32::MAX);
            let limit = match wanted {
                None => 6,
                Some(wanted) if wanted > count && places >= decimal.point => places,
                Some(wanted) => i32::try_from(wanted).unwrap_or(i32::MAX),
            };
            let exponent = decimal.point - 1;
            if exponent < -4 || exponent >= limit {
                exponent_form(&decimal, wanted.unwrap_or(count).min(count).saturating_sub(1))
            } else {
                fixed_form(&decimal)
            }
        }
        FloatForm::Hex => hex_form(value, precision),
        FloatForm::Binary => binary_form(value, kind),
    };
    format!("{sign}{text}")
}

/// A whole number that is written as it is, without an exponent: most floats of a values file are.
#[allow(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "the comparison finds what the cast loses"
)]
pub(crate) fn small_integer(value: f64) -> Option<i64> {
    let whole = value as i64;
    let same = whole as f64 == value
        && whole.unsigned_abs() < 1_000_000
        && !(whole == 0 && value.is_sign_negative());
    same.then_some(whole)
}

/// The digits of a number, as few as needed or rounded to so many.
fn decimal(value: f64, kind: FloatKind, digits: Option<usize>) -> Decimal {
    #[allow(clippy::cast_possible_truncation, reason = "a float32 is kept as itself")]
    let text = match (digits, kind) {
        (Some(digits), _) => format!("{value:.*e}", digits.clamp(1, MAX_DIGITS) - 1),
        (None, FloatKind::Float64) => format!("{value:e}"),
        (None, FloatKind::Float32) => format!("{:e}", value as f32),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    let point = if digits.is_empty() { 0 } else { exponent.parse::<i32>().unwrap_or(0) + 1 };
    Decimal { digits, point }
}

/// `d.ddde±dd` with so many digits after the point.
fn exponent_form(decimal: &Decimal, precision: usize) -> String {
    let digit = |at: usize| decimal.digits.get(at).map_or('0', |&d| char::from(d));
    let mut text = String::from(digit(0));
    if precision > 0 {
        text.push('.');
        text.extend((1..=precision).map(digit));
    }
    let exponent = if decimal.digits.is_empty() { 0 } else { decimal.point - 1 };
    let sign = if exponent < 0 { '-' } else { '+' };
    text + &format!("e{sign}{:02}", exponent.abs())
}

/// The digits with as many zeros as it takes.
fn fixed_form(decimal: &Decimal) -> String {
    let mut text = String::new();
    let whole = usize::try_from(decimal.point).unwrap_or(0);
    if whole == 0 {
        text.push('0');
    }
    text.extend((0..whole).map(|at| decimal.digits.get(at).map_or('0', |&d| char::from(d))));
    if decimal.digits.len() > whole {
        text.push('.');
        text.extend((decimal.point..0).map(|_| '0'));
        text.extend(decimal.digits[whole..].iter().map(|&d| char::from(d)));
    }
    text
}

/// Mantissa, with its hidden bit, and exponent of a positive number.
const fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let exponent = (bits >> 52) as i32 & 0x7ff;
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 { (fraction, -1022) } else { (fraction | 1 << 52, exponent - 1023) }
}

fn hex_form(value: f64, precision: Option<usize>) -> String {
    let (mut mantissa, mut exponent) = parts(value);
    if mantissa == 0 {
        exponent = 0;
    } else {
        while mantissa >> 52 == 0 {
            mantissa <<= 1;
            exponent -= 1;
        }
    }
    let mut digits = 13;
    if let Some(precision) = precision.filter(|&p| p < 13) {
        // Round half to even.
        let extra = 4 * (13 - precision);
        let (rest, half) = (mantissa & ((1 << extra) - 1), 1_u64 << (extra - 1));
        mantissa >>= extra;
        if rest > half || rest == half && mantissa & 1 == 1 {
            mantissa += 1;
        }
        mantissa <<= extra;
        if mantissa >> 53 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
        digits = precision;
    }
    let fraction = format!("{:013x}", mantissa & ((1 << 52) - 1));
    let fraction = match precision {
        None => fraction.trim_end_matches('0').to_owned(),
        Some(precision) => {
            let mut fraction = fraction[..digits].to_owned();
            fraction.extend(std::iter::repeat_n('0', precision.saturating_sub(13)));
            fraction
        }
    };
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("0x{}{point}{fraction}p{sign}{:02}", mantissa >> 52, exponent.abs())
}

#[allow(clippy::cast_possible_truncation, reason = "a float32 is kept as itself")]
fn binary_form(value: f64, kind: FloatKind) -> String {
    let (mantissa, exponent) = match kind {
        FloatKind::Float64 => {
            let (mantissa, exponent) = parts(value);
            (mantissa, exponent - 52)
        }
        FloatKind::Float32 => {
            let bits = (value as f32).to_bits();
            let (exponent, fraction) = ((bits >> 23) as i32 & 0xff, u64::from(bits & 0x7f_ffff));
            if exponent == 0 { (fraction, -149) } else { (fraction | 1 << 23, exponent - 150) }
        }
    };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}p{sign}{}", exponent.abs())
}
