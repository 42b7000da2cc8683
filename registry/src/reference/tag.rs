//! Tags.

use std::fmt;
use std::sync::Arc;

use crate::Error;

/// A tag, `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(Arc<str>);

impl Tag {
    /// Checks a tag.
    ///
    /// # Errors
    /// [`Error::TagInvalid`] when it does not fit the grammar.
    pub fn parse(tag: &str) -> Result<Self, Error> {
        let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let bytes = tag.as_bytes();
        let fits = bytes.len() <= 128
            && bytes.first().is_some_and(is_word)
            && bytes.iter().all(|b| is_word(b) || matches!(b, b'.' | b'-'));
        if fits { Ok(Self(tag.into())) } else { Err(Error::TagInvalid { tag: tag.to_owned() }) }
    }

    /// The tag of a chart's version: a tag cannot hold `+`, so Helm writes `_` (pkg/registry/client.go).
    ///
    /// # Errors
    /// [`Error::TagInvalid`] when the version does not fit in a tag.
    pub fn of_version(version: &str) -> Result<Self, Error> {
        Self::parse(&version.replace('+', "_"))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The version of a chart that the tag stands for; a version never holds `_` itself.
    pub fn to_version(&self) -> String {
        self.0.replace('_', "+")
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_of_the_specification() {
        for good in ["latest", "1.2.3", "_x", "A-b_c.d", &"a".repeat(128)] {
            assert!(Tag::parse(good).is_ok(), "{good}");
        }
        for bad in ["", ".a", "-a", "a/b", "a+b", "a:b", "..", "é", &"a".repeat(129)] {
            assert!(Tag::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn build_metadata_of_a_version_survives() {
        let tag = Tag::of_version("1.0.0+build.7").unwrap();
        assert_eq!(tag.as_str(), "1.0.0_build.7");
        assert_eq!(tag.to_version(), "1.0.0+build.7");
    }
}
