//! Go's string: bytes that are usually, but not always, UTF-8.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// An immutable, shared string with Go's semantics: any bytes at all, since functions such as `trunc` may cut
/// inside a character. Cloning is cheap. What is known to be UTF-8 stays known.
#[derive(Clone)]
pub struct Str(Repr);

/// A string in no more room than its longest variant needs anyway.
#[derive(Clone)]
enum Repr {
    Static(&'static str),
    /// Text that is so short that it lies here: its length and its bytes. Most names, keys and values do.
    Short(u8, [u8; SHORT]),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
}

/// How long a text may be that needs no memory of its own.
const SHORT: usize = 22;

impl Str {
    /// The empty string.
    pub const EMPTY: Self = Self::literal("");

    /// A string that is part of the program, which costs no allocation.
    pub const fn literal(text: &'static str) -> Self {
        Self(Repr::Static(text))
    }

    /// The bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Static(text) => text.as_bytes(),
            Repr::Short(len, bytes) => &bytes[..usize::from(*len)],
            Repr::Text(text) => text.as_bytes(),
            Repr::Bytes(bytes) => bytes,
        }
    }

    /// The text, unless it was cut inside a character or never was text.
    #[inline]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Repr::Static(text) => Some(text),
            Repr::Short(len, bytes) => std::str::from_utf8(&bytes[..usize::from(*len)]).ok(),
            Repr::Text(text) => Some(text),
            Repr::Bytes(_) => None,
        }
    }

    /// The text, with each byte that is not UTF-8 as U+FFFD, one per byte as Go's `range` and `[]rune` have it.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self.as_str() {
            Some(text) => Cow::Borrowed(text),
            None => {
                let mut text = String::with_capacity(self.len());
                for chunk in self.as_bytes().utf8_chunks() {
                    text.push_str(chunk.valid());
                    text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
                }
                Cow::Owned(text)
            }
        }
    }

    /// The same, to be shared; a longer text is not copied.
    pub fn into_text(self) -> Arc<str> {
        match self.0 {
            Repr::Text(text) => text,
            _ => (*self.to_text()).into(),
        }
    }

    /// The length in bytes, as Go's `len` counts.
    #[inline]
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// Whether there is no byte.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from `start` to before `end`, both cut to the length; empty when they are in the wrong order.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Self {
        let end = end.min(self.len());
        let start = start.min(end);
        if (start, end) == (0, self.len()) {
            return self.clone();
        }
        match self.as_str() {
            Some(text) => match text.get(start..end) {
                Some(part) => part.into(),
                None => Self::from(&self.as_bytes()[start..end]),
            },
            None => Self::from(&self.as_bytes()[start..end]),
        }
    }
}

impl Default for Str {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        let mut short = [0; SHORT];
        match short.get_mut(..text.len()) {
            Some(bytes) => {
                bytes.copy_from_slice(text.as_bytes());
                Self(Repr::Short(text.len() as u8, short))
            }
            None => Self(Repr::Text(text.into())),
        }
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        (*text).into()
    }
}

impl From<Cow<'_, str>> for Str {
    fn from(text: Cow<'_, str>) -> Self {
        (*text).into()
    }
}

impl From<Arc<str>> for Str {
    fn from(text: Arc<str>) -> Self {
        Self(Repr::Text(text))
    }
}

impl From<char> for Str {
    fn from(c: char) -> Self {
        Self::from(&*c.encode_utf8(&mut [0; 4]))
    }
}

impl From<&[u8]> for Str {
    fn from(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => Self(Repr::Bytes(bytes.into())),
        }
    }
}

impl From<Vec<u8>> for Str {
    fn from(bytes: Vec<u8>) -> Self {
        (*bytes).into()
    }
}

impl Borrow<[u8]> for Str {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl AsRef<[u8]> for Str {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for Str {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Str {}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Str {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // As a slice hashes, because `Borrow<[u8]>` promises the same.
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_text(), f)
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

#[cfg(test)]
mod tests {
    use super::Str;

    #[test]
    fn a_string_cut_inside_a_character_keeps_its_bytes() {
        let cut = Str::from("é!").slice(0, 1);
        assert_eq!(cut.as_bytes(), [0xc3]);
        assert_eq!(cut.as_str(), None);
        assert_eq!(cut.to_text(), "\u{fffd}");
        assert_eq!(Str::from("é!").slice(2, 9), "!");
        assert_eq!(Str::from("abc").slice(2, 1), "");
    }

    #[test]
    fn a_string_takes_no_more_room_than_before_it_held_short_ones() {
        assert_eq!(size_of::<Str>(), 24);
        let texts = ["", "é", "1234567890123456789012", "12345678901234567890123"];
        for text in texts {
            assert_eq!((Str::from(text).as_str(), Str::from(text).len()), (Some(text), text.len()));
        }
    }

    #[test]
    fn bytes_that_are_text_are_known_as_text() {
        assert_eq!(Str::from("é".as_bytes()).as_str(), Some("é"));
    }
}
