//! `time.Time`.

use functions::layout::{MONTHS, WEEKDAYS};
use functions::moment::Moment;
use gotemplate::{Function, Named, Object, Str, Type, Underlying, Value};

use super::GoDuration;
use super::duration::duration;

static NAMED: Named = Named { name: NAMED_AS, underlying: Underlying::Struct, methods: METHODS };

/// The same type for the parameters of its own methods, which cannot name what they are part of.
static OPERAND: Named = Named { name: NAMED_AS, underlying: Underlying::Struct, methods: &[] };
const NAMED_AS: &str = "time.Time";
const OPERANDS: &[Type] = &[Type::Named(&OPERAND)];

/// The type of a point in time.
pub(in crate::go) const TIME: Type = Type::Named(&NAMED);

/// A `time.Time`.
#[derive(Clone, Debug)]
pub(in crate::go) struct GoTime {
    pub(in crate::go) moment: Moment,
    /// Whether it was read from the clock, which Go shows.
    from_clock: bool,
}

impl GoTime {
    pub(in crate::go) const fn new(moment: Moment) -> Self {
        Self { moment, from_clock: false }
    }

    /// The time of the clock.
    pub(in crate::go) fn now(moment: &Moment) -> Self {
        Self { moment: moment.clone(), from_clock: true }
    }

    /// Its form in JSON and YAML.
    pub(in crate::go) fn json(&self) -> String {
        self.moment.format("2006-01-02T15:04:05.999999999Z07:00")
    }

    pub(in crate::go) fn into_value(self) -> Value {
        Value::object(self)
    }
}

impl Object for GoTime {
    fn go_type(&self) -> Type {
        TIME
    }

    fn text(&self) -> Option<Str> {
        let clock = if self.from_clock { " m=+0.000000001" } else { "" };
        Some(format!("{}{clock}", self.moment).into())
    }

    fn equals(&self, other: &dyn Object) -> Option<bool> {
        Some(
            (other as &dyn std::any::Any)
                .downcast_ref::<Self>()
                .is_some_and(|other| self.moment == other.moment),
        )
    }
}

const METHODS: &[Function] = &[
    Function::new("Format", &[Type::String], |_, a| {
        let layout = a.get(1).and_then(Value::as_str).map(Str::to_text).unwrap_or_default();
        Ok(receiver(a).format(&layout).into())
    }),
    Function::new("String", &[], |_, a| {
        Ok(a.first().and_then(Value::downcast::<GoTime>).and_then(GoTime::text).unwrap_or_default().into())
    }),
    Function::new("Unix", &[], |_, a| Ok(Value::int64(receiver(a).seconds()))),
    Function::new("UnixMilli", &[], |_, a| {
        Ok(Value::int64((receiver(a).nanoseconds().div_euclid(1_000_000)) as i64))
    }),
    Function::new("UnixMicro", &[], |_, a| {
        Ok(Value::int64((receiver(a).nanoseconds().div_euclid(1_000)) as i64))
    }),
    Function::new("UnixNano", &[], |_, a| Ok(Value::int64(receiver(a).nanoseconds() as i64))),
    Function::new("Year", &[], |_, a| Ok(Value::int(receiver(a).civil().year().into()))),
    Function::new("Day", &[], |_, a| Ok(Value::int(receiver(a).civil().day().into()))),
    Function::new("Hour", &[], |_, a| Ok(Value::int(receiver(a).civil().hour().into()))),
    Function::new("Minute", &[], |_, a| Ok(Value::int(receiver(a).civil().minute().into()))),
    Function::new("Second", &[], |_, a| Ok(Value::int(receiver(a).civil().second().into()))),
    Function::new("Nanosecond", &[], |_, a| Ok(Value::int(receiver(a).civil().subsec_nanosecond().into()))),
    Function::new("YearDay", &[], |_, a| Ok(Value::int(receiver(a).civil().day_of_year().into()))),
    Function::new("Month", &[], |_, a| Ok(Value::object(Month(receiver(a).civil().month().into())))),
    Function::new("Weekday", &[], |_, a| {
        Ok(Value::object(Weekday(receiver(a).civil().weekday().to_sunday_zero_offset().into())))
    }),
    Function::new("UTC", &[], |_, a| Ok(GoTime::new(receiver(a).at(jiff::tz::TimeZone::UTC)).into_value())),
    Function::new("Local", &[], |_, a| Ok(a.first().cloned().unwrap_or_default())),
    Function::new("IsZero", &[], |_, a| Ok(receiver(a).is_zero().into())),
    Function::new("Add", &[GoDuration::TYPE], |_, a| {
        Ok(GoTime::new(receiver(a).add(duration(a, 1))).into_value())
    }),
    Function::new("Compare", OPERANDS, |_, a| {
        Ok(Value::int(receiver(a).nanoseconds().cmp(&receiver(&a[1..]).nanoseconds()) as i64))
    }),
    Function::new("AddDate", &[Type::INT, Type::INT, Type::INT], |_, a| {
        let number = |at: usize| a.get(at).and_then(Value::as_int).unwrap_or_default();
        Ok(GoTime::new(receiver(a).add_date(number(1), number(2), number(3))).into_value())
    }),
    Function::new("Sub", OPERANDS, |_, a| {
        Ok(Value::object(GoDuration(receiver(a).since(&receiver(&a[1..])))))
    }),
    Function::new("Round", &[GoDuration::TYPE], |_, a| {
        Ok(GoTime::new(receiver(a).round(duration(a, 1))).into_value())
    }),
    Function::new("Truncate", &[GoDuration::TYPE], |_, a| {
        Ok(GoTime::new(receiver(a).truncate(duration(a, 1))).into_value())
    }),
    Function::new("IsDST", &[], |_, a| Ok(receiver(a).is_summer_time().into())),
    Function::new("MarshalText", &[], |_, a| Ok(bytes(GoTime::new(receiver(a)).json()))),
    Function::new("MarshalJSON", &[], |_, a| Ok(bytes(format!("\"{}\"", GoTime::new(receiver(a)).json())))),
    Function::new("After", OPERANDS, |_, a| {
        Ok((receiver(a).nanoseconds() > receiver(&a[1..]).nanoseconds()).into())
    }),
    Function::new("Before", OPERANDS, |_, a| {
        Ok((receiver(a).nanoseconds() < receiver(&a[1..]).nanoseconds()).into())
    }),
    Function::new("Equal", OPERANDS, |_, a| {
        Ok((receiver(a).nanoseconds() == receiver(&a[1..]).nanoseconds()).into())
    }),
];

