//! What reaches beyond its arguments: other templates, the cluster, the end of the render.

use std::collections::HashMap;
use std::sync::Arc;

use diagnostic::{Source, SourceKind};
use gotemplate::{Call, CallError, Compiled, Function, Str, TemplateSet, Value};

use super::args::{ANY, MAP, Result, STRING, any, bytes, host, string, text};
use super::data::import_node;
use crate::Query;
use crate::go::no_value::without_no_value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::writing("include", &[STRING, ANY], include),
    Function::new("tpl", &[STRING, ANY], tpl),
    Function::new("required", &[STRING, ANY], required),
    Function::new("fail", &[STRING], |call, a| {
        let message = text(a, 0);
        let host = host(call)?;
        if host.lenient {
            host.passed.push(format!("with these values the chart refuses to render: {message}"));
            return string(Str::EMPTY);
        }
        Err(marked(&message))
    }),
    Function::new("lookup", &[STRING, STRING, STRING, STRING], lookup),
];

/// Those of Sprig; `fail` is another in a chart.
pub(super) const SPRIG: &[Function] = &[
    Function::new("fail", &[STRING], |_, a| Err(text(a, 0).into_owned().into())),
    // Only with --enable-dns does Helm ask the network; here nothing does.
    Function::new("getHostByName", &[STRING], |_, _| string(Str::EMPTY)),
];

/// As often may a template include itself, directly or not (recursionMaxNums in pkg/engine/engine.go).
const MOST_NESTED: usize = 1000;

fn include(call: &mut Call<'_>, args: &[Value]) -> Result<()> {
    let name = text(args, 0);
    let included = &mut host(call)?.included;
    match included.get_mut(&*name) {
        Some(nested) if *nested > MOST_NESTED => {
            return Err(format!(
                "rendering template has a nested reference name: {name}: unable to execute template"
            )
            .into());
        }
        Some(nested) => *nested += 1,
        None => {
            included.insert(name.as_ref().into(), 1);
        }
    }
    let result = call.write_executed(&name, any(args, 1).clone());
    if let Some(nested) = host(call)?.included.get_mut(&*name) {
        *nested -= 1;
    }
    Ok(result?)
}

/// Compiled texts of `tpl`, each with the set that it sees: charts hand the same few texts in again and again.
#[derive(Debug, Default)]
pub(in crate::go) struct TemplateCache(HashMap<(usize, Box<[u8]>), Entry>);

#[derive(Clone, Debug)]
struct Entry {
    /// Keeps the set alive whose address is the key.
    _base: Arc<TemplateSet>,
    set: Arc<TemplateSet>,
    compiled: Compiled,
}

/// How many texts are kept.
const KEPT: usize = 4096;

fn tpl(call: &mut Call<'_>, args: &[Value]) -> Result {
    let base = Arc::clone(call.set());
    let key = (Arc::as_ptr(&base) as usize, bytes(args, 0).into());
    let known = host(call)?.templates.0.get(&key).cloned();
    let entry = match known {
        Some(entry) => entry,
        None => {
            let entry = compile(call, base, &text(args, 0))?;
            let cache = &mut host(call)?.templates.0;
            if cache.len() >= KEPT {
                cache.clear();
            }
            cache.insert(key, entry.clone());
            entry
        }
    };
    let result = call.execute_in(&entry.set, entry.compiled.main(), any(args, 1).clone());
    let output = result.map_err(|error| {
        let what = gotemplate::fmt::quote(bytes(args, 0));
        CallError::from(error).wrap(format!("error during tpl function execution for {what}"))
    })?;
    Ok(Value::Str(without_no_value(output)))
}

fn compile(call: &mut Call<'_>, base: Arc<TemplateSet>, text: &str) -> Result<Entry> {
    let source = Source::new(SourceKind::Generated, &**base.name(), text);
    let functions = Arc::clone(&host(call)?.functions);
    let compiled = Compiled::new(&source, &functions).map_err(|error| {
        CallError::from(error).wrap(format!("cannot parse template {}", gotemplate::fmt::quote(text)))
    })?;
    let mut set = TemplateSet::derived(&base);
    set.add(&compiled);
    Ok(Entry { _base: base, set: Arc::new(set), compiled })
}

fn required(call: &mut Call<'_>, args: &[Value]) -> Result {
    let value = any(args, 1);
    let missing = value.is_nil() || value.as_str().is_some_and(Str::is_empty);
    if !missing {
        return Ok(value.clone());
    }
    let message = text(args, 0);
    let host = host(call)?;
    if host.lenient {
        host.passed.push(format!("a required value is missing: {message}"));
        return string(Str::EMPTY);
    }
    Err(marked(&message))
}

/// A message between the marks that Helm finds it by, in however many errors it is wrapped.
fn marked(message: &str) -> CallError {
    CallError::new(format!("HELM_ERR_START{message}HELM_ERR_END"))
}

fn lookup(call: &mut Call<'_>, args: &[Value]) -> Result {
    let cluster = Arc::clone(&host(call)?.cluster);
    let (api_version, kind, namespace, name) = (text(args, 0), text(args, 1), text(args, 2), text(args, 3));
    let query = Query { api_version: &api_version, kind: &kind, namespace: &namespace, name: &name };
    let found = cluster.lookup(query).map_err(CallError::new)?;
    match found {
        Some(node) => Ok(import_node(call.heap_mut(), &node)),
        None => Ok(call.heap_mut().map_of(MAP, Vec::new()).into()),
    }
}
