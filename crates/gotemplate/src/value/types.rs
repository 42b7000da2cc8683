//! Go's types, as far as templates can observe them.

use std::fmt;

use crate::function::Function;

/// A Go type, named as `printf "%T"`, `typeOf` and error texts name it.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `interface {}`.
    Any,
    /// `bool`.
    Bool,
    /// `int` and its sized kin.
    Int(IntKind),
    /// `uint` and its sized kin.
    Uint(UintKind),
    /// `float32`, `float64`.
    Float(FloatKind),
    /// `complex128`.
    Complex,
    /// `string`.
    String,
    /// A slice of the element type.
    List(&'static Type),
    /// A map from strings to the element type.
    Map(&'static Type),
    /// A type with a name of its own, and possibly methods.
    Named(&'static Named),
    /// `reflect.Value`: the parameter type of Go's builtins, which take even `nil` as it is.
    Reflect,
}

/// A type with a name and methods, such as `common.Values` or `*semver.Version`.
#[derive(Debug)]
pub struct Named {
    /// The name with its package, `common.Values`; with a star for a pointer, `*semver.Version`.
    pub name: &'static str,
    /// What it is made of.
    pub underlying: Underlying,
    /// Its methods; the receiver is their first argument and not among their parameters.
    pub methods: &'static [Function],
}

/// What a [`Named`] type is made of.
#[derive(Clone, Copy, Debug)]
pub enum Underlying {
    /// A type without a name, such as `map[string]interface {}` for `common.Values`.
    Type(Type),
    /// A struct.
    Struct,
    /// A pointer to a struct.
    Pointer,
}

/// The signed integer types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IntKind {
    /// `int`, 64 bits.
    #[default]
    Int,
    /// `int8`.
    Int8,
    /// `int16`.
    Int16,
    /// `int32`, also called rune.
    Int32,
    /// `int64`.
    Int64,
}

/// The unsigned integer types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UintKind {
    /// `uint`, 64 bits.
    #[default]
    Uint,
    /// `uint8`, also called byte.
    Uint8,
    /// `uint16`.
    Uint16,
    /// `uint32`.
    Uint32,
    /// `uint64`.
    Uint64,
    /// `uintptr`.
    Uintptr,
}

/// The floating-point types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FloatKind {
    /// `float32`.
    Float32,
    /// `float64`.
    #[default]
    Float64,
}

/// What a type is made of, in the words of Go's `reflect.Kind` and Sprig's `kindOf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are Go's")]
pub enum Kind {
    Interface,
    Bool,
    Int(IntKind),
    Uint(UintKind),
    Float(FloatKind),
    Complex,
    String,
    Slice,
    Map,
    Struct,
    Pointer,
}

impl Type {
    /// `int`.
    pub const INT: Self = Self::Int(IntKind::Int);
    /// `int32`.
    pub const INT32: Self = Self::Int(IntKind::Int32);
    /// `int64`.
    pub const INT64: Self = Self::Int(IntKind::Int64);
    /// `uint`.
    pub const UINT: Self = Self::Uint(UintKind::Uint);
    /// `float64`.
    pub const FLOAT64: Self = Self::Float(FloatKind::Float64);
    /// `[]uint8`.
    pub const BYTES: Self = Self::List(&Self::Uint(UintKind::Uint8));
    /// `[]interface {}`.
    pub const ANY_LIST: Self = Self::List(&Self::Any);
    /// `[]string`.
    pub const STRING_LIST: Self = Self::List(&Self::String);
    /// `map[string]interface {}`.
    pub const ANY_MAP: Self = Self::Map(&Self::Any);
    /// `map[string]string`.
    pub const STRING_MAP: Self = Self::Map(&Self::String);

