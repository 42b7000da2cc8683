//! Where the lists and maps of one render live.

use std::sync::Arc;

use super::{ListId, MapId, Str, Type, Value};
use crate::limits::{Limit, Limits};

/// The lists and maps of one render. They are never freed before the whole heap is, so an index stays valid, a
/// cycle does no harm, and identity is the index.
#[derive(Debug)]
pub struct Heap {
    lists: Vec<List>,
    maps: Vec<Map>,
    views: Vec<Type>,
    charged: usize,
    budget: usize,
    longest_text: usize,
}

/// A slice.
#[derive(Debug)]
struct List {
    go_type: Type,
    nil: bool,
    items: Vec<Value>,
}

/// A map with strings as keys. The entries are sorted by key, because `range`, `fmt` and every encoder want them
/// so and most maps are small.
#[derive(Debug)]
struct Map {
    go_type: Type,
    nil: bool,
    /// Shared with the loops that go over them as they were: who changes the map then makes them its own.
    entries: Arc<Vec<(Str, Value)>>,
}

impl Map {
    #[inline]
    fn get(&self, key: &[u8]) -> Option<&Value> {
        let entries = &**self.entries;
        // Few keys are told apart by their lengths sooner than by their order.
        if entries.len() <= 8 {
            return entries.iter().find(|(probe, _)| probe.as_bytes() == key).map(|(_, value)| value);
        }
        let at = entries.binary_search_by(|(probe, _)| probe.as_bytes().cmp(key)).ok()?;
        Some(&entries[at].1)
    }
}

impl Default for Heap {
    fn default() -> Self {
        Self::new(&Limits::default())
    }
}

impl Heap {
    /// An empty heap with the memory budget of these limits.
    pub fn new(limits: &Limits) -> Self {
        Self {
            lists: Vec::new(),
            maps: Vec::new(),
            views: Vec::new(),
            charged: 0,
            budget: limits.memory,
            longest_text: limits.output,
        }
    }

    /// Takes bytes from the memory budget. Lists, maps and what functions return are charged without anybody's
    /// help; a function that is about to build something large from small arguments (`repeat`, `until`) charges
    /// before it allocates.
    pub fn charge(&mut self, bytes: usize) -> Result<(), Limit> {
        self.charged = self.charged.saturating_add(bytes);
        if self.charged > self.budget { Err(Limit::Memory(self.budget)) } else { Ok(()) }
    }

    /// The bytes charged so far.
    pub const fn charged(&self) -> usize {
        self.charged
    }

    /// A new `[]interface {}`.
    pub fn list(&mut self, items: Vec<Value>) -> Value {
        self.list_of(Type::ANY_LIST, items)
    }

    /// A new slice of any type; the items must be of its element type.
    pub fn list_of(&mut self, go_type: Type, items: Vec<Value>) -> Value {
        self.account(items.len() * size_of::<Value>() + size_of::<List>());
        let id = ListId(index(self.lists.len()));
        self.lists.push(List { go_type, nil: false, items });
        Value::List(id)
    }

    /// A new `[]string`.
    pub fn strings<S: Into<Str>>(&mut self, items: impl IntoIterator<Item = S>) -> Value {
        let items = items.into_iter().map(|item| Value::Str(item.into())).collect();
        self.list_of(Type::STRING_LIST, items)
    }

    /// A new, empty `map[string]interface {}`.
    pub fn map(&mut self) -> MapId {
        self.map_of(Type::ANY_MAP, Vec::new())
    }

