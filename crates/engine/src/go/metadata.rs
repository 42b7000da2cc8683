//! `.Chart`: Chart.yaml as a map with the names of Go's fields (structToMap in pkg/chart/common.go).

use chart::{Chart, Dependency, ImportValue, Maintainer};
use gotemplate::{Heap, Type, Value};

/// A chart's metadata as its templates see it.
pub(super) fn metadata(heap: &mut Heap, chart: &Chart, is_root: bool) -> Value {
    let from = &chart.metadata;
    let annotations =
        from.annotations.iter().map(|(key, value)| (key.as_str().into(), value.as_str().into()));
    let annotations = match annotations.len() {
        0 => heap.nil_map(Type::STRING_MAP),
        _ => heap.map_of(Type::STRING_MAP, annotations.collect()),
    };
    let maintainers = from.maintainers.iter().map(|it| maintainer(heap, it)).collect();
    let dependencies = from.dependencies.iter().map(|it| dependency(heap, it)).collect();
    let entries: [(&str, Value); 18] = [
        ("Name", from.name.as_str().into()),
        ("Home", from.home.as_str().into()),
        ("Sources", texts(heap, &from.sources)),
        ("Version", from.version.as_str().into()),
        ("Description", from.description.as_str().into()),
        ("Keywords", texts(heap, &from.keywords)),
        ("Maintainers", heap.list(maintainers)),
        ("Icon", from.icon.as_str().into()),
        ("APIVersion", from.api_version.as_str().into()),
        ("Condition", from.condition.as_str().into()),
        ("Tags", from.tags.as_str().into()),
        ("AppVersion", from.app_version.as_str().into()),
        ("Deprecated", from.deprecated.into()),
        ("Annotations", annotations.into()),
        ("KubeVersion", from.kube_version.as_str().into()),
        ("Dependencies", heap.list(dependencies)),
        ("Type", from.kind.as_str().into()),
        ("IsRoot", is_root.into()),
    ];
    table(heap, entries)
}

fn maintainer(heap: &mut Heap, from: &Maintainer) -> Value {
    let entries = [
        ("Name", from.name.as_str().into()),
        ("Email", from.email.as_str().into()),
        ("URL", from.url.as_str().into()),
    ];
    table(heap, entries)
}

fn dependency(heap: &mut Heap, from: &Dependency) -> Value {
    let import_values = from.import_values.iter().map(|import| match import {
        ImportValue::Export(name) => name.as_str().into(),
        ImportValue::Paths { child, parent } => {
            table(heap, [("child", child.as_str().into()), ("parent", parent.as_str().into())])
        }
    });
    let import_values = import_values.collect();
    let entries: [(&str, Value); 8] = [
        ("Name", from.name.as_str().into()),
        ("Version", from.version.as_str().into()),
        ("Repository", from.repository.as_str().into()),
        ("Condition", from.condition.as_str().into()),
        ("Tags", texts(heap, &from.tags)),
        ("Enabled", from.enabled.into()),
        ("ImportValues", heap.list(import_values)),
        ("Alias", from.alias.as_str().into()),
    ];
    table(heap, entries)
}

fn texts(heap: &mut Heap, items: &[String]) -> Value {
    heap.list(items.iter().map(|item| item.as_str().into()).collect())
}

fn table<const N: usize>(heap: &mut Heap, entries: [(&'static str, Value); N]) -> Value {
    let entries = entries.into_iter().map(|(key, value)| (gotemplate::Str::literal(key), value)).collect();
    heap.map_of(Type::ANY_MAP, entries).into()
}
