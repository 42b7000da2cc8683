//! `engine.files`: the files of a chart by their names (pkg/engine/files.go).

use chart::{Content, File};
use functions::encoding::base64_encode;
use functions::glob::Glob;
use functions::path;
use gotemplate::{Bytes, Call, Elsewhere, Function, Heap, MapId, Named, Str, Type, Underlying, Value};

use crate::go::functions::to_yaml;

static BYTES: Type = Type::BYTES;

static FILES: Named =
    Named { name: "engine.files", underlying: Underlying::Type(Type::Map(&BYTES)), methods: METHODS };

/// The contents of a file, which may not have been read yet.
struct InChart(Content);

impl Elsewhere for InChart {
    fn bytes(&self) -> &[u8] {
        // The content remembers its error, which the render ends with.
        self.0.bytes().unwrap_or_default()
    }
}

/// A chart's files as templates see them.
pub(in crate::go) fn files(heap: &mut Heap, files: &[File]) -> Value {
    let entries = files
        .iter()
        .map(|file| (Str::from(&*file.name), Value::Bytes(Bytes::elsewhere(InChart(file.data.clone())))))
        .collect();
    heap.map_of(Type::Named(&FILES), entries).into()
}

const METHODS: &[Function] = &[
    Function::new("Get", &[Type::String], |call, a| Ok(Value::Str(Str::from(content(call, a))))),
    Function::new("GetBytes", &[Type::String], |call, a| Ok(Value::Bytes(content(call, a).into()))),
    Function::new("Glob", &[Type::String], |call, a| {
        let pattern = a.get(1).and_then(Value::as_str).map(Str::to_text).unwrap_or_default();
        let glob = Glob::new(&pattern).unwrap_or_else(Glob::everything);
        let found =
            entries(call, a).iter().filter(|(name, _)| glob.matches(&name.to_text())).cloned().collect();
        Ok(call.heap_mut().map_of(Type::Named(&FILES), found).into())
    }),
    Function::new("AsConfig", &[], |call, a| Ok(by_base_name(call, a, |data| Str::from(data)))),
    Function::new("AsSecrets", &[], |call, a| Ok(by_base_name(call, a, |data| base64_encode(data).into()))),
    Function::new("Lines", &[Type::String], |call, a| {
        let data = content(call, a).to_vec();
        if data.is_empty() {
            return Ok(call.heap_mut().strings(Vec::<Str>::new()));
        }
        let lines = data.strip_suffix(b"\n").unwrap_or(&data).split(|&byte| byte == b'\n');
        Ok(call.heap_mut().strings(lines))
    }),
];

fn entries<'c>(call: &'c Call<'_>, args: &[Value]) -> &'c [(Str, Value)] {
    args.first().and_then(Value::as_map).map_or(&[], |map: MapId| call.heap().entries(map))
}

fn content<'c>(call: &'c Call<'_>, args: &[Value]) -> &'c [u8] {
    let map = args.first().and_then(Value::as_map);
    let name = args.get(1).and_then(Value::as_str);
    match map.zip(name).and_then(|(map, name)| call.heap().get(map, name.as_bytes())) {
        Some(Value::Bytes(data)) => data,
        _ => b"",
    }
}

/// YAML of the contents by the last elements of the names.
fn by_base_name(call: &mut Call<'_>, args: &[Value], text: impl Fn(&[u8]) -> Str) -> Value {
    let mut named = Vec::new();
    for (name, data) in entries(call, args) {
        if let Value::Bytes(data) = data {
            named.push((Str::from(path::base(&name.to_text())), Value::Str(text(data))));
        }
    }
    let heap = call.heap_mut();
    let map = heap.map_of(Type::STRING_MAP, named).into();
    to_yaml(heap, &map).into()
}