    /// A new map of any type from entries in any order; the last of equal keys wins. The values must be of its
    /// element type.
    pub fn map_of(&mut self, go_type: Type, mut entries: Vec<(Str, Value)>) -> MapId {
        if !entries.is_sorted_by(|(a, _), (b, _)| a < b) {
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            // Of equal keys, which the stable sort left in order, the earlier slot takes the later value.
            entries.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    std::mem::swap(&mut later.1, &mut earlier.1);
                }
                same
            });
        }
        self.account(entries.len() * size_of::<(Str, Value)>() + size_of::<Map>());
        let id = MapId { index: index(self.maps.len()), view: 0 };
        self.maps.push(Map { go_type, nil: false, entries: Arc::new(entries) });
        id
    }

    /// The same map seen as another type, as Go's conversion makes it: `.Values.AsMap` of a `common.Values`.
    pub fn map_as(&mut self, map: MapId, go_type: Type) -> MapId {
        if self.maps[map.index as usize].go_type == go_type {
            return MapId { view: 0, ..map };
        }
        let known = self.views.iter().position(|view| *view == go_type).unwrap_or_else(|| {
            self.views.push(go_type);
            self.views.len() - 1
        });
        MapId { view: index(known) + 1, ..map }
    }

    /// A nil slice of any type: without items, and `null` in JSON.
    pub fn nil_list(&mut self, go_type: Type) -> Value {
        let list = self.list_of(go_type, Vec::new());
        if let Some(list) = self.lists.last_mut() {
            list.nil = true;
        }
        list
    }

    /// A nil map of any type: without entries, and `null` in JSON.
    pub fn nil_map(&mut self, go_type: Type) -> MapId {
        let map = self.map_of(go_type, Vec::new());
        if let Some(map) = self.maps.last_mut() {
            map.nil = true;
        }
        map
    }

    /// Whether it is nothing, a nil slice or a nil map.
    pub fn is_nil(&self, value: &Value) -> bool {
        match value {
            Value::Nil => true,
            Value::List(id) => self.lists[id.0 as usize].nil,
            Value::Map(id) => self.maps[id.index as usize].nil,
            _ => false,
        }
    }

    /// The items of a list.
    #[inline]
    pub fn items(&self, list: ListId) -> &[Value] {
        &self.lists[list.0 as usize].items
    }

    /// The items of a list, to be changed for everybody that holds it.
    pub fn items_mut(&mut self, list: ListId) -> &mut [Value] {
        &mut self.lists[list.0 as usize].items
    }

    /// The items of any slice, a `[]byte` included; `None` for what is no slice.
    pub fn slice_items(&self, value: &Value) -> Option<Vec<Value>> {
        match value {
            Value::List(id) => Some(self.items(*id).to_vec()),
            Value::Bytes(bytes) => {
                Some(bytes.iter().map(|&b| Value::Uint(super::UintKind::Uint8, b.into())).collect())
            }
            _ => None,
        }
    }

    /// Keys and values of a map, sorted by the bytes of the key.
    #[inline]
    pub fn entries(&self, map: MapId) -> &[(Str, Value)] {
        &self.maps[map.index as usize].entries
    }

    /// Keys and values of a map as they are now, whatever becomes of it.
    pub(crate) fn snapshot(&self, map: MapId) -> Arc<Vec<(Str, Value)>> {
        Arc::clone(&self.maps[map.index as usize].entries)
    }

    /// The value of a key.
    #[inline]
    pub fn get(&self, map: MapId, key: &[u8]) -> Option<&Value> {
        self.maps[map.index as usize].get(key)
    }

    /// The value of a key, if `.name` means no more than that in a template: the map's items lie in interfaces, and its type
    /// has no method of that name.
    #[inline]
    pub(crate) fn plain_key(&self, map: MapId, name: &Str) -> Option<&Value> {
        let found = &self.maps[map.index as usize];
        let go_type = if map.view == 0 { found.go_type } else { self.views[map.view as usize - 1] };
        let plain = match go_type {
            Type::Map(Type::Any) => true,
            other => {
                other.element() == Some(Type::Any)
                    && !other.methods().iter().any(|method| *name == method.name)
            }
        };
        if plain { found.get(name.as_bytes()) } else { None }
    }

    /// Sets a key for everybody that holds the map, and returns what was there.
    pub fn set(&mut self, map: MapId, key: impl Into<Str>, value: impl Into<Value>) -> Option<Value> {
        let (key, value) = (key.into(), value.into());
        let entries = Arc::make_mut(&mut self.maps[map.index as usize].entries);
        // Maps are mostly built in order.
        let place = match entries.last() {
            Some((last, _)) if *last < key => Err(entries.len()),
            _ => entries.binary_search_by(|(probe, _)| probe.cmp(&key)),
        };
        match place {
            Ok(at) => Some(std::mem::replace(&mut entries[at].1, value)),
            Err(at) => {
                entries.insert(at, (key, value));
                self.account(size_of::<(Str, Value)>());
                None
            }
        }
    }

    /// Takes a key out for everybody that holds the map.
    pub fn remove(&mut self, map: MapId, key: &[u8]) -> Option<Value> {
        let entries = Arc::make_mut(&mut self.maps[map.index as usize].entries);
        let at = entries.binary_search_by(|(probe, _)| probe.as_bytes().cmp(key)).ok()?;
        Some(entries.remove(at).1)
    }

    /// The Go type of a value: the one inside, where Go would have it in an interface.
    pub fn type_of(&self, value: &Value) -> Type {
        match value {
            Value::List(id) => self.lists[id.0 as usize].go_type,
            Value::Map(id) => match id.view {
                0 => self.maps[id.index as usize].go_type,
                view => self.views[view as usize - 1],
            },
            other => other.heapless_type().unwrap_or(Type::Any),
        }
    }

    /// Go's `len`: bytes of a string, items of a list, entries of a map; `None` for anything else.
    pub fn length(&self, value: &Value) -> Option<usize> {
        match value {
            Value::Str(text) => Some(text.len()),
            Value::Bytes(bytes) => Some(bytes.len()),
            Value::List(id) => Some(self.items(*id).len()),
            Value::Map(id) => Some(self.entries(*id).len()),
            Value::Object(object) => self.length(&object.plain()?),
            _ => None,
        }
    }

    /// The truth of a value, as `if` and `and` see it: false for nil, false, zero and what is empty; a struct
    /// and a pointer are true.
    pub fn truth(&self, value: &Value) -> bool {
        match value {
            Value::Nil => false,
            Value::Bool(value) => *value,
            Value::Int(_, value) => *value != 0,
            Value::Uint(_, value) => *value != 0,
            Value::Float(_, value) => *value != 0.0,
            Value::Complex(real, imaginary) => *real != 0.0 || *imaginary != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::List(id) => !self.items(*id).is_empty(),
            Value::Map(id) => !self.entries(*id).is_empty(),
            Value::Object(object) => object.plain().is_none_or(|plain| self.truth(&plain)),
        }
    }

    /// Charges what cannot be refused at this point; the machine notices at its next step.
    fn account(&mut self, bytes: usize) {
        self.charged = self.charged.saturating_add(bytes);
    }

    /// How long a text may get that is printed of a value: nested lists can stand for far more than they hold.
    pub(crate) const fn longest_text(&self) -> usize {
        self.longest_text
    }

    /// Whether the budget is spent.
    pub(crate) const fn exhausted(&self) -> Option<Limit> {
        if self.charged > self.budget { Some(Limit::Memory(self.budget)) } else { None }
    }
}

