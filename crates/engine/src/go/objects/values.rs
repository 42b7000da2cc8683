//! `common.Values`: a map with methods.

use gotemplate::{Call, CallError, Function, MapId, Named, Type, Underlying, Value};

use crate::go::functions::to_yaml;

/// The type of a chart's values and of the scope that its templates see.
pub(in crate::go) const VALUES: Type = Type::Named(&NAMED);

static NAMED: Named =
    Named { name: "common.Values", underlying: Underlying::Type(Type::ANY_MAP), methods: METHODS };

const METHODS: &[Function] = &[
    Function::new("AsMap", &[], |call, a| {
        let heap = call.heap_mut();
        Ok(match a.first().and_then(Value::as_map) {
            Some(map) => heap.map_as(map, Type::ANY_MAP).into(),
            None => heap.map().into(),
        })
    }),
    Function::new("YAML", &[], |call, a| {
        let text = to_yaml(call.heap_mut(), a.first().unwrap_or(&Value::Nil));
        Ok((text + "\n").into())
    }),
    Function::new("Table", &[Type::String], |call, a| {
        let path = argument(a);
        let table = a.first().and_then(Value::as_map).ok_or_else(|| not_a_table(&path))?;
        let table = path.split('.').try_fold(table, |table, key| step(call, table, key))?;
        Ok(call.heap_mut().map_as(table, VALUES).into())
    }),
    Function::new("PathValue", &[Type::String], |call, a| {
        let path = argument(a);
        if path.is_empty() {
            return Err("YAML path cannot be empty".into());
        }
        let (tables, last) =
            path.rsplit_once('.').map_or((None, &*path), |(tables, last)| (Some(tables), last));
        let missing = || CallError::new(format!("{} is not a value", gotemplate::fmt::quote(last)));
        let table = a.first().and_then(Value::as_map).ok_or_else(missing)?;
        let table = tables
            .into_iter()
            .flat_map(|tables| tables.split('.'))
            .try_fold(table, |table, key| step(call, table, key).map_err(|_| missing()))?;
        match call.heap().get(table, last.as_bytes()) {
            Some(value) if value.as_map().is_none() => Ok(value.clone()),
            _ => Err(missing()),
        }
    }),
];

fn argument(args: &[Value]) -> String {
    args.get(1).and_then(Value::as_str).map(|text| text.to_text().into_owned()).unwrap_or_default()
}

fn step(call: &Call<'_>, table: MapId, key: &str) -> Result<MapId, CallError> {
    call.heap().get(table, key.as_bytes()).and_then(Value::as_map).ok_or_else(|| not_a_table(key))
}

fn not_a_table(key: &str) -> CallError {
    CallError::new(format!("{} is not a table", gotemplate::fmt::quote(key)))
}
