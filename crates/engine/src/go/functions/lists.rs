//! Lists. Every function makes a new list; none changes the one it was given.

use gotemplate::{Call, CallError, Function, Native, Type, Value};

use super::args::{ANY, INT, LIST, Result, any, int, is_empty, nil_pointer, rest, to_int};
use super::{deep, types};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("list", &[], ANY, list),
    Function::variadic("tuple", &[], ANY, list),
    Function::new("append", &[ANY, ANY], push),
    Function::new("push", &[ANY, ANY], push),
    Function::new("mustAppend", &[ANY, ANY], push),
    Function::new("mustPush", &[ANY, ANY], push),
    Function::new("prepend", &[ANY, ANY], prepend),
    Function::new("mustPrepend", &[ANY, ANY], prepend),
    Function::new("first", &[ANY], first),
    Function::new("mustFirst", &[ANY], first),
    Function::new("last", &[ANY], last),
    Function::new("mustLast", &[ANY], last),
    Function::new("rest", &[ANY], REST),
    Function::new("mustRest", &[ANY], REST),
    Function::new("initial", &[ANY], INITIAL),
    Function::new("mustInitial", &[ANY], INITIAL),
    Function::new("reverse", &[ANY], reverse),
    Function::new("mustReverse", &[ANY], reverse),
    Function::new("compact", &[ANY], compact),
    Function::new("mustCompact", &[ANY], compact),
    Function::new("uniq", &[ANY], uniq),
    Function::new("mustUniq", &[ANY], uniq),
    Function::variadic("without", &[ANY], ANY, without),
    Function::variadic("mustWithout", &[ANY], ANY, without),
    Function::new("has", &[ANY, ANY], has),
    Function::new("mustHas", &[ANY, ANY], has),
    Function::variadic("slice", &[ANY], ANY, slice),
    Function::variadic("mustSlice", &[ANY], ANY, slice),
    Function::new("chunk", &[INT, ANY], chunk),
    Function::new("mustChunk", &[INT, ANY], chunk),
    Function::variadic("concat", &[], ANY, concat),
];

/// The items of a list; `complaint` is Sprig's text before the kind of what is none.
fn items(call: &Call<'_>, value: &Value, complaint: &str) -> Result<Vec<Value>> {
    if value.is_nil() {
        return Err(nil_pointer());
    }
    call.heap()
        .slice_items(value)
        .ok_or_else(|| CallError::new(format!("{complaint} {}", types::kind_name(call.heap(), value))))
}

fn list(call: &mut Call<'_>, args: &[Value]) -> Result {
    Ok(call.heap_mut().list(args.to_vec()))
}

fn push(call: &mut Call<'_>, args: &[Value]) -> Result {
    let mut items = items(call, any(args, 0), "Cannot push on type")?;
    items.push(any(args, 1).clone());
    Ok(call.heap_mut().list(items))
}

fn prepend(call: &mut Call<'_>, args: &[Value]) -> Result {
    let mut items = items(call, any(args, 0), "Cannot prepend on type")?;
    items.insert(0, any(args, 1).clone());
    Ok(call.heap_mut().list(items))
}

fn first(call: &mut Call<'_>, args: &[Value]) -> Result {
    if let Value::List(id) = any(args, 0) {
        return Ok(call.heap().items(*id).first().cloned().unwrap_or_default());
    }
    Ok(items(call, any(args, 0), "Cannot find first on type")?.into_iter().next().unwrap_or_default())
}

fn last(call: &mut Call<'_>, args: &[Value]) -> Result {
    if let Value::List(id) = any(args, 0) {
        return Ok(call.heap().items(*id).last().cloned().unwrap_or_default());
    }
    Ok(items(call, any(args, 0), "Cannot find last on type")?.pop().unwrap_or_default())
}

const REST: Native = |call, args| {
    let items = items(call, any(args, 0), "Cannot find rest on type")?;
    if items.is_empty() {
        return Ok(call.heap_mut().nil_list(LIST));
    }
    Ok(call.heap_mut().list(items.into_iter().skip(1).collect()))
};