/// An index. The budget is spent long before 4 Gi lists exist, unless somebody takes the budget away: then the
/// last index is shared, which is wrong but safe.
fn index(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_sorted_and_the_last_of_equal_keys_wins() {
        let mut heap = Heap::default();
        let entries = [("b", 1), ("a", 2), ("b", 3), ("b", 4)];
        let map = heap.map_of(Type::ANY_MAP, entries.map(|(k, v)| (k.into(), Value::int(v))).to_vec());
        let seen: Vec<_> =
            heap.entries(map).iter().map(|(k, v)| (k.to_string(), v.as_int().unwrap())).collect();
        assert_eq!(seen, [("a".to_owned(), 2), ("b".to_owned(), 4)]);
    }

    #[test]
    fn a_map_is_shared_by_its_index() {
        let mut heap = Heap::default();
        let map = heap.map();
        let list = heap.list(vec![map.into()]);
        heap.set(map, "x", 1 > 0);
        heap.set(map, "a", Value::Nil);
        let inner = heap.items(list.as_list().unwrap())[0].as_map().unwrap();
        assert_eq!(heap.entries(inner).len(), 2);
        assert!(heap.remove(inner, b"a").is_some());
        assert_eq!(heap.get(map, b"a").is_none(), heap.get(map, b"x").is_some());
    }

    #[test]
    fn a_map_may_be_seen_as_another_type() {
        let mut heap = Heap::default();
        let map = heap.map();
        let view = heap.map_as(map, Type::STRING_MAP);
        assert_eq!(view, map);
        assert_eq!(heap.type_of(&view.into()), Type::STRING_MAP);
        assert_eq!(heap.type_of(&map.into()), Type::ANY_MAP);
        let back = heap.map_as(view, Type::ANY_MAP);
        assert_eq!(heap.type_of(&back.into()), Type::ANY_MAP);
        heap.set(view, "a", true);
        assert_eq!(heap.entries(map).len(), 1);
    }

    #[test]
    fn the_budget_is_spent_by_growing() {
        let mut heap = Heap::new(&Limits { memory: 1000, ..Limits::default() });
        assert!(heap.exhausted().is_none());
        heap.list(vec![Value::Nil; 100]);
        assert!(heap.exhausted().is_some());
        assert!(heap.charge(1).is_err());
    }
}
