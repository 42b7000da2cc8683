//! Names of repositories.

use std::fmt;
use std::sync::Arc;

use crate::Error;

/// Longest name that is accepted; clients limit host and name together to 255 characters.
const LONGEST: usize = 255;

/// The name of a repository, such as `charts/jupyter`.
///
/// The grammar is the distribution specification's: path parts of lower-case letters and digits, joined
/// inside a part by `.`, `_`, `__` or dashes, and parts joined by `/`. So it never holds `..`, an empty
/// part, or a character that means something to a file system.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Repository(Arc<str>);

impl Repository {
    /// Checks a name.
    ///
    /// # Errors
    /// [`Error::NameInvalid`] when it does not fit the grammar or is longer than 255 bytes.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let invalid = |reason: &'static str| Error::NameInvalid { name: name.to_owned(), reason };
        if name.len() > LONGEST {
            return Err(invalid("it is longer than 255 characters"));
        }
        if name.split('/').all(is_part) {
            Ok(Self(name.into()))
        } else {
            Err(invalid(
                "each part between slashes must be lower-case letters and digits, joined by `.`, `_`, `__` or `-`",
            ))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What precedes the last part, empty for a name of one part.
    pub fn namespace(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(namespace, _)| namespace)
    }

    /// The last part.
    pub fn basename(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, basename)| basename)
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_part(part: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = part.as_bytes();
    if !bytes.first().copied().is_some_and(is_word) || !bytes.last().copied().is_some_and(is_word) {
        return false;
    }
    bytes
        .split(|&b| is_word(b))
        .all(|joint| matches!(joint, b"" | b"." | b"_" | b"__") || joint.iter().all(|&b| b == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_of_the_specification() {
        for good in ["a", "charts/jupyter", "a.b_c__d-e---f/0", "library/x1"] {
            assert!(Repository::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "", "/", "a/", "/a", "a//b", "A", "a/..", "..", "a..b", "a___b", "-a", "a-", "a._b", "é", "a b",
            "a%2fb",
        ] {
            assert!(Repository::parse(bad).is_err(), "{bad}");
        }
        assert!(Repository::parse(&"a".repeat(255)).is_ok());
        assert!(Repository::parse(&"a".repeat(256)).is_err());
    }

    #[test]
    fn namespace_and_basename() {
        let nested = Repository::parse("a/b/c").unwrap();
        assert_eq!((nested.namespace(), nested.basename()), ("a/b", "c"));
        let flat = Repository::parse("c").unwrap();
        assert_eq!((flat.namespace(), flat.basename()), ("", "c"));
    }
}
