//! Rust values that play Go values with a type of their own.

use std::any::Any;
use std::fmt;

use super::{Str, Type, Value};

/// A Rust value that plays a Go struct, a pointer to one, or a named number, such as `*semver.Version`,
/// `time.Time` or `time.Duration`.
///
/// Its methods stand in its type, see [`super::Named`]; there the receiver is the first argument.
pub trait Object: Any + fmt::Debug + Send + Sync {
    /// Its Go type, always a [`Type::Named`].
    fn go_type(&self) -> Type;

    /// The exported fields of a struct, or of the struct that it points to, in the order of their declaration.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// One exported field.
    fn field(&self, name: &str) -> Option<Value> {
        self.fields().into_iter().find_map(|(field, value)| (field == name).then_some(value))
    }

    /// What its `Error` or `String` method returns, if its Go type has one; `fmt` prints it so.
    fn text(&self) -> Option<Str> {
        None
    }

    /// What its `String` method returns, if only a pointer to it has one: a template prints a field of a struct so,
    /// but `fmt`, which gets a copy, does not.
    fn text_by_address(&self) -> Option<Str> {
        None
    }

    /// The number, string or truth value beneath a named one: `int64` for a `time.Duration`.
    fn plain(&self) -> Option<Value> {
        None
    }

    /// Another number of the same named type, as `range` over one of them goes over.
    fn sibling(&self, _number: i64) -> Option<Value> {
        None
    }

    /// What `eq` says of two objects of the same Go type; `None` if the type is not comparable. Two pointers
    /// are equal if they point to the same struct, which is the answer unless this is overridden.
    fn equals(&self, other: &dyn Object) -> Option<bool> {
        let (this, other): (*const Self, *const dyn Object) = (self, other);
        Some(std::ptr::addr_eq(this, other))
    }
}
