//! `merge` and `mergeOverwrite` as dario.cat/mergo 1.0.1 merges maps, with what it shares and what it does not.

use gotemplate::{Call, Heap, MapId, Type, Value};

use super::args::Result;

/// Merges all other maps into the first, which is changed and returned.
///
/// A map of a source that is new to the destination is taken over as it is, so that both share it afterwards.
pub(super) fn all(call: &mut Call<'_>, args: &[Value], overwrite: bool) -> Result {
    let Some((first, sources)) = args.split_first() else { return Ok(Value::Nil) };
    let heap = call.heap_mut();
    // mergo makes a map where the destination is nil and the source is not.
    let target = match first.as_map() {
        Some(id) => id,
        None if sources.iter().all(Value::is_nil) => return Ok(heap.nil_map(Type::ANY_MAP).into()),
        None => heap.map(),
    };
    for source in sources.iter().filter_map(Value::as_map) {
        into(heap, target, source, overwrite, &mut Vec::new());
    }
    // Go's parameter takes the name off a common.Values.
    Ok(heap.map_as(target, Type::ANY_MAP).into())
}

fn into(heap: &mut Heap, target: MapId, source: MapId, overwrite: bool, within: &mut Vec<(MapId, MapId)>) {
    // A map merged into itself stays as it is; so does a pair that is being merged already.
    if target == source || within.contains(&(target, source)) {
        return;
    }
    within.push((target, source));
    for (key, new) in heap.entries(source).to_vec() {
        let old = heap.get(target, key.as_bytes()).cloned();
        if new.is_nil() {
            if overwrite {
                heap.set(target, key, Value::Nil);
            }
            continue;
        }
        if let (Value::Map(new), Some(Value::Map(old))) = (&new, &old) {
            into(heap, *old, *new, overwrite, within);
        }
        // Asked only now: an empty map of the destination may have been filled above.
        let filled = old.as_ref().is_some_and(|old| heap.truth(old));
        if filled && matches!((&new, &old), (Value::Map(_), Some(Value::Map(_)))) {
            continue;
        }
        if overwrite || !filled {
            heap.set(target, key, new);
        }
    }
    within.pop();
}
