//! What stops a render.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::{Surroundings, failed};

pub(super) fn register(tera: &mut Tera, surroundings: &Surroundings) {
    let lenient = surroundings.lenient;
    tera.register_filter("required", move |value: &Value, arguments: Kwargs, _: &State| {
        required(value, arguments.get::<&str>("message")?, lenient)
    });
    tera.register_function("required", move |arguments: Kwargs, _: &State| {
        let value = arguments.get::<&Value>("value")?.cloned().unwrap_or_else(Value::undefined);
        required(&value, arguments.get::<&str>("message")?, lenient)
    });
    tera.register_function("fail", move |arguments: Kwargs, _: &State| {
        let message = arguments.must_get::<&str>("message")?;
        if lenient { Ok(Value::from("")) } else { Err(failed(message)) }
    });
}

/// The value, unless it does not exist, is null or is empty text.
fn required(value: &Value, message: Option<&str>, lenient: bool) -> TeraResult<Value> {
    let missing = value.is_undefined() || value.is_none() || value.as_str() == Some("");
    match (missing, lenient) {
        (false, _) => Ok(value.clone()),
        (true, true) => Ok("".into()),
        (true, false) => Err(failed(message.unwrap_or("a value is required here"))),
    }
}
