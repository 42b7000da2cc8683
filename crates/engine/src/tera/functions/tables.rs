//! Merging.

use tera::{Kwargs, Map, State, Tera, TeraResult, Value};

use super::{defined, failed};

pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("merge", |value: &Value, arguments: Kwargs, _: &State| {
        let over = arguments.must_get::<&Value>("with")?;
        match (defined(value)?.as_map(), over.as_map()) {
            (Some(base), Some(over)) => Ok(merge(base, over).into()),
            _ => Err(failed("both sides of a merge must be tables")) as TeraResult<Value>,
        }
    });
}

/// A table with what another has on top: tables within are merged, all else is replaced.
fn merge(base: &Map, over: &Map) -> Map {
    let mut merged = base.clone();
    for (key, value) in over {
        let value = match (merged.get(key).and_then(Value::as_map), value.as_map()) {
            (Some(base), Some(over)) => merge(base, over).into(),
            _ => value.clone(),
        };
        merged.insert(key.clone(), value);
    }
    merged
}
