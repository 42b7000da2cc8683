//! Texts that are cut without being copied.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A text, or a part of one; cloning and cutting are cheap, and keep the whole.
#[derive(Clone)]
pub struct Text {
    whole: Arc<str>,
    start: usize,
    end: usize,
}

impl Text {
    /// These bytes of it; it must be cut between characters.
    #[must_use]
    pub fn part(&self, bytes: Range<usize>) -> Self {
        let (start, end) = (self.start + bytes.start, self.start + bytes.end);
        debug_assert!(self.whole.get(start..end).is_some(), "cut inside a character or behind the end");
        Self { whole: Arc::clone(&self.whole), start, end }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.whole[self.start..self.end]
    }
}

impl From<Arc<str>> for Text {
    fn from(whole: Arc<str>) -> Self {
        let end = whole.len();
        Self { whole, start: 0, end }
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(text: Cow<'_, str>) -> Self {
        Arc::<str>::from(text).into()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Arc::<str>::from(text).into()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Arc::<str>::from(text).into()
    }
}

impl Default for Text {
    fn default() -> Self {
        "".into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}
