//! Dates.

use functions::duration::Duration;
use functions::moment::{Moment, parse, zone};
use gotemplate::{Call, Function, IntKind, Value};

use super::args::{ANY, Result, STRING, any, failed, host, string, text};
use crate::go::objects::{GoTime, TIME};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("now", &[], |call, _| Ok(GoTime::now(&host(call)?.now).into_value())),
    Function::new("date", &[STRING, ANY], |call, a| formatted(call, &text(a, 0), any(a, 1), "Local")),
    Function::new("date_in_zone", &[STRING, ANY, STRING], in_zone),
    Function::new("dateInZone", &[STRING, ANY, STRING], in_zone),
    Function::new("htmlDate", &[ANY], |call, a| formatted(call, "2006-01-02", any(a, 0), "Local")),
    Function::new("htmlDateInZone", &[ANY, STRING], |call, a| {
        formatted(call, "2006-01-02", any(a, 0), &text(a, 1))
    }),
    Function::new("dateModify", &[STRING, TIME], modify),
    Function::new("date_modify", &[STRING, TIME], modify),
    Function::new("mustDateModify", &[STRING, TIME], must_modify),
    Function::new("must_date_modify", &[STRING, TIME], must_modify),
    Function::new("ago", &[ANY], |call, a| {
        let host = host(call)?;
        let then = match any(a, 0) {
            Value::Int(IntKind::Int | IntKind::Int64, seconds) => {
                Moment::from_seconds(*seconds, host.local.clone())
            }
            other => time(other).unwrap_or(&host.now).clone(),
        };
        string(host.now.since(&then).round(Duration::seconds(1)).to_string())
    }),
    Function::new("toDate", &[STRING, STRING], |call, a| {
        let read = parse(&text(a, 0), &text(a, 1), &host(call)?.local);
        Ok(GoTime::new(read.unwrap_or_else(|_| Moment::zero())).into_value())
    }),
    Function::new("mustToDate", &[STRING, STRING], |call, a| {
        let read = parse(&text(a, 0), &text(a, 1), &host(call)?.local).map_err(failed)?;
        Ok(GoTime::new(read).into_value())
    }),
    Function::new("unixEpoch", &[TIME], |_, a| {
        string(time(any(a, 0)).map_or(0, Moment::seconds).to_string())
    }),
    Function::new("duration", &[ANY], |_, a| {
        let seconds = match any(a, 0) {
            Value::Str(text) => functions::cast::text_to_decimal_int(&text.to_text()),
            Value::Int(IntKind::Int64, seconds) => *seconds,
            _ => 0,
        };
        string(Duration::seconds(seconds).to_string())
    }),
    Function::new("durationRound", &[ANY], |call, a| {
        let duration = match any(a, 0) {
            Value::Str(text) => Duration::parse(&text.to_text()).unwrap_or_default(),
            Value::Int(IntKind::Int64, nanoseconds) => Duration(*nanoseconds),
            other => match time(other) {
                Some(then) => host(call)?.now.since(then),
                None => Duration::default(),
            },
        };
        string(duration.coarse())
    }),
];

fn time(value: &Value) -> Option<&Moment> {
    value.downcast::<GoTime>().map(|time| &time.moment)
}

/// The date at a place; what is neither a time nor a whole number of seconds is now (Sprig's `dateInZone`).
fn formatted(call: &mut Call<'_>, layout: &str, date: &Value, place: &str) -> Result {
    let host = host(call)?;
    let place = zone(place, &host.local).unwrap_or(jiff::tz::TimeZone::UTC);
    let moment = match date {
        Value::Int(IntKind::Int | IntKind::Int32 | IntKind::Int64, seconds) => {
            Moment::from_seconds(*seconds, place)
        }
        other => time(other).unwrap_or(&host.now).at(place),
    };
    string(moment.format(layout))
}

fn in_zone(call: &mut Call<'_>, args: &[Value]) -> Result {
    formatted(call, &text(args, 0), any(args, 1), &text(args, 2))
}

/// A time later by a duration; unchanged for what is no duration.
fn modify(_: &mut Call<'_>, args: &[Value]) -> Result {
    let date = any(args, 1);
    let moved = Duration::parse(&text(args, 0)).ok().and_then(|duration| Some(time(date)?.add(duration)));
    Ok(moved.map_or_else(|| date.clone(), |moment| GoTime::new(moment).into_value()))
}

fn must_modify(_: &mut Call<'_>, args: &[Value]) -> Result {
    let duration = Duration::parse(&text(args, 0)).map_err(failed)?;
    let moment = time(any(args, 1)).map_or_else(Moment::zero, |moment| moment.add(duration));
    Ok(GoTime::new(moment).into_value())
}