fn bytes(text: String) -> Value {
    Value::Bytes(text.into_bytes().into())
}

fn receiver(args: &[Value]) -> Moment {
    args.first().and_then(Value::downcast::<GoTime>).map_or_else(Moment::zero, |it| it.moment.clone())
}

static MONTH: Named =
    Named { name: "time.Month", underlying: Underlying::Type(Type::INT), methods: CALENDAR_METHODS };
static WEEKDAY: Named =
    Named { name: "time.Weekday", underlying: Underlying::Type(Type::INT), methods: CALENDAR_METHODS };

const CALENDAR_METHODS: &[Function] = &[Function::new("String", &[], |_, a| {
    let Some(Value::Object(object)) = a.first() else { return Ok(Str::EMPTY.into()) };
    Ok(object.text().unwrap_or_default().into())
})];

/// The number of a month or a day of the week, which spf13/cast knows, too.
pub(in crate::go) fn calendar_number(value: &Value) -> Option<i64> {
    let month = value.downcast::<Month>().map(|month| month.0);
    month.or_else(|| value.downcast::<Weekday>().map(|weekday| weekday.0))
}

/// A `time.Month`.
#[derive(Debug)]
struct Month(i64);

impl Object for Month {
    fn go_type(&self) -> Type {
        Type::Named(&MONTH)
    }

    fn text(&self) -> Option<Str> {
        Some(named(&MONTHS, self.0.wrapping_sub(1), "Month", self.0))
    }

    fn plain(&self) -> Option<Value> {
        Some(Value::int(self.0))
    }

    fn sibling(&self, number: i64) -> Option<Value> {
        Some(Value::object(Self(number)))
    }
}

/// A `time.Weekday`.
#[derive(Debug)]
struct Weekday(i64);

impl Object for Weekday {
    fn go_type(&self) -> Type {
        Type::Named(&WEEKDAY)
    }

    fn text(&self) -> Option<Str> {
        Some(named(&WEEKDAYS, self.0, "Weekday", self.0))
    }

    fn plain(&self) -> Option<Value> {
        Some(Value::int(self.0))
    }

    fn sibling(&self, number: i64) -> Option<Value> {
        Some(Value::object(Self(number)))
    }
}

/// The name at that place; a number that has none is shown as Go shows it.
fn named(names: &[&'static str], at: i64, kind: &str, number: i64) -> Str {
    match usize::try_from(at).ok().and_then(|at| names.get(at)) {
        Some(name) => Str::literal(name),
        None => format!("%!{kind}({number})").into(),
    }
}
