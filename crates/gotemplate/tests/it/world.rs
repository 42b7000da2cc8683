//! What the templates of the cases see: data of every Go type, and a few functions.

use std::sync::Arc;

use diagnostic::Source;
use gotemplate::{
    Call, CallError, Compiled, ExecError, FloatKind, Function, Functions, Heap, Limits, Machine, Named,
    Object, Str, TemplateSet, Type, UintKind, Underlying, Value, fmt,
};

/// A pointer to a struct with methods.
#[derive(Debug)]
struct Bee;

static BEE: Named = Named {
    name: "*main.Obj",
    underlying: Underlying::Pointer,
    methods: &[
        Function::new("Hello", &[Type::String], |_, args| Ok(format!("hello {}", text(args, 1)).into())),
        Function::variadic("Sum", &[], Type::INT, |_, args| {
            Ok(Value::int(args[1..].iter().filter_map(Value::as_int).sum()))
        }),
        Function::new("Fail", &[], |_, _| Err("no luck".into())),
    ],
};

impl Object for Bee {
    fn go_type(&self) -> Type {
        Type::Named(&BEE)
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![("A", Value::int(7)), ("B", Value::literal("bee"))]
    }
}

/// A number with a name.
#[derive(Debug)]
struct Duration;

static DURATION: Named =
    Named { name: "time.Duration", underlying: Underlying::Type(Type::INT64), methods: &[] };

impl Object for Duration {
    fn go_type(&self) -> Type {
        Type::Named(&DURATION)
    }

    fn text(&self) -> Option<Str> {
        Some("1m30s".into())
    }

    fn plain(&self) -> Option<Value> {
        Some(Value::int64(90_000_000_000))
    }
}

/// A map with a name and a method.
static VALUES: Named = Named {
    name: "main.Values",
    underlying: Underlying::Type(Type::ANY_MAP),
    methods: &[Function::new("Table", &[Type::String], |call, args| {
        let map = args[0].as_map().ok_or("not a map")?;
        Ok(call.heap().get(map, text(args, 1).as_bytes()).cloned().unwrap_or_default())
    })],
};

static ANY_MAP: Type = Type::ANY_MAP;

fn text(args: &[Value], index: usize) -> String {
    args[index].as_str().unwrap().to_string()
}

fn map(heap: &mut Heap, go_type: Type, entries: &[(&str, Value)]) -> Value {
    heap.map_of(go_type, entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect()).into()
}

/// The data, which `testdata` of the oracle has under the same names.
fn data(heap: &mut Heap) -> Value {
    let string = |text: &'static str| Value::literal(text);
    let float = Value::float;
    let deep = map(heap, Type::ANY_MAP, &[("d", string("deep"))]);
    let nested = heap.list(vec![float(2.0)]);
    let zed = map(heap, Type::ANY_MAP, &[("z", string("zed"))]);
    let one = map(heap, Type::ANY_MAP, &[("q", float(1.0))]);
    let two = map(heap, Type::ANY_MAP, &[("q", string("two"))]);
    let items = heap.list(vec![float(1.0), nested]);
    let empty = map(heap, Type::ANY_MAP, &[("k", Value::Nil)]);
    let entries = [
        ("s", string("a b")),
        ("e", string("")),
        ("n", float(3.0)),
        ("big", float(1e6)),
        ("f", float(1.5)),
        ("neg", float(-7.0)),
        ("tiny", float(1.2e-6)),
        ("large", float(123_456_789.0)),
        ("z", float(0.0)),
        ("t", true.into()),
        ("fl", false.into()),
        ("nil", Value::Nil),
        ("html", string("<b>&\"'=\\")),
        ("u", string("h\u{e9}\u{e9}\u{263a}\u{a0}\t")),
        ("i", Value::int(42)),
        ("i64", Value::int64(-5)),
        ("u8", Value::Uint(UintKind::Uint8, 200)),
        ("u64", Value::Uint(UintKind::Uint64, u64::MAX)),
        ("f32", Value::Float(FloatKind::Float32, f64::from(1.1_f32))),
        ("by", Value::Bytes((*b"hi").into())),
        ("bad", Value::Str(Str::from(&b"\xff\xc3z"[..]))),
        ("o", Value::object(Bee)),
        ("d", Value::object(Duration)),
        ("list", heap.list(["a", "b", "c"].map(Value::literal).to_vec())),
        ("nums", heap.list(vec![float(1.0), float(2.0)])),
        ("nl", heap.nil_list(Type::ANY_LIST)),
        ("nm", heap.nil_map(Type::ANY_MAP).into()),
        ("el", heap.list(vec![])),
        ("m", map(heap, Type::ANY_MAP, &[("b", float(2.0)), ("a", float(1.0)), ("c", deep)])),
        ("em", map(heap, Type::ANY_MAP, &[])),
        ("ss", heap.strings(["x", "y"])),
        ("ms", map(heap, Type::STRING_MAP, &[("k", string("v")), ("j", string("w"))])),
        ("nest", heap.list(vec![items, empty])),
        ("v", map(heap, Type::Named(&VALUES), &[("x", float(1.0)), ("y", zed)])),
        ("lm", heap.list_of(Type::List(&ANY_MAP), vec![one, two])),
    ];
    map(heap, Type::ANY_MAP, &entries)
}

