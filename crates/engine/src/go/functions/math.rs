//! Numbers.

use functions::decimal::Decimal;
use functions::{cast, numbers};
use gotemplate::{Call, Function, Str, Type, Value};

use super::args::{
    ANY, FLOAT, INT, Result, STRING, any, failed, int, printed, rest, string, text, to_float, to_int,
};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("atoi", &[STRING], |_, a| Ok(Value::int(cast::text_to_decimal_int(&text(a, 0))))),
    Function::new("int", &[ANY], |_, a| Ok(Value::int(to_int(any(a, 0))))),
    Function::new("int64", &[ANY], |_, a| Ok(Value::int64(to_int(any(a, 0))))),
    Function::new("float64", &[ANY], |_, a| Ok(Value::float(to_float(any(a, 0))))),
    Function::new("toDecimal", &[ANY], |call, a| {
        let shown = printed(call.heap(), any(a, 0));
        Ok(Value::int64(cast::octal_to_int(&shown.to_text())))
    }),
    Function::variadic("seq", &[], INT, |call, a| {
        let numbers: Vec<i64> = a.iter().filter_map(Value::as_int).collect();
        let Some((start, stop, step)) = numbers::seq(&numbers) else { return string(Str::EMPTY) };
        charge(call, numbers::steps(start, stop, step))?;
        let items = numbers::until_step(start, stop, step);
        string(items.iter().map(i64::to_string).collect::<Vec<_>>().join(" "))
    }),
    Function::new("until", &[INT], |call, a| {
        let count = int(a, 0);
        integers(call, count.unsigned_abs(), || numbers::until(count))
    }),
    Function::new("untilStep", &[INT, INT, INT], |call, a| {
        let (start, stop, step) = (int(a, 0), int(a, 1), int(a, 2));
        integers(call, numbers::steps(start, stop, step), || numbers::until_step(start, stop, step))
    }),
    Function::new("add1", &[ANY], |_, a| Ok(Value::int64(to_int(any(a, 0)).wrapping_add(1)))),
    Function::variadic("add", &[], ANY, |_, a| {
        Ok(Value::int64(a.iter().fold(0, |sum, value| i64::wrapping_add(sum, to_int(value)))))
    }),
    Function::new("sub", &[ANY, ANY], |_, a| {
        Ok(Value::int64(to_int(any(a, 0)).wrapping_sub(to_int(any(a, 1)))))
    }),
    Function::new("div", &[ANY, ANY], |_, a| {
        Ok(Value::int64(numbers::divide(to_int(any(a, 0)), to_int(any(a, 1))).map_err(failed)?))
    }),
    Function::new("mod", &[ANY, ANY], |_, a| {
        Ok(Value::int64(numbers::modulo(to_int(any(a, 0)), to_int(any(a, 1))).map_err(failed)?))
    }),
    Function::variadic("mul", &[ANY], ANY, |_, a| {
        Ok(Value::int64(
            rest(a, 1).iter().fold(to_int(any(a, 0)), |product, value| product.wrapping_mul(to_int(value))),
        ))
    }),
    Function::variadic("max", &[ANY], ANY, max),
    Function::variadic("biggest", &[ANY], ANY, max),
    Function::variadic("min", &[ANY], ANY, |_, a| {
        Ok(Value::int64(a.iter().map(to_int).min().unwrap_or_default()))
    }),
    Function::variadic("maxf", &[ANY], ANY, |_, a| {
        Ok(Value::float(a.iter().map(to_float).reduce(numbers::max_float).unwrap_or_default()))
    }),
    Function::variadic("minf", &[ANY], ANY, |_, a| {
        Ok(Value::float(a.iter().map(to_float).reduce(numbers::min_float).unwrap_or_default()))
    }),
    Function::new("ceil", &[ANY], |_, a| Ok(Value::float(to_float(any(a, 0)).ceil()))),
    Function::new("floor", &[ANY], |_, a| Ok(Value::float(to_float(any(a, 0)).floor()))),
    Function::variadic("round", &[ANY, INT], FLOAT, |_, a| {
        let threshold = a.get(2).and_then(Value::as_float).unwrap_or(0.5);
        Ok(Value::float(numbers::round(to_float(any(a, 0)), int(a, 1) as f64, threshold)))
    }),
    Function::new("add1f", &[ANY], |_, a| decimals(any(a, 0), &[Value::int(1)], |a, b| Ok(a.add(b)))),
    Function::variadic("addf", &[], ANY, |_, a| decimals(&Value::float(0.0), a, |a, b| Ok(a.add(b)))),
    Function::variadic("subf", &[ANY], ANY, |_, a| decimals(any(a, 0), rest(a, 1), |a, b| Ok(a.subtract(b)))),
    Function::variadic("divf", &[ANY], ANY, |_, a| decimals(any(a, 0), rest(a, 1), Decimal::divide)),
    Function::variadic("mulf", &[ANY], ANY, |_, a| decimals(any(a, 0), rest(a, 1), |a, b| Ok(a.multiply(b)))),
];

fn max(_: &mut Call<'_>, args: &[Value]) -> Result {
    Ok(Value::int64(args.iter().map(to_int).max().unwrap_or_default()))
}

/// Charges for about `count` numbers that are yet to be made.
fn charge(call: &mut Call<'_>, count: u64) -> Result<()> {
    let bytes = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(size_of::<Value>());
    Ok(call.heap_mut().charge(bytes)?)
}

/// A new `[]int` of about `count` numbers, which are charged before they are made.
fn integers(call: &mut Call<'_>, count: u64, make: impl FnOnce() -> Vec<i64>) -> Result {
    charge(call, count)?;
    let items = make().into_iter().map(Value::int).collect();
    Ok(call.heap_mut().list_of(Type::List(&Type::INT), items))
}

fn decimals(
    first: &Value,
    others: &[Value],
    operation: impl Fn(&Decimal, &Decimal) -> Result<Decimal, functions::Error>,
) -> Result {
    let decimal = |value: &Value| Decimal::from_float(to_float(value)).map_err(failed);
    let mut sum = decimal(first)?;
    for other in others {
        sum = operation(&sum, &decimal(other)?).map_err(failed)?;
    }
    Ok(Value::float(sum.to_float()))
}
