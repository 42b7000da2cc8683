//! Lengths of time in nanoseconds, as Go's time.Duration reads and prints them.

use crate::Error;

/// A length of time in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(pub i64);

const MICROSECOND: i64 = 1_000;
const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR as u64;

impl Duration {
    /// That many seconds; wraps as Go's product does.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.wrapping_mul(SECOND))
    }

    /// Seconds as a float, computed as Go does.
    pub fn as_seconds(self) -> f64 {
        self.as_units(SECOND)
    }

    /// Minutes as a float.
    pub fn as_minutes(self) -> f64 {
        self.as_units(MINUTE)
    }

    /// Hours as a float.
    pub fn as_hours(self) -> f64 {
        self.as_units(HOUR)
    }

    /// Whole milliseconds.
    pub const fn as_milliseconds(self) -> i64 {
        self.0 / MILLISECOND
    }

    /// Whole microseconds.
    pub const fn as_microseconds(self) -> i64 {
        self.0 / MICROSECOND
    }

    fn as_units(self, unit: i64) -> f64 {
        (self.0 / unit) as f64 + (self.0 % unit) as f64 / unit as f64
    }

    /// The nearest multiple, halves away from zero; unchanged for a multiple of zero or less.
    #[must_use]
    pub fn round(self, multiple: Self) -> Self {
        if multiple.0 <= 0 {
            return self;
        }
        let rest = self.0 % multiple.0;
        // Compared without sums that overflow: rest + rest < multiple.
        let up = rest.unsigned_abs() >= multiple.0.unsigned_abs() - rest.unsigned_abs();
        if !up {
            return Self(self.0 - rest);
        }
        let step = if self.0 < 0 { -multiple.0 } else { multiple.0 };
        let limit = if self.0 < 0 { i64::MIN } else { i64::MAX };
        Self((self.0 - rest).checked_add(step).unwrap_or(limit))
    }

    /// The multiple towards zero; unchanged for a multiple of zero or less.
    #[must_use]
    pub const fn truncate(self, multiple: Self) -> Self {
        if multiple.0 <= 0 { self } else { Self(self.0 - self.0 % multiple.0) }
    }

    /// The largest unit alone, `3d` or `2mo` (Sprig's `durationRound`).
    pub fn coarse(self) -> String {
        let length = self.0.unsigned_abs();
        let units = [
            (365 * DAY, "y"),
            (30 * DAY, "mo"),
            (DAY, "d"),
            (HOUR as u64, "h"),
            (MINUTE as u64, "m"),
            (SECOND as u64, "s"),
        ];
        let unit = units.into_iter().find(|&(unit, _)| length > unit);
        unit.map_or_else(|| "0s".to_owned(), |(unit, name)| format!("{}{name}", length / unit))
    }

    /// Reads `1h2m3.5s` (time.ParseDuration).
    ///
    /// # Errors
    /// [`Error::Duration`] in Go's words.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fail = |what: &str| Error::Duration(format!("time: {what}duration {}", quoted(text)));
        let (negative, mut rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        if rest == "0" {
            return Ok(Self(0));
        }
        if rest.is_empty() {
            return Err(fail("invalid "));
        }
        let mut total: u64 = 0;
        while !rest.is_empty() {
            let number_end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
            // A second point ends the number and is then no unit.
            let number_end = match rest[..number_end].match_indices('.').nth(1) {
                Some((second, _)) => second,
                None => number_end,
            };
            let (number, after) = rest.split_at(number_end);
            let (integer, fraction) = number.split_once('.').unwrap_or((number, ""));
            if integer.is_empty() && fraction.is_empty() {
                return Err(fail("invalid "));
            }
            let unit_end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
            let (name, next) = after.split_at(unit_end);
            if name.is_empty() {
                return Err(fail("missing unit in "));
            }
            let unit: u64 = match name {
                "ns" => 1,
                "us" | "µs" | "μs" => MICROSECOND as u64,
                "ms" => MILLISECOND as u64,
                "s" => SECOND as u64,
                "m" => MINUTE as u64,
                "h" => HOUR as u64,
                _ => return Err(fail(&format!("unknown unit {} in ", quoted(name)))),
            };
            let whole = if integer.is_empty() { Some(0) } else { integer.parse::<u64>().ok() };
            let part = whole.and_then(|whole| whole.checked_mul(unit)).ok_or_else(|| fail("invalid "))?;
            total = total.saturating_add(part).saturating_add(fraction_of(fraction, unit));
            if total > 1 << 63 {
                return Err(fail("invalid "));
            }
            rest = next;
        }
        match i64::try_from(total) {
            Ok(value) => Ok(Self(if negative { -value } else { value })),
            Err(_) if negative => Ok(Self(i64::MIN)),
            Err(_) => Err(fail("invalid ")),
        }
    }
}

/// `0.` and the digits, of a unit, without its own fraction.
fn fraction_of(digits: &str, unit: u64) -> u64 {
    let mut value = 0u64;
    let mut scale = 1f64;
    for digit in digits.bytes() {
        let Some(next) = value.checked_mul(10).and_then(|ten| ten.checked_add(u64::from(digit - b'0')))
        else {
            break;
        };
        if next > i64::MAX as u64 {
            break;
        }
        value = next;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
}

/// A text in double quotes as the time package quotes it: bytes that are not ASCII as `\x..`.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='\x7f' => out.push(c),
            _ => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
            }
        }
    }
    out.push('"');
    out
}

/// `1h2m3.5s`, as Go prints it: never days, units below a second only when it is shorter.
impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let length = self.0.unsigned_abs();
        if length == 0 {
            return f.write_str("0s");
        }
        if self.0 < 0 {
            f.write_str("-")?;
        }
        if length < SECOND as u64 {
            let (unit, name) = match length {
                0..1_000 => (1, "ns"),
                1_000..1_000_000 => (MICROSECOND as u64, "µs"),
                _ => (MILLISECOND as u64, "ms"),
            };
            return write_fraction(f, length, unit).and_then(|()| f.write_str(name));
        }
        let (hours, minutes) = (length / HOUR as u64, length / MINUTE as u64 % 60);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if hours > 0 || minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        write_fraction(f, length % MINUTE as u64, SECOND as u64)?;
        f.write_str("s")
    }
}

fn write_fraction(f: &mut std::fmt::Formatter<'_>, value: u64, unit: u64) -> std::fmt::Result {
    let width = unit.ilog10() as usize;
    let fraction = value % unit;
    write!(f, "{}", value / unit)?;
    if fraction > 0 {
        write!(f, ".{}", format!("{fraction:0width$}").trim_end_matches('0'))?;
    }
    Ok(())
}