    /// What it is made of.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Any => Kind::Interface,
            Self::Bool => Kind::Bool,
            Self::Int(kind) => Kind::Int(kind),
            Self::Uint(kind) => Kind::Uint(kind),
            Self::Float(kind) => Kind::Float(kind),
            Self::Complex => Kind::Complex,
            Self::String => Kind::String,
            Self::List(_) => Kind::Slice,
            Self::Map(_) => Kind::Map,
            Self::Reflect => Kind::Struct,
            Self::Named(named) => match named.underlying {
                Underlying::Type(plain) => plain.kind(),
                Underlying::Struct => Kind::Struct,
                Underlying::Pointer => Kind::Pointer,
            },
        }
    }

    /// The type of the elements of a list or map.
    pub const fn element(self) -> Option<Self> {
        match self {
            Self::List(element) | Self::Map(element) => Some(*element),
            Self::Named(Named { underlying: Underlying::Type(plain), .. }) => plain.element(),
            _ => None,
        }
    }

    /// The methods of a named type.
    pub const fn methods(self) -> &'static [Function] {
        if let Self::Named(named) = self { named.methods } else { &[] }
    }

    /// Whether a value of this type may be assigned to a variable or parameter of the type `to`: the same
    /// type, an interface, or the same underlying type where one of both has no name (Go specification,
    /// "Assignability").
    pub fn assignable_to(self, to: Self) -> bool {
        match (self, to) {
            (_, Self::Any) => true,
            (Self::Named(a), Self::Named(b)) => a.name == b.name,
            // Only composite types can be nameless: `int64` has a name, so a Duration is not assignable to it.
            (Self::Named(Named { underlying: Underlying::Type(plain), .. }), to)
            | (to, Self::Named(Named { underlying: Underlying::Type(plain), .. })) => {
                matches!(plain, Self::List(_) | Self::Map(_)) && *plain == to
            }
            (from, to) => from == to,
        }
    }

    /// Whether `nil` may be assigned to it.
    pub const fn can_be_nil(self) -> bool {
        matches!(self, Self::Reflect)
            || matches!(self.kind(), Kind::Interface | Kind::Slice | Kind::Map | Kind::Pointer)
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, Self::Any)
            | (Self::Bool, Self::Bool)
            | (Self::Complex, Self::Complex)
            | (Self::String, Self::String)
            | (Self::Reflect, Self::Reflect) => true,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Uint(a), Self::Uint(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::List(a), Self::List(b)) | (Self::Map(a), Self::Map(b)) => a == b,
            (Self::Named(a), Self::Named(b)) => a.name == b.name,
            _ => false,
        }
    }
}

impl Eq for Type {}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("interface {}"),
            Self::List(element) => write!(f, "[]{element}"),
            Self::Map(element) => write!(f, "map[string]{element}"),
            Self::Named(named) => f.write_str(named.name),
            Self::Reflect => f.write_str("reflect.Value"),
            plain => plain.kind().fmt(f),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interface => "interface",
            Self::Bool => "bool",
            Self::Int(IntKind::Int) => "int",
            Self::Int(IntKind::Int8) => "int8",
            Self::Int(IntKind::Int16) => "int16",
            Self::Int(IntKind::Int32) => "int32",
            Self::Int(IntKind::Int64) => "int64",
            Self::Uint(UintKind::Uint) => "uint",
            Self::Uint(UintKind::Uint8) => "uint8",
            Self::Uint(UintKind::Uint16) => "uint16",
            Self::Uint(UintKind::Uint32) => "uint32",
            Self::Uint(UintKind::Uint64) => "uint64",
            Self::Uint(UintKind::Uintptr) => "uintptr",
            Self::Float(FloatKind::Float32) => "float32",
            Self::Float(FloatKind::Float64) => "float64",
            Self::Complex => "complex128",
            Self::String => "string",
            Self::Slice => "slice",
            Self::Map => "map",
            Self::Struct => "struct",
            Self::Pointer => "ptr",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static VALUES: Named =
        Named { name: "common.Values", underlying: Underlying::Type(Type::ANY_MAP), methods: &[] };
    static DURATION: Named =
        Named { name: "time.Duration", underlying: Underlying::Type(Type::INT64), methods: &[] };

    #[test]
    fn a_named_map_is_assignable_to_its_nameless_type_but_a_named_number_is_not() {
        assert!(Type::Named(&VALUES).assignable_to(Type::ANY_MAP));
        assert!(Type::ANY_MAP.assignable_to(Type::Named(&VALUES)));
        assert!(!Type::Named(&VALUES).assignable_to(Type::STRING_MAP));
        assert!(!Type::Named(&DURATION).assignable_to(Type::INT64));
        assert!(Type::Named(&DURATION).assignable_to(Type::Any));
        assert!(!Type::ANY_LIST.assignable_to(Type::STRING_LIST));
    }

    #[test]
    fn types_are_named_as_go_names_them() {
        assert_eq!(Type::List(&Type::ANY_MAP).to_string(), "[]map[string]interface {}");
        assert_eq!(Type::Named(&VALUES).kind().to_string(), "map");
    }
}
