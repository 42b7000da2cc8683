//! A value of a running template.

use std::any::Any;
use std::sync::Arc;

use super::{Bytes, Kind, Object, Str, Type};
use crate::value::types::{FloatKind, IntKind, UintKind};

/// A value of a running template, cheap to clone. Lists and maps live in the [`super::Heap`] and are shared by
/// reference, as in Go: who changes a map changes it for everybody that holds it.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// An `interface {}` that holds nothing.
    #[default]
    Nil,
    /// A truth value.
    Bool(bool),
    /// A signed integer of some width.
    Int(IntKind, i64),
    /// An unsigned integer of some width.
    Uint(UintKind, u64),
    /// A floating-point number; a `float32` is kept as the nearest `float32`.
    Float(FloatKind, f64),
    /// A complex number, which only literals such as `2i` make.
    Complex(f64, f64),
    /// A string.
    Str(Str),
    /// A `[]byte`, which is not a string: Go prints it as numbers.
    Bytes(Bytes),
    /// A slice of any other type.
    List(ListId),
    /// A map with strings as keys.
    Map(MapId),
    /// A value of a Rust type that plays a Go type with a name: a struct, a pointer to one, a named number.
    Object(Arc<dyn Object>),
}

/// The index of a list in its heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListId(pub(super) u32);

/// The index of a map in its heap, and perhaps a type that it is seen as; two values are the same map if their
/// indices are equal.
#[derive(Clone, Copy, Debug)]
pub struct MapId {
    pub(super) index: u32,
    /// One more than the index of the type that this value has instead of the map's own.
    pub(super) view: u32,
}

impl PartialEq for MapId {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl Eq for MapId {}

impl std::hash::Hash for MapId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}

impl Value {
    /// An `int`.
    pub const fn int(value: i64) -> Self {
        Self::Int(IntKind::Int, value)
    }

    /// An `int64`.
    pub const fn int64(value: i64) -> Self {
        Self::Int(IntKind::Int64, value)
    }

    /// A `float64`.
    pub const fn float(value: f64) -> Self {
        Self::Float(FloatKind::Float64, value)
    }

    /// A string that is part of the program.
    pub const fn literal(text: &'static str) -> Self {
        Self::Str(Str::literal(text))
    }

    /// An object.
    pub fn object(object: impl Object) -> Self {
        Self::Object(Arc::new(object))
    }

    /// Whether it is nil.
    pub const fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// The truth value, if it is a `bool`.
    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The number, if it is a signed integer of any width.
    pub const fn as_int(&self) -> Option<i64> {
        if let Self::Int(_, value) = self { Some(*value) } else { None }
    }

    /// The number, if it is an unsigned integer of any width.
    pub const fn as_uint(&self) -> Option<u64> {
        if let Self::Uint(_, value) = self { Some(*value) } else { None }
    }

    /// The number, if it is a floating-point one.
    pub const fn as_float(&self) -> Option<f64> {
        if let Self::Float(_, value) = self { Some(*value) } else { None }
    }

    /// The string, if it is one.
    pub const fn as_str(&self) -> Option<&Str> {
        if let Self::Str(text) = self { Some(text) } else { None }
    }

    /// The index, if it is a list (but not a `[]byte`).
    pub const fn as_list(&self) -> Option<ListId> {
        if let Self::List(id) = self { Some(*id) } else { None }
    }

    /// The index, if it is a map.
    pub const fn as_map(&self) -> Option<MapId> {
        if let Self::Map(id) = self { Some(*id) } else { None }
    }

    /// The Rust value, if it is an object of that type.
    pub fn downcast<T: Object>(&self) -> Option<&T> {
        let Self::Object(object) = self else { return None };
        (&**object as &dyn Any).downcast_ref()
    }

    /// What it is made of; a nil is an interface.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Nil => Kind::Interface,
            Self::Bool(_) => Kind::Bool,
            Self::Int(kind, _) => Kind::Int(*kind),
            Self::Uint(kind, _) => Kind::Uint(*kind),
            Self::Float(kind, _) => Kind::Float(*kind),
            Self::Complex(..) => Kind::Complex,
            Self::Str(_) => Kind::String,
            Self::Bytes(_) | Self::List(_) => Kind::Slice,
            Self::Map(_) => Kind::Map,
            Self::Object(object) => object.go_type().kind(),
        }
    }

    /// The type, where it does not depend on the heap.
    pub(super) fn heapless_type(&self) -> Option<Type> {
        Some(match self {
            Self::Nil => Type::Any,
            Self::Bool(_) => Type::Bool,
            Self::Int(kind, _) => Type::Int(*kind),
            Self::Uint(kind, _) => Type::Uint(*kind),
            Self::Float(kind, _) => Type::Float(*kind),
            Self::Complex(..) => Type::Complex,
            Self::Str(_) => Type::String,
            Self::Bytes(_) => Type::BYTES,
            Self::Object(object) => object.go_type(),
            Self::List(_) | Self::Map(_) => return None,
        })
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Str> for Value {
    fn from(text: Str) -> Self {
        Self::Str(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text.into())
    }
}

impl From<ListId> for Value {
    fn from(id: ListId) -> Self {
        Self::List(id)
    }
}

impl From<MapId> for Value {
    fn from(id: MapId) -> Self {
        Self::Map(id)
    }
}

impl From<Arc<dyn Object>> for Value {
    fn from(object: Arc<dyn Object>) -> Self {
        Self::Object(object)
    }
}