fn dict(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let dict = call.heap_mut().map();
    for pair in args.chunks_exact(2) {
        let key = fmt::sprint(call.heap(), &pair[..1]);
        call.heap_mut().set(dict, key, pair[1].clone());
    }
    Ok(dict.into())
}

/// Sets a key of a map, for everybody.
fn set(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let map = args[0].as_map().ok_or("not a map")?;
    call.heap_mut().set(map, text(args, 1), args[2].clone());
    Ok(args[0].clone())
}

fn include(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok(call.execute(&text(args, 0), args[1].clone())?.into())
}

fn tpl(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let compiled = Compiled::new(&Source::file("gotpl", text(args, 0)), &functions())?;
    let mut set = TemplateSet::derived(call.set());
    set.add(&compiled);
    Ok(call.execute_in(&Arc::new(set), compiled.main(), args[1].clone())?.into())
}

/// A few functions.
const FUNCTIONS: &[Function] = &[
    Function::new("upper", &[Type::String], |_, args| Ok(text(args, 0).to_uppercase().into())),
    Function::new("add", &[Type::INT; 2], |_, args| {
        Ok(Value::int(args.iter().filter_map(Value::as_int).sum()))
    }),
    Function::variadic("list", &[], Type::Any, |call, args| Ok(call.heap_mut().list(args.to_vec()))),
    Function::variadic("dict", &[], Type::Any, dict),
    Function::new("fail", &[Type::String], |_, args| Err(text(args, 0).into())),
    Function::variadic("cat", &[Type::String], Type::INT, |call, args| {
        let list = call.heap_mut().list(args[1..].to_vec());
        Ok((text(args, 0) + &String::from_utf8_lossy(&fmt::sprint(call.heap(), &[list]))).into())
    }),
    Function::new("half", &[Type::FLOAT64], |_, args| Ok(Value::float(args[0].as_float().unwrap() / 2.0))),
    Function::new("id", &[Type::Any], |_, args| Ok(args[0].clone())),
    Function::new("mlen", &[Type::ANY_MAP], |call, args| {
        Ok(Value::int(i64::try_from(call.heap().length(&args[0]).unwrap_or(0)).unwrap()))
    }),
    Function::new("slen", &[Type::STRING_LIST], |call, args| {
        Ok(Value::int(i64::try_from(call.heap().length(&args[0]).unwrap_or(0)).unwrap()))
    }),
    Function::new("flag", &[Type::Bool], |_, args| Ok((!args[0].as_bool().unwrap()).into())),
    Function::new("u8f", &[Type::Uint(UintKind::Uint8)], |_, args| Ok(args[0].clone())),
    Function::new("i64f", &[Type::INT64], |_, args| Ok(args[0].clone())),
    Function::new("set", &[Type::ANY_MAP, Type::String, Type::Any], set),
    Function::new("include", &[Type::String, Type::Any], include),
    Function::new("tpl", &[Type::String, Type::Any], tpl),
];

pub(crate) fn functions() -> Functions {
    let mut functions = Functions::builtins();
    functions.add(FUNCTIONS);
    functions
}

/// What comes of a template.
pub(crate) enum Outcome {
    Text(Vec<u8>),
    Parse(gotemplate::ParseError),
    Exec(ExecError),
}

impl Outcome {
    /// The output, or Go's text of the error.
    pub(crate) fn result(&self) -> Result<String, String> {
        match self {
            Self::Text(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
            Self::Parse(error) => Err(error.to_string()),
            Self::Exec(error) => Err(error.to_string()),
        }
    }
}

/// Executes a template on the data.
pub(crate) fn execute(template: &str, limits: Limits) -> Outcome {
    let functions = functions().share();
    let compiled = match Compiled::new(&Source::file("gotpl", template), &functions) {
        Ok(compiled) => compiled,
        Err(error) => return Outcome::Parse(error),
    };
    let mut set = TemplateSet::new("gotpl");
    set.add(&compiled);
    let mut machine = Machine::new(functions, limits, ());
    let data = data(machine.heap_mut());
    match machine.execute_in(&Arc::new(set), compiled.main(), data) {
        Ok(text) => Outcome::Text(text.as_bytes().to_vec()),
        Err(error) => Outcome::Exec(error),
    }
}
