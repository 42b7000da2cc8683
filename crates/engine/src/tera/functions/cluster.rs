//! Live objects.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::{Surroundings, failed};
use crate::Query;
use crate::tera::value::from_node;

pub(super) fn register(tera: &mut Tera, surroundings: &Surroundings) {
    let cluster = surroundings.cluster.clone();
    tera.register_function("lookup", move |arguments: Kwargs, _: &State| {
        let query = Query {
            api_version: arguments.must_get::<&str>("api_version")?,
            kind: arguments.must_get::<&str>("kind")?,
            namespace: arguments.get::<&str>("namespace")?.unwrap_or_default(),
            name: arguments.get::<&str>("name")?.unwrap_or_default(),
        };
        let found = cluster.lookup(query).map_err(failed)?;
        Ok(found.map_or_else(Value::none, |node| from_node(&node))) as TeraResult<Value>
    });
}
