//! Helm's own functions of durations.

use functions::cast::parse_float;
use functions::duration::Duration;
use gotemplate::fmt::{FloatForm, format_float, quote};
use gotemplate::{CallError, FloatKind, Function, Heap, Value};

use super::args::{ANY, Result, any, failed, printed};
use super::types;
use crate::go::objects::{GoDuration, calendar_number};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("mustToDuration", &[ANY], |call, a| Ok(object(read(call.heap(), any(a, 0))?))),
    Function::new("durationSeconds", &[ANY], |call, a| {
        Ok(Value::float(or_zero(call.heap(), any(a, 0)).as_seconds()))
    }),
    Function::new("durationMilliseconds", &[ANY], |call, a| {
        Ok(Value::int64(or_zero(call.heap(), any(a, 0)).as_milliseconds()))
    }),
    Function::new("durationMicroseconds", &[ANY], |call, a| {
        Ok(Value::int64(or_zero(call.heap(), any(a, 0)).as_microseconds()))
    }),
    Function::new("durationNanoseconds", &[ANY], |call, a| {
        Ok(Value::int64(or_zero(call.heap(), any(a, 0)).0))
    }),
    Function::new("durationMinutes", &[ANY], |call, a| {
        Ok(Value::float(or_zero(call.heap(), any(a, 0)).as_minutes()))
    }),
    Function::new("durationHours", &[ANY], |call, a| {
        Ok(Value::float(or_zero(call.heap(), any(a, 0)).as_hours()))
    }),
    Function::new("durationDays", &[ANY], |call, a| {
        Ok(Value::float(or_zero(call.heap(), any(a, 0)).as_hours() / 24.0))
    }),
    Function::new("durationWeeks", &[ANY], |call, a| {
        Ok(Value::float(or_zero(call.heap(), any(a, 0)).as_hours() / 24.0 / 7.0))
    }),
    Function::new("durationRoundTo", &[ANY, ANY], |call, a| Ok(to_multiple(call.heap(), a, Duration::round))),
    Function::new("durationTruncateTo", &[ANY, ANY], |call, a| {
        Ok(to_multiple(call.heap(), a, Duration::truncate))
    }),
];

fn object(duration: Duration) -> Value {
    Value::object(GoDuration(duration))
}

fn or_zero(heap: &Heap, value: &Value) -> Duration {
    read(heap, value).unwrap_or_default()
}

fn to_multiple(heap: &Heap, args: &[Value], operation: fn(Duration, Duration) -> Duration) -> Value {
    let duration = read(heap, any(args, 0));
    let multiple = read(heap, any(args, 1));
    object(match (duration, multiple) {
        (Ok(duration), Ok(multiple)) => operation(duration, multiple),
        (Ok(duration), Err(_)) => duration,
        (Err(_), _) => Duration::default(),
    })
}

/// A duration, a text such as `1h2m`, or a number of seconds (asDuration in pkg/engine/funcs.go).
fn read(heap: &Heap, value: &Value) -> Result<Duration> {
    const MOST: i64 = i64::MAX / 1_000_000_000;
    let overflow = || CallError::new(format!("duration seconds overflow: {}", printed(heap, value)));
    match value {
        Value::Nil => Err("invalid duration".into()),
        Value::Str(text) => {
            let shown = text.to_text();
            let trimmed = shown.trim();
            if trimmed.is_empty() {
                return Err("empty duration".into());
            }
            Duration::parse(trimmed)
                .ok()
                .map(Ok)
                .or_else(|| parse_float(trimmed).map(from_seconds))
                .unwrap_or_else(|| Err(format!("could not parse duration {}", quote(text.as_bytes())).into()))
        }
        Value::Int(_, seconds) if (-MOST..=MOST).contains(seconds) => Ok(Duration::seconds(*seconds)),
        Value::Int(..) => Err(overflow()),
        Value::Uint(_, seconds) => match i64::try_from(*seconds) {
            Ok(seconds) if seconds <= MOST => Ok(Duration::seconds(seconds)),
            _ => Err(overflow()),
        },
        Value::Float(_, seconds) => from_seconds(*seconds),
        other => match other.downcast::<GoDuration>() {
            Some(GoDuration(duration)) => Ok(*duration),
            None if let Some(seconds) = calendar_number(other) => Ok(Duration::seconds(seconds)),
            None => Err(failed(functions::Error::Duration(format!(
                "unsupported duration type {}",
                types::type_name(heap, other)
            )))),
        },
    }
}

fn from_seconds(seconds: f64) -> Result<Duration> {
    const MOST: f64 = i64::MAX as f64 / 1e9;
    if !seconds.is_finite() {
        return Err(format!("invalid duration seconds: {seconds}").into());
    }
    if seconds.abs() > MOST {
        let shown = format_float(seconds, FloatKind::Float64, FloatForm::General, None);
        return Err(format!("duration seconds overflow: {shown}").into());
    }
    Ok(Duration((seconds * 1e9) as i64))
}
