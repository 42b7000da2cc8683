//! Numbers as Go prints them.

use std::fmt::Write;

/// Appends a float as encoding/json does: shortest digits, an exponent below 1e-6 and from 1e21 on.
///
/// Infinity and NaN have no JSON; the caller refuses them before.
pub fn write_json_float(out: &mut String, value: f64) {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let digits = Digits::of(value);
        // encoding/json turns e-09 into e-9.
        digits.write_exponent(out, 1);
    } else if value == 0.0 && value.is_sign_negative() {
        out.push_str("-0");
    } else {
        // `Display` is the shortest text without an exponent, as FormatFloat(value, 'f', -1, 64) gives it.
        let _ = write!(out, "{value}");
    }
}

/// Appends a float as `strconv.FormatFloat(value, 'g', -1, 64)` does, with `.inf` and `.nan` in YAML's spelling:
/// shortest digits, and an exponent of at least two digits below 1e-4 and from 1e6 on.
pub fn write_yaml_float(out: &mut String, value: f64) {
    if value.is_nan() {
        out.push_str(".nan");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { ".inf" } else { "-.inf" });
    } else {
        Digits::of(value).write_general(out);
    }
}

/// Appends a float32 in the same form; sigs.k8s.io/yaml prints keys that are floats with this precision.
pub(crate) fn write_key_float(out: &mut String, value: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "Go prints such keys with 32 bits")]
    let short = value as f32;
    if !short.is_finite() || !value.is_finite() {
        return match value {
            value if value.is_nan() => out.push_str(".nan"),
            value if value > 0.0 => out.push_str(".inf"),
            _ => out.push_str("-.inf"),
        };
    }
    Digits::parse(&format!("{short:e}")).write_general(out);
}

/// The shortest decimal digits that read back as the same number, and where the point stands.
struct Digits {
    negative: bool,
    /// Digits without a point, at least one.
    digits: String,
    /// Exponent of the first digit.
    exponent: i32,
}

impl Digits {
    fn of(value: f64) -> Self {
        Self::parse(&format!("{value:e}"))
    }

    /// Takes Rust's `{:e}` apart, which is the shortest form: `-1.5e-7`.
    fn parse(text: &str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        Self { negative, digits: mantissa.replace('.', ""), exponent: exponent.parse().unwrap_or(0) }
    }

    /// Go's `%g` with the shortest precision, which takes 6 for the decision on the exponent.
    fn write_general(&self, out: &mut String) {
        if !(-4..6).contains(&self.exponent) {
            self.write_exponent(out, 2);
            return;
        }
        if self.negative {
            out.push('-');
        }
        if self.exponent < 0 {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', usize::try_from(-self.exponent - 1).unwrap_or(0)));
            out.push_str(&self.digits);
            return;
        }
        let whole = usize::try_from(self.exponent + 1).unwrap_or(1);
        if self.digits.len() <= whole {
            out.push_str(&self.digits);
            out.extend(std::iter::repeat_n('0', whole - self.digits.len()));
        } else {
            out.push_str(&self.digits[..whole]);
            out.push('.');
            out.push_str(&self.digits[whole..]);
        }
    }

    fn write_exponent(&self, out: &mut String, width: usize) {
        if self.negative {
            out.push('-');
        }
        out.push_str(&self.digits[..1]);
        if self.digits.len() > 1 {
            out.push('.');
            out.push_str(&self.digits[1..]);
        }
        let sign = if self.exponent < 0 { '-' } else { '+' };
        let _ = write!(out, "e{sign}{:0width$}", self.exponent.unsigned_abs());
    }
}
