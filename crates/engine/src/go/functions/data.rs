//! YAML, JSON and TOML.

use functions::toml::{Item, from_toml, to_toml};
use gotemplate::{Call, CallError, Function, Heap, Str, Type, Value, go_float};
use yaml::{JsonStyle, PrintError, Scalar, Sink};

use super::args::{ANY, Result, STRING, any, host, string, text};
use crate::go::objects::{Complex, GoTime, JsonTree, plain};

/// Sprig's functions of JSON, but for those that Helm replaces.
pub(super) const JSON: &[Function] = &[
    Function::new("toJson", &[ANY], |call, a| {
        string(json(call, any(a, 0), JsonStyle::COMPACT).unwrap_or_default())
    }),
    Function::new("mustToJson", &[ANY], |call, a| {
        string(json(call, any(a, 0), JsonStyle::COMPACT).map_err(unprintable)?)
    }),
    Function::new("toPrettyJson", &[ANY], |call, a| {
        string(json(call, any(a, 0), JsonStyle::PRETTY).unwrap_or_default())
    }),
    Function::new("mustToPrettyJson", &[ANY], |call, a| {
        string(json(call, any(a, 0), JsonStyle::PRETTY).map_err(unprintable)?)
    }),
    Function::new("toRawJson", &[ANY], raw_json),
    Function::new("mustToRawJson", &[ANY], raw_json),
    Function::new("mustFromJson", &[STRING], |call, a| {
        read_json(call.heap_mut(), &text(a, 0)).map_err(CallError::new)
    }),
];

/// Helm's own.
pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toYaml", &[ANY], |call, a| string(yaml(call, any(a, 0)).unwrap_or_default())),
    Function::new("mustToYaml", &[ANY], |call, a| {
        string(yaml(call, any(a, 0)).map_err(|error| {
            // sigs.k8s.io/yaml says on which half of its way it failed.
            let text = error.to_string();
            let into =
                if text.starts_with("json: ") { "marshaling into JSON" } else { "converting JSON to YAML" };
            CallError::new(format!("error {into}: {text}"))
        })?)
    }),
    Function::new("toYamlPretty", &[ANY], |call, a| {
        match printed(call, any(a, 0), |tree| yaml::to_yaml_pretty(tree)) {
            // Here Go's encoder panics.
            Err(PrintError::UnsupportedType(name)) => {
                Err(CallError::new(format!("cannot marshal type: {name}")))
            }
            text => string(text.map(without_line_feed).unwrap_or_default()),
        }
    }),
    Function::new("fromYaml", &[STRING], |call, a| {
        let read = read_yaml(call.heap_mut(), &text(a, 0));
        table_or_error(call, read)
    }),
    Function::new("fromYamlArray", &[STRING], |call, a| {
        let read = read_yaml(call.heap_mut(), &text(a, 0));
        list_or_error(call, read, "error unmarshaling JSON: while decoding JSON: ")
    }),
    Function::new("fromJson", &[STRING], |call, a| {
        let read = read_json(call.heap_mut(), &text(a, 0)).map(|value| (value, ""));
        if let Ok((Value::Nil, _)) = read {
            return Ok(call.heap_mut().nil_map(Type::ANY_MAP).into());
        }
        table_or_error(call, read)
    }),
    Function::new("fromJsonArray", &[STRING], |call, a| {
        let read = read_json(call.heap_mut(), &text(a, 0)).map(|value| (value, ""));
        if let Ok((Value::Nil, _)) = read {
            return Ok(call.heap_mut().nil_list(Type::ANY_LIST));
        }
        list_or_error(call, read, "")
    }),
    Function::new("toToml", &[ANY], |call, a| {
        if any(a, 0).is_nil() {
            // Over nothing at all even this one panics.
            return Err("reflect: call of reflect.Value.Type on zero Value".into());
        }
        string(toml(call, any(a, 0)).unwrap_or_else(|error| error.to_string()))
    }),
    Function::new("mustToToml", &[ANY], |call, a| {
        string(toml(call, any(a, 0)).map_err(|error| CallError::new(error.to_string()))?)
    }),
    Function::new("fromToml", &[STRING], |call, a| {
        let read = from_toml(&text(a, 0), &host(call)?.local);
        let heap = call.heap_mut();
        Ok(match read {
            Ok(entries) => import_toml(heap, Item::Table(entries)),
            Err(error) => error_table(heap, error.to_string()),
        })
    }),
];

/// Prints a value whose objects were made plain before.
fn printed<E: From<Complex>>(
    call: &mut Call<'_>,
    value: &Value,
    print: impl Fn(JsonTree<'_>) -> Result<String, E>,
) -> Result<String, E> {
    let value = plain(call.heap_mut(), value)?;
    print(JsonTree(call.heap().tree(&value)))
}

fn yaml(call: &mut Call<'_>, value: &Value) -> Result<String, PrintError> {
    printed(call, value, |tree| yaml::to_yaml(tree)).map(without_line_feed)
}

fn json(call: &mut Call<'_>, value: &Value, style: JsonStyle<'_>) -> Result<String, PrintError> {
    // The tree is in encoding/json's order already.
    printed(call, value, |tree| yaml::to_json(tree, JsonStyle { sorted: false, ..style }))
}

fn raw_json(call: &mut Call<'_>, args: &[Value]) -> Result {
    string(json(call, any(args, 0), JsonStyle::RAW).map_err(unprintable)?)
}

fn toml(call: &mut Call<'_>, value: &Value) -> Result<String, functions::Error> {
    printed(call, value, |tree| to_toml(tree))
}

fn unprintable(error: PrintError) -> CallError {
    CallError::new(error.to_string())
}

/// Helm takes one line feed off the end.
fn without_line_feed(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
    }
    text
}

