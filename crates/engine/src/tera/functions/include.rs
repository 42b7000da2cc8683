//! Go templates in a Tera file.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::{Surroundings, failed};
use crate::tera::value::TeraTree;

pub(super) fn register(tera: &mut Tera, surroundings: &Surroundings) {
    let here = surroundings.clone();
    tera.register_function("include", move |arguments: Kwargs, _: &State| {
        let name = arguments.must_get::<&str>("name")?;
        let context = arguments.get::<&Value>("context")?.map(TeraTree);
        let Some(includes) = &here.includes else { return Err(failed("there are no Go templates")) };
        let random = here.draw(functions::random::Random::fork);
        includes.include(&here.path, name, context, random).map(Value::from).map_err(failed)
            as TeraResult<Value>
    });
}
