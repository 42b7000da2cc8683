//! Maps, which are shared: `set` and `unset` change what everybody sees.

use gotemplate::{Call, CallError, Function, Str, Type, Value};

use super::args::{ANY, MAP, Result, STRING, any, map, rest, shown};
use super::{deep, merge, types};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("dict", &[], ANY, |call, a| {
        let entries = a.chunks(2).map(|pair| {
            let key = shown(call.heap(), &pair[0]);
            (key, pair.get(1).cloned().unwrap_or(Value::Str(Str::EMPTY)))
        });
        let entries = entries.collect();
        Ok(call.heap_mut().map_of(MAP, entries).into())
    }),
    Function::new("get", &[MAP, STRING], |call, a| {
        Ok(lookup(call, a, 0, any(a, 1)).cloned().unwrap_or(Value::Str(Str::EMPTY)))
    }),
    Function::new("set", &[MAP, STRING, ANY], |call, a| {
        let id = map(a, 0).ok_or_else(|| CallError::new("assignment to entry in nil map"))?;
        call.heap_mut().set(id, key(any(a, 1)), any(a, 2).clone());
        Ok(plain_map(call, any(a, 0)))
    }),
    Function::new("unset", &[MAP, STRING], |call, a| {
        if let Some(id) = map(a, 0) {
            call.heap_mut().remove(id, key(any(a, 1)).as_bytes());
        }
        Ok(plain_map(call, any(a, 0)))
    }),
    Function::new("hasKey", &[MAP, STRING], |call, a| Ok(lookup(call, a, 0, any(a, 1)).is_some().into())),
    Function::variadic("pluck", &[STRING], MAP, |call, a| {
        let found = (1..a.len()).filter_map(|at| lookup(call, a, at, any(a, 0)).cloned()).collect();
        Ok(call.heap_mut().list(found))
    }),
    Function::variadic("keys", &[], MAP, |call, a| {
        let maps = a.iter().filter_map(Value::as_map);
        let keys: Vec<Str> =
            maps.flat_map(|id| call.heap().entries(id)).map(|(key, _)| key.clone()).collect();
        Ok(call.heap_mut().strings(keys))
    }),
    Function::new("values", &[MAP], |call, a| {
        let values = map(a, 0).map_or(&[][..], |id| call.heap().entries(id));
        let values = values.iter().map(|(_, value)| value.clone()).collect();
        Ok(call.heap_mut().list(values))
    }),
    Function::variadic("pick", &[MAP], STRING, |call, a| {
        let found = rest(a, 1).iter().filter_map(|name| Some((key(name), lookup(call, a, 0, name)?.clone())));
        let found = found.collect();
        Ok(call.heap_mut().map_of(MAP, found).into())
    }),
    Function::variadic("omit", &[MAP], STRING, |call, a| {
        let entries = map(a, 0).map_or(&[][..], |id| call.heap().entries(id));
        let omitted = |name: &Str| rest(a, 1).iter().any(|other| other.as_str() == Some(name));
        let kept = entries.iter().filter(|(name, _)| !omitted(name)).cloned().collect();
        Ok(call.heap_mut().map_of(MAP, kept).into())
    }),
    Function::variadic("dig", &[], ANY, dig),
    Function::new("deepCopy", &[ANY], deep_copy),
    Function::new("mustDeepCopy", &[ANY], deep_copy),
    Function::variadic("merge", &[MAP], MAP, |call, a| merge::all(call, a, false)),
    Function::variadic("mustMerge", &[MAP], MAP, |call, a| merge::all(call, a, false)),
    Function::variadic("mergeOverwrite", &[MAP], MAP, |call, a| merge::all(call, a, true)),
    Function::variadic("mustMergeOverwrite", &[MAP], MAP, |call, a| merge::all(call, a, true)),
];

fn key(value: &Value) -> Str {
    value.as_str().cloned().unwrap_or_default()
}

fn lookup<'c>(call: &'c Call<'_>, args: &[Value], at: usize, name: &Value) -> Option<&'c Value> {
    call.heap().get(map(args, at)?, key(name).as_bytes())
}

/// The same map without a name such as common.Values, since Go's functions return `map[string]interface {}`.
fn plain_map(call: &mut Call<'_>, value: &Value) -> Value {
    let heap = call.heap_mut();
    match value.as_map() {
        Some(id) => heap.map_as(id, MAP),
        None => heap.nil_map(MAP),
    }
    .into()
}

fn deep_copy(call: &mut Call<'_>, args: &[Value]) -> Result {
    if any(args, 0).is_nil() {
        return Err("reflect: call of reflect.Value.Type on zero Value".into());
    }
    Ok(deep::copy(call.heap_mut(), any(args, 0)))
}

/// `dig "a" "b" default map`.
fn dig(call: &mut Call<'_>, args: &[Value]) -> Result {
    let [path @ .., default, dict] = args else { return Err("dig needs at least three arguments".into()) };
    if path.is_empty() {
        return Err("dig needs at least three arguments".into());
    }
    let heap = call.heap();
    let conversion = |value: &Value, wanted: &str| {
        let found = if value.is_nil() { "nil".to_owned() } else { types::type_name(heap, value) };
        CallError::new(format!("interface conversion: interface {{}} is {found}, not {wanted}"))
    };
    let as_map = |value: &Value| match value {
        // A map with a name, such as common.Values, is another type.
        Value::Map(id) if heap.type_of(value) == Type::ANY_MAP => Ok(*id),
        other => Err(conversion(other, "map[string]interface {}")),
    };
    let mut at = as_map(dict)?;
    let keys = path.iter().map(|key| key.as_str().ok_or_else(|| conversion(key, "string")));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    for (index, key) in keys.iter().enumerate() {
        let Some(step) = heap.get(at, key.as_bytes()) else { return Ok(default.clone()) };
        if index + 1 == keys.len() {
            return Ok(step.clone());
        }
        at = as_map(step)?;
    }
    Ok(default.clone())
}
