//! Sequences and roundings.

use crate::Error;

/// Integers from zero towards `count` (Sprig's `until`).
pub fn until(count: i64) -> Vec<i64> {
    until_step(0, count, if count < 0 { -1 } else { 1 })
}

/// Integers from `start` while they have not reached `stop`; none when the step leads away (Sprig's `untilStep`).
pub fn until_step(start: i64, stop: i64, step: i64) -> Vec<i64> {
    let leads = if stop < start { step < 0 } else { step > 0 };
    if !leads {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut next = start;
    while if step < 0 { next > stop } else { next < stop } {
        out.push(next);
        let Some(after) = next.checked_add(step) else { break };
        next = after;
    }
    out
}

/// Start, stop and step of what the shell's `seq` prints for one to three numbers; nothing for any other count, and for
/// steps that lead away.
pub fn seq(numbers: &[i64]) -> Option<(i64, i64, i64)> {
    let towards = |start: i64, end: i64| if end < start { -1 } else { 1 };
    match *numbers {
        [end] => Some((1, end.wrapping_add(towards(1, end)), towards(1, end))),
        [start, end] => Some((start, end.wrapping_add(towards(start, end)), towards(start, end))),
        [start, step, end] if end >= start || step <= 0 => {
            Some((start, end.wrapping_add(towards(start, end)), step))
        }
        _ => None,
    }
}

/// How many integers [`until_step`] makes, or one less.
pub fn steps(start: i64, stop: i64, step: i64) -> u64 {
    let leads = step != 0 && (stop < start) == (step < 0);
    if leads { stop.abs_diff(start) / step.unsigned_abs() } else { 0 }
}

/// A number rounded to `places` decimals; a fraction of at least `threshold` goes up (Sprig's `round`).
pub fn round(value: f64, places: f64, threshold: f64) -> f64 {
    let power = 10f64.powf(places);
    let scaled = power * value;
    let rounded = if scaled.fract() >= threshold { scaled.ceil() } else { scaled.floor() };
    rounded / power
}

/// The quotient of two integers; overflow wraps as in Go.
///
/// # Errors
/// [`Error::DivideByZero`].
pub fn divide(a: i64, b: i64) -> Result<i64, Error> {
    if b == 0 { Err(Error::DivideByZero) } else { Ok(a.wrapping_div(b)) }
}

/// The remainder of a division of integers, with the sign of `a`.
///
/// # Errors
/// [`Error::DivideByZero`].
pub fn modulo(a: i64, b: i64) -> Result<i64, Error> {
    if b == 0 { Err(Error::DivideByZero) } else { Ok(a.wrapping_rem(b)) }
}

/// The larger of two floats as math.Max has it: NaN wins over all but infinity.
pub fn max_float(a: f64, b: f64) -> f64 {
    if a == f64::INFINITY || b == f64::INFINITY {
        f64::INFINITY
    } else if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

/// The smaller of two floats as math.Min has it.
pub fn min_float(a: f64, b: f64) -> f64 {
    if a == f64::NEG_INFINITY || b == f64::NEG_INFINITY {
        f64::NEG_INFINITY
    } else if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.min(b)
    }
}
