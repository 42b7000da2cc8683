//! What templates see besides functions: `.Values`, `.Chart`, `.Release` … of each chart (recAllTpls in pkg/engine).

use diagnostic::SourceKind;
use gotemplate::{Heap, MapId, Str, Type, Value, go_float};
use yaml::Node;

use super::metadata::metadata;
use super::objects::{VALUES, capabilities, files};
use crate::RenderInput;
use crate::scope::Scope;

/// Makes the scope of every chart, in the order of `scopes`.
pub(super) fn contexts(heap: &mut Heap, input: &RenderInput<'_>, scopes: &[Scope<'_>]) -> Vec<MapId> {
    let root_values = heap.import(input.values, &number);
    let release = release(heap, input);
    let capabilities = capabilities(heap, &input.capabilities);
    let mut contexts: Vec<(MapId, MapId)> = Vec::with_capacity(scopes.len());
    for scope in scopes {
        let subcharts = heap.map();
        let parent = scope.parent.and_then(|parent| contexts.get(parent)).copied();
        let values = match parent {
            None => root_values.as_map(),
            Some((parent, _)) => below(heap, parent, scope.chart.name()),
        };
        if let (Some(values), Some((above, _))) = (values, parent) {
            share_globals(heap, above, values);
        }
        let values = match values {
            Some(values) => heap.map_as(values, VALUES),
            None => heap.map_of(VALUES, Vec::new()),
        };
        let entries: [(&'static str, Value); 6] = [
            ("Chart", metadata(heap, scope.chart, parent.is_none())),
            ("Files", files(heap, &scope.chart.files)),
            ("Release", release.clone()),
            ("Capabilities", capabilities.clone()),
            ("Values", values.into()),
            ("Subcharts", subcharts.into()),
        ];
        let entries = entries.into_iter().map(|(key, value)| (Str::literal(key), value)).collect();
        let context = heap.map_of(VALUES, entries);
        if let Some((_, siblings)) = parent {
            let plain = heap.map_as(context, Type::ANY_MAP);
            heap.set(siblings, scope.chart.name(), plain);
        }
        contexts.push((context, subcharts));
    }
    contexts.into_iter().map(|(context, _)| context).collect()
}

/// Names the template that is about to be executed.
pub(super) fn name_template(heap: &mut Heap, context: MapId, name: &str, base_path: &str) {
    let entries = vec![(Str::literal("Name"), name.into()), (Str::literal("BasePath"), base_path.into())];
    let template = heap.map_of(VALUES, entries);
    heap.set(context, "Template", template);
}

/// The table of a subchart's values in its parent's context: the very same map, so that changes show in both.
fn below(heap: &Heap, parent: MapId, name: &str) -> Option<MapId> {
    let values = heap.get(parent, b"Values")?.as_map()?;
    heap.get(values, name.as_bytes())?.as_map()
}

/// Makes the tables within the tables of `global` the parent's own, which they are in Helm: it copies the globals into a
/// subchart two levels deep, so that what is set further below is seen by all charts.
fn share_globals(heap: &mut Heap, parent: MapId, values: MapId) {
    let table = |heap: &Heap, map: MapId, key: &[u8]| heap.get(map, key).and_then(Value::as_map);
    let above = table(heap, parent, b"Values").and_then(|values| table(heap, values, b"global"));
    let (Some(above), Some(below)) = (above, table(heap, values, b"global")) else { return };
    for (key, value) in heap.entries(above).to_vec() {
        let (Some(from), Some(to)) = (value.as_map(), table(heap, below, key.as_bytes())) else { continue };
        for (inner, value) in heap.entries(from).to_vec() {
            if value.as_map().is_some() && table(heap, to, inner.as_bytes()).is_some() {
                heap.set(to, inner, value);
            }
        }
    }
}

fn release(heap: &mut Heap, input: &RenderInput<'_>) -> Value {
    let from = &input.release;
    let entries: [(&'static str, Value); 6] = [
        ("Name", from.name.as_str().into()),
        ("Namespace", from.namespace.as_str().into()),
        ("IsUpgrade", from.is_upgrade.into()),
        ("IsInstall", (!from.is_upgrade).into()),
        ("Revision", Value::int(i64::try_from(from.revision).unwrap_or(i64::MAX))),
        ("Service", from.service.as_str().into()),
    ];
    let entries = entries.into_iter().map(|(key, value)| (Str::literal(key), value)).collect();
    heap.map_of(Type::ANY_MAP, entries).into()
}

/// Integers of `--set` are Go's int64; all other numbers came through JSON, which has floats only.
fn number(node: &Node, value: Value) -> Value {
    let flag = node.origin.source.as_ref().is_some_and(|source| source.kind == SourceKind::Flag);
    if flag { value } else { go_float(value) }
}
