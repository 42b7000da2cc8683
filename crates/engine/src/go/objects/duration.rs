//! `time.Duration`.

use functions::duration::Duration;
use gotemplate::{Call, Function, Named, Object, Str, Type, Underlying, Value};

static NAMED: Named = Named { name: NAMED_AS, underlying: Underlying::Type(Type::INT64), methods: METHODS };

/// The same type for the parameters of its own methods, which cannot name what they are part of.
static OPERAND: Named = Named { name: NAMED_AS, underlying: Underlying::Type(Type::INT64), methods: &[] };
const NAMED_AS: &str = "time.Duration";
const OPERANDS: &[Type] = &[Type::Named(&OPERAND)];

/// A `time.Duration`.
#[derive(Debug)]
pub(in crate::go) struct GoDuration(pub(in crate::go) Duration);

impl GoDuration {
    /// Its type.
    pub(in crate::go) const TYPE: Type = Type::Named(&NAMED);
}

impl Object for GoDuration {
    fn go_type(&self) -> Type {
        Type::Named(&NAMED)
    }

    fn text(&self) -> Option<Str> {
        Some(self.0.to_string().into())
    }

    fn plain(&self) -> Option<Value> {
        Some(Value::int64(self.0.0))
    }

    fn sibling(&self, number: i64) -> Option<Value> {
        Some(Value::object(Self(Duration(number))))
    }

    fn equals(&self, other: &dyn Object) -> Option<bool> {
        Some((other as &dyn std::any::Any).downcast_ref::<Self>().is_some_and(|other| self.0 == other.0))
    }
}

const METHODS: &[Function] = &[
    Function::new("Seconds", &[], |_, a| Ok(Value::float(receiver(a).as_seconds()))),
    Function::new("Minutes", &[], |_, a| Ok(Value::float(receiver(a).as_minutes()))),
    Function::new("Hours", &[], |_, a| Ok(Value::float(receiver(a).as_hours()))),
    Function::new("Milliseconds", &[], |_, a| Ok(Value::int64(receiver(a).as_milliseconds()))),
    Function::new("Microseconds", &[], |_, a| Ok(Value::int64(receiver(a).as_microseconds()))),
    Function::new("Nanoseconds", &[], |_, a| Ok(Value::int64(receiver(a).0))),
    Function::new("Abs", &[], |_: &mut Call<'_>, a| {
        Ok(Value::object(GoDuration(Duration(receiver(a).0.checked_abs().unwrap_or(i64::MAX)))))
    }),
    Function::new("Round", OPERANDS, |_, a| Ok(to_multiple(a, Duration::round))),
    Function::new("Truncate", OPERANDS, |_, a| Ok(to_multiple(a, Duration::truncate))),
    Function::new("String", &[], |_, a| Ok(receiver(a).to_string().into())),
];

fn to_multiple(args: &[Value], operation: fn(Duration, Duration) -> Duration) -> Value {
    Value::object(GoDuration(operation(receiver(args), duration(args, 1))))
}

fn receiver(args: &[Value]) -> Duration {
    duration(args, 0)
}

/// The duration at that place, where a literal is the bare number.
pub(super) fn duration(args: &[Value], at: usize) -> Duration {
    match args.get(at) {
        Some(Value::Int(_, nanoseconds)) => Duration(*nanoseconds),
        other => other.and_then(Value::downcast::<GoDuration>).map_or_else(Duration::default, |it| it.0),
    }
}
