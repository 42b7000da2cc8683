//! Go's `[]byte`.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// An immutable, shared `[]byte`; cloning is cheap. It may lie elsewhere until somebody looks at it: the contents of a
/// file are read when a template asks for them.
#[derive(Clone)]
pub struct Bytes(Repr);

#[derive(Clone)]
enum Repr {
    Held(Arc<[u8]>),
    Elsewhere(Arc<dyn Elsewhere>),
}

/// Where bytes lie that a template may never look at.
pub trait Elsewhere: Send + Sync {
    /// The bytes, the same each time; empty where they cannot be had, which the host has to notice.
    fn bytes(&self) -> &[u8];
}

impl Bytes {
    /// Bytes that are fetched when they are looked at.
    pub fn elsewhere(place: impl Elsewhere + 'static) -> Self {
        Self(Repr::Elsewhere(Arc::new(place)))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Repr::Held(bytes) => bytes,
            Repr::Elsewhere(place) => place.bytes(),
        }
    }
}

impl<T: Into<Arc<[u8]>>> From<T> for Bytes {
    fn from(bytes: T) -> Self {
        Self(Repr::Held(bytes.into()))
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Held(bytes) => bytes.fmt(f),
            Repr::Elsewhere(_) => f.write_str("Elsewhere"),
        }
    }
}
