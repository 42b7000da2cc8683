//! `time.Duration`.

use functions::duration::Duration;
use gotemplate::{Call, Function, Named, Object, Str, Type, Underlying, Value};

static NAMED: Named =
    Named { name: "time.Duration", underlying: Underlying::Type(Type::INT64), methods: METHODS };

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
    Function::new("String", &[], |_, a| Ok(receiver(a).to_string().into())),
];

fn receiver(args: &[Value]) -> Duration {
    args.first().and_then(Value::downcast::<GoDuration>).map_or_else(Duration::default, |it| it.0)
}