/// Helm's `toYaml` of a value, for methods.
pub(in crate::go) fn to_yaml(heap: &mut Heap, value: &Value) -> String {
    let Ok(value) = plain(heap, value) else { return String::new() };
    yaml::to_yaml(JsonTree(heap.tree(&value))).map(without_line_feed).unwrap_or_default()
}

/// A document, and what stands before the text of an error about its shape.
type Read = Result<(Value, &'static str), String>;

fn read_yaml(heap: &mut Heap, text: &str) -> Read {
    let mut sink = HeapSink::new(heap);
    match yaml::read_yaml(text, &mut sink) {
        Ok(_) => Ok((sink.result, "error unmarshaling JSON: while decoding JSON: ")),
        Err(error) => Err(error.go_conversion()),
    }
}

fn read_json(heap: &mut Heap, text: &str) -> Result<Value, String> {
    let mut sink = HeapSink::new(heap);
    match yaml::read_json(text, &mut sink) {
        Ok(()) => Ok(sink.result),
        Err(error) => Err(error.go().to_owned()),
    }
}

fn table_or_error(call: &mut Call<'_>, read: Read) -> Result {
    let heap = call.heap_mut();
    Ok(match read {
        Ok((table @ Value::Map(_), _)) => table,
        Ok((Value::Nil, _)) => heap.map().into(),
        Ok((other, before)) => {
            let what = json_name(&other);
            let error = format!(
                "{before}json: cannot unmarshal {what} into Go value of type map[string]interface {{}}"
            );
            error_table(heap, error)
        }
        Err(error) => error_table(heap, error),
    })
}

fn list_or_error(call: &mut Call<'_>, read: Read, before: &str) -> Result {
    let heap = call.heap_mut();
    Ok(match read {
        Ok((list @ Value::List(_), _)) => list,
        Ok((Value::Nil, _)) => heap.list(Vec::new()),
        Ok((other, _)) => {
            let what = json_name(&other);
            let error =
                format!("{before}json: cannot unmarshal {what} into Go value of type []interface {{}}");
            heap.list(vec![error.into()])
        }
        Err(error) => heap.list(vec![error.into()]),
    })
}

fn error_table(heap: &mut Heap, error: String) -> Value {
    let table = heap.map();
    heap.set(table, "Error", error);
    table.into()
}

/// What encoding/json calls the value in its errors.
const fn json_name(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
        _ => "number",
    }
}

/// A tree that came over JSON: every number is a float64.
pub(super) fn import_node(heap: &mut Heap, node: &yaml::Node) -> Value {
    heap.import(node, &|_, number| go_float(number))
}

fn import_toml(heap: &mut Heap, item: Item) -> Value {
    match item {
        Item::String(text) => text.into(),
        Item::Integer(value) => Value::int64(value),
        Item::Float(value) => Value::float(value),
        Item::Bool(value) => value.into(),
        Item::Moment(moment) => GoTime::new(moment).into_value(),
        Item::List(items) => {
            // BurntSushi makes a typed slice where all items are tables.
            let tables = !items.is_empty() && items.iter().all(|item| matches!(item, Item::Table(_)));
            let items = items.into_iter().map(|item| import_toml(heap, item)).collect();
            heap.list_of(if tables { Type::List(&Type::ANY_MAP) } else { Type::ANY_LIST }, items)
        }
        Item::Table(entries) => {
            let entries =
                entries.into_iter().map(|(key, item)| (Str::from(key), import_toml(heap, item))).collect();
            heap.map_of(Type::ANY_MAP, entries).into()
        }
    }
}

/// Fills a heap from YAML or JSON; every number becomes a float64, as encoding/json makes it.
struct HeapSink<'h> {
    heap: &'h mut Heap,
    open: Vec<Open>,
    result: Value,
}

enum Open {
    List(Vec<Value>),
    Map(Vec<(Str, Value)>, Str),
}

impl<'h> HeapSink<'h> {
    fn new(heap: &'h mut Heap) -> Self {
        Self { heap, open: Vec::new(), result: Value::Nil }
    }

    fn push(&mut self, value: Value) {
        match self.open.last_mut() {
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map(entries, key)) => entries.push((std::mem::take(key), value)),
            None => self.result = value,
        }
    }
}

impl Sink for HeapSink<'_> {
    fn scalar(&mut self, value: Scalar<'_>, _: diagnostic::Span) {
        let value = match value {
            Scalar::Null => Value::Nil,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Int(value) => Value::float(value as f64),
            Scalar::Uint(value) => Value::float(value as f64),
            Scalar::Float(value) => Value::float(value),
            Scalar::String(text) => text.into(),
        };
        self.push(value);
    }

    fn begin_sequence(&mut self, _: diagnostic::Span) {
        self.open.push(Open::List(Vec::new()));
    }

    fn end_sequence(&mut self, _: diagnostic::Span) {
        if let Some(Open::List(items)) = self.open.pop() {
            let list = self.heap.list(items);
            self.push(list);
        }
    }

    fn begin_mapping(&mut self, _: diagnostic::Span) {
        self.open.push(Open::Map(Vec::new(), Str::EMPTY));
    }

    fn key(&mut self, key: &str, _: diagnostic::Span, _: bool) {
        if let Some(Open::Map(_, current)) = self.open.last_mut() {
            *current = key.into();
        }
    }

    fn end_mapping(&mut self, _: diagnostic::Span) {
        if let Some(Open::Map(entries, _)) = self.open.pop() {
            let map = self.heap.map_of(Type::ANY_MAP, entries);
            self.push(map.into());
        }
    }
}
