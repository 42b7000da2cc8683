//! What a template sees.

use tera::{Context, Map, Value};

use super::value::{from_node, table};
use crate::RenderInput;
use crate::scope::Scope;

/// The context of a chart: `values`, `release`, `chart`, `capabilities` and, where a template names it, `files`.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn context(
    input: &RenderInput<'_>,
    scope: &Scope<'_>,
    with_files: bool,
) -> Result<Context, chart::Error> {
    let mut context = Context::new();
    context.insert_value("values", scope.values.map_or_else(|| Map::new().into(), from_node));
    context.insert_value("release", release(input));
    context.insert_value("chart", chart(scope));
    context.insert_value("capabilities", capabilities(input));
    if with_files {
        context.insert_value("files", files(scope)?);
    }
    Ok(context)
}

fn release(input: &RenderInput<'_>) -> Value {
    let release = &input.release;
    table([
        ("name", (&*release.name).into()),
        ("namespace", (&*release.namespace).into()),
        ("revision", release.revision.into()),
        ("is_install", (!release.is_upgrade).into()),
        ("is_upgrade", release.is_upgrade.into()),
        ("service", (&*release.service).into()),
    ])
}

fn chart(scope: &Scope<'_>) -> Value {
    let metadata = &scope.chart.metadata;
    let mut annotations = Map::new();
    for (key, value) in &metadata.annotations {
        annotations.insert(key.clone().into(), (&**value).into());
    }
    table([
        ("name", (&*metadata.name).into()),
        ("version", (&*metadata.version).into()),
        ("app_version", (&*metadata.app_version).into()),
        ("description", (&*metadata.description).into()),
        ("home", (&*metadata.home).into()),
        ("icon", (&*metadata.icon).into()),
        ("annotations", annotations.into()),
        ("is_root", scope.parent.is_none().into()),
    ])
}

fn capabilities(input: &RenderInput<'_>) -> Value {
    let version = &input.capabilities.kube_version;
    table([
        (
            "kube_version",
            table([
                ("version", (&*version.version).into()),
                ("normalized", (&*version.normalized).into()),
                ("major", (&*version.major).into()),
                ("minor", (&*version.minor).into()),
            ]),
        ),
        ("api_versions", input.capabilities.api_versions.clone().into()),
    ])
}

/// The chart's other files by path, as text; those that are not UTF-8 as bytes.
fn files(scope: &Scope<'_>) -> Result<Value, chart::Error> {
    let mut files = Map::new();
    for file in &scope.chart.files {
        let bytes = file.bytes()?;
        let content = match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => Value::bytes(bytes.to_vec()),
        };
        files.insert(file.name.to_string().into(), content);
    }
    Ok(files.into())
}
