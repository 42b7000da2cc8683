//! The form that objects have in JSON, and so in YAML and TOML.

use std::borrow::Cow;

use functions::encoding::base64_encode;
use gotemplate::{Heap, HeapTree, MapId, Named, Object, Str, Type, Underlying, Value};
use yaml::{PrintError, Tree, View};

use super::{GoTime, SemanticVersion};

static NAMED: Named = Named { name: "struct", underlying: Underlying::Type(Type::ANY_LIST), methods: &[] };

/// The type of a list of names and values in turn, which stands for a struct: its fields keep their order in JSON.
const FIELDS: Type = Type::Named(&NAMED);

/// A complex number, which has no form in JSON.
pub(in crate::go) struct Complex;

impl Complex {
    /// Its type.
    pub(in crate::go) const TYPE: &'static str = "complex128";
}

impl From<Complex> for PrintError {
    fn from(_: Complex) -> Self {
        Self::UnsupportedType(Complex::TYPE)
    }
}

impl From<Complex> for functions::Error {
    fn from(_: Complex) -> Self {
        Self::Toml(format!("unsupported type: {}", Complex::TYPE))
    }
}

/// A value without objects and bytes, which is the value itself where there are none.
///
/// # Errors
/// Something in it is a complex number.
pub(in crate::go) fn plain(heap: &mut Heap, value: &Value) -> Result<Value, Complex> {
    if is_plain(heap, value, &mut Vec::new()) { Ok(value.clone()) } else { converted(heap, value, 0) }
}

/// Whether there is nothing to convert; maps that hold themselves are left to the printer.
fn is_plain(heap: &Heap, value: &Value, within: &mut Vec<MapId>) -> bool {
    match value {
        Value::Object(_) | Value::Bytes(_) | Value::Complex(..) => false,
        Value::List(id) => heap.items(*id).iter().all(|item| is_plain(heap, item, within)),
        Value::Map(id) => {
            if within.contains(id) {
                return true;
            }
            within.push(*id);
            let plain = heap.entries(*id).iter().all(|(_, item)| is_plain(heap, item, within));
            within.pop();
            plain
        }
        _ => true,
    }
}

/// As deep as printers go.
const MAX_DEPTH: usize = 1000;

fn converted(heap: &mut Heap, value: &Value, depth: usize) -> Result<Value, Complex> {
    if depth > MAX_DEPTH {
        return Ok(value.clone());
    }
    Ok(match value {
        Value::Complex(..) => return Err(Complex),
        Value::Bytes(data) => base64_encode(data).into(),
        Value::List(_) | Value::Map(_) if heap.is_nil(value) => value.clone(),
        Value::List(id) => {
            let items = heap.items(*id).to_vec();
            let items =
                items.iter().map(|item| converted(heap, item, depth + 1)).collect::<Result<_, _>>()?;
            heap.list(items)
        }
        Value::Map(id) => {
            let entries = heap.entries(*id).to_vec();
            let entries = entries
                .into_iter()
                .map(|(key, item)| Ok((key, converted(heap, &item, depth + 1)?)))
                .collect::<Result<_, _>>()?;
            heap.map_of(Type::ANY_MAP, entries).into()
        }
        Value::Object(object) => {
            if let Some(time) = value.downcast::<GoTime>() {
                return Ok(time.json().into());
            }
            if let Some(version) = value.downcast::<SemanticVersion>() {
                return Ok(version.version.to_string().into());
            }
            if let Some(plain) = object.plain() {
                return Ok(plain);
            }
            let mut fields = Vec::new();
            let exported = |name: &str| name.starts_with(|c: char| c.is_ascii_uppercase());
            for (name, field) in object.fields().into_iter().filter(|(name, _)| exported(name)) {
                fields.extend([
                    Value::literal(json_name(&**object, name)),
                    converted(heap, &field, depth + 1)?,
                ]);
            }
            heap.list_of(FIELDS, fields)
        }
        other => other.clone(),
    })
}

/// The name of a field in JSON: that of its tag in version.BuildInfo, and Go's everywhere else.
fn json_name(object: &dyn Object, field: &'static str) -> &'static str {
    if object.go_type().to_string() != "version.BuildInfo" {
        return field;
    }
    match field {
        "Version" => "version",
        "GitCommit" => "git_commit",
        "GitTreeState" => "git_tree_state",
        "GoVersion" => "go_version",
        "KubeClientVersion" => "kube_client_version",
        other => other,
    }
}

/// A value of [`plain`] as a tree whose tables are in the order of encoding/json: maps by key, structs by field.
#[derive(Clone, Copy)]
pub(in crate::go) struct JsonTree<'h>(pub(in crate::go) HeapTree<'h>);

/// The items of a [`JsonTree`].
pub(in crate::go) struct Items<'h>(&'h Heap, std::slice::Iter<'h, Value>);

/// The entries of a [`JsonTree`].
pub(in crate::go) enum Entries<'h> {
    Map(&'h Heap, std::slice::Iter<'h, (Str, Value)>),
    Fields(&'h Heap, std::slice::Iter<'h, Value>),
}

impl<'h> Tree<'h> for JsonTree<'h> {
    type Items = Items<'h>;
    type Entries = Entries<'h>;

    fn view(self) -> View<'h, Self> {
        let HeapTree { heap, value } = self.0;
        match value {
            Value::List(_) | Value::Map(_) if heap.is_nil(value) => View::Null,
            Value::List(id) if heap.type_of(value) == FIELDS => {
                View::Mapping(Entries::Fields(heap, heap.items(*id).iter()))
            }
            Value::List(id) => View::Sequence(Items(heap, heap.items(*id).iter())),
            Value::Map(id) => View::Mapping(Entries::Map(heap, heap.entries(*id).iter())),
            _ => match self.0.view() {
                View::Bool(value) => View::Bool(value),
                View::Int(value) => View::Int(value),
                View::Uint(value) => View::Uint(value),
                View::Float(value) => View::Float(value),
                View::String(text) => View::String(text),
                View::Null | View::Sequence(_) | View::Mapping(_) => View::Null,
            },
        }
    }
}

impl<'h> Iterator for Items<'h> {
    type Item = JsonTree<'h>;

    fn next(&mut self) -> Option<Self::Item> {
        self.1.next().map(|value| JsonTree(self.0.tree(value)))
    }
}

impl<'h> Iterator for Entries<'h> {
    type Item = (Cow<'h, str>, JsonTree<'h>);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, heap, value) = match self {
            Self::Map(heap, entries) => entries.next().map(|(key, value)| (key, *heap, value))?,
            Self::Fields(heap, fields) => (fields.next()?.as_str()?, *heap, fields.next()?),
        };
        Some((key.to_text(), JsonTree(heap.tree(value))))
    }
}