const INITIAL: Native = |call, args| {
    let mut items = items(call, any(args, 0), "Cannot find initial on type")?;
    if items.pop().is_none() {
        return Ok(call.heap_mut().nil_list(LIST));
    }
    Ok(call.heap_mut().list(items))
};

fn reverse(call: &mut Call<'_>, args: &[Value]) -> Result {
    let mut items = items(call, any(args, 0), "Cannot find reverse on type")?;
    items.reverse();
    Ok(call.heap_mut().list(items))
}

fn compact(call: &mut Call<'_>, args: &[Value]) -> Result {
    let mut items = items(call, any(args, 0), "Cannot compact on type")?;
    items.retain(|item| !is_empty(call.heap(), item));
    Ok(call.heap_mut().list(items))
}

fn uniq(call: &mut Call<'_>, args: &[Value]) -> Result {
    let mut kept: Vec<Value> = Vec::new();
    for item in items(call, any(args, 0), "Cannot find uniq on type")? {
        if !contains(call, &kept, &item) {
            kept.push(item);
        }
    }
    Ok(call.heap_mut().list(kept))
}

fn without(call: &mut Call<'_>, args: &[Value]) -> Result {
    let mut items = items(call, any(args, 0), "Cannot find without on type")?;
    items.retain(|item| !contains(call, rest(args, 1), item));
    Ok(call.heap_mut().list(items))
}

fn has(call: &mut Call<'_>, args: &[Value]) -> Result {
    if any(args, 1).is_nil() {
        return Ok(false.into());
    }
    let items = items(call, any(args, 1), "Cannot find has on type")?;
    Ok(contains(call, &items, any(args, 0)).into())
}

fn contains(call: &Call<'_>, items: &[Value], wanted: &Value) -> bool {
    items.iter().any(|item| deep::equal(call.heap(), wanted, item))
}

fn slice(call: &mut Call<'_>, args: &[Value]) -> Result {
    let value = any(args, 0);
    let items = items(call, value, "list should be type of slice or array but")?;
    if items.is_empty() {
        return Ok(Value::Nil);
    }
    let start = args.get(1).map_or(0, to_int);
    let end = args.get(2).map_or(items.len() as i64, to_int);
    let part = match (usize::try_from(start), usize::try_from(end)) {
        (Ok(start), Ok(end)) => items.get(start..end),
        _ => None,
    };
    let part = part.ok_or_else(|| CallError::new("reflect.Value.Slice: slice index out of bounds"))?.to_vec();
    let go_type = call.heap().type_of(value);
    Ok(call.heap_mut().list_of(go_type, part))
}

fn chunk(call: &mut Call<'_>, args: &[Value]) -> Result {
    let items = items(call, any(args, 1), "Cannot chunk type")?;
    let size = int(args, 0);
    if size < 0 && items.len() >= 2 && (items.len() as u64 - 1) <= size.unsigned_abs() {
        // The quotient of all but one, rounded down, and one more is none.
        return Ok(call.heap_mut().list_of(Type::List(&LIST), Vec::new()));
    }
    // One item by any other is one of one.
    let size = if items.len() == 1 && size < -1 { 1 } else { size };
    let size = usize::try_from(size).ok().filter(|&size| size > 0);
    let size = size.ok_or_else(|| CallError::new("runtime error: makeslice: len out of range"))?;
    let chunks = items.chunks(size).map(|chunk| call.heap_mut().list(chunk.to_vec())).collect();
    Ok(call.heap_mut().list_of(Type::List(&LIST), chunks))
}

fn concat(call: &mut Call<'_>, args: &[Value]) -> Result {
    let mut all = Vec::new();
    for list in args {
        if list.is_nil() {
            return Err(nil_pointer());
        }
        let items = call.heap().slice_items(list).ok_or_else(|| {
            CallError::new(format!("Cannot concat type {} as list", types::kind_name(call.heap(), list)))
        })?;
        all.extend(items);
    }
    // Go appends to a nil slice, which stays nil over nothing.
    Ok(if all.is_empty() { call.heap_mut().nil_list(LIST) } else { call.heap_mut().list(all) })
}
