//! The cases of `tests/conformance/gotemplate/language.json`, which real Helm answered.

use std::path::Path;
use std::sync::Arc;

use diagnostic::Source;
use gotemplate::{
    CallError, Compiled, Function, Functions, Heap, Limits, Machine, TemplateSet, Type, Value, go_float,
};

/// What stands around an error of a `tpl` in Helm's stderr.
const BEFORE: &str = "Error: template: ch/templates/t.yaml:1:6: executing \"ch/templates/t.yaml\" at <tpl (.Files.Get \"case.txt\") .>: error calling tpl: ";
const AFTER: &str = "\n\nUse --debug flag to render out invalid YAML";

/// A list's part, which is what Sprig's `slice` does.
fn slice(call: &mut gotemplate::Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    let list = args[0].as_list().ok_or("list should be type of slice or array")?;
    let bound = |at: usize| args.get(at).and_then(Value::as_int).and_then(|n| usize::try_from(n).ok());
    let items = call.heap().items(list);
    let (start, end) = (bound(1).unwrap_or(0), bound(2).unwrap_or(items.len()));
    let items = items[start..end].to_vec();
    Ok(call.heap_mut().list(items))
}

fn functions() -> Arc<Functions> {
    let mut functions = Functions::builtins();
    static SLICE: [Function; 1] = [Function::variadic("slice", &[Type::Any], Type::Any, slice)];
    functions.add(&SLICE);
    functions.share()
}

fn import(heap: &mut Heap, json: &serde_json::Value) -> Value {
    let node = node(json);
    heap.import(&node, &|_, number| go_float(number))
}

fn node(json: &serde_json::Value) -> yaml::Node {
    use serde_json::Value as Json;
    yaml::Node::new(match json {
        Json::Null => yaml::Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => number.as_f64().unwrap().into(),
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => items.iter().map(node).collect::<Vec<_>>().into(),
        Json::Object(entries) => {
            entries.iter().map(|(key, value)| (key.as_str(), node(value))).collect::<yaml::Mapping>().into()
        }
    })
}

/// The output, or the error as Helm's `tpl` words it.
fn evaluate(template: &str, values: &serde_json::Value) -> Result<String, String> {
    let functions = functions();
    let compiled = Compiled::new(&Source::file("gotpl", template), &functions)
        .map_err(|error| format!("cannot parse template {template:?}: {error}"))?;
    let mut set = TemplateSet::new("gotpl");
    set.add(&compiled);
    let mut machine = Machine::new(functions, Limits::default(), ());
    let values = import(machine.heap_mut(), values);
    let data = machine.heap_mut().map();
    machine.heap_mut().set(data, "Values", values);
    let output = machine
        .execute_in(&Arc::new(set), compiled.main(), data.into())
        .map_err(|error| format!("error during tpl function execution for {template:?}: {error}"))?;
    Ok(output.to_string().replace("<no value>", ""))
}

#[test]
fn every_case_is_as_helm_has_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/gotemplate/language.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let table: serde_json::Value = serde_json::from_str(&text).unwrap();
    let cases = table["cases"].as_array().unwrap();
    assert!(cases.len() > 70, "the table is cut off");
    let mut wrong = Vec::new();
    for case in cases {
        let got = evaluate(case["template"].as_str().unwrap(), &table["values"]);
        let expected = match case["output"].as_str() {
            Some(output) => Ok(output.to_owned()),
            None => {
                let error = case["error"].as_str().unwrap();
                Err(error.strip_prefix(BEFORE).unwrap().strip_suffix(AFTER).unwrap().to_owned())
            }
        };
        if got != expected {
            wrong.push(format!("{}\n     got {got:?}\nexpected {expected:?}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// Go would know of no variable there; COMPATIBILITY.md says so.
#[test]
fn a_declaration_that_is_skipped_leaves_its_variable_without_a_value() {
    let nothing = serde_json::json!({});
    assert_eq!(evaluate("{{ and false ($x := 2) }}{{ $x }}.", &nothing), Ok("false.".to_owned()));
    assert_eq!(evaluate("{{ and true ($x := 2) }}{{ $x }}.", &nothing), Ok("22.".to_owned()));
}
