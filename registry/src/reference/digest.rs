//! Digests of content.

use std::fmt;
use std::sync::Arc;

use sha2::Digest as _;

use crate::Error;

/// The algorithms that a digest may name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// SHA-256, which every client uses by default.
    #[default]
    Sha256,
    /// SHA-512, the other one that the image specification registers.
    Sha512,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::Sha256, Self::Sha512];

    /// The name before the colon; also the folder below `blobs/` in an image layout.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    /// Number of hexadecimal digits.
    fn digits(self) -> usize {
        match self {
            Self::Sha256 => 64,
            Self::Sha512 => 128,
        }
    }

    /// The algorithm of this name.
    ///
    /// # Errors
    /// [`Error::DigestInvalid`] when the name is not registered.
    pub fn parse(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|a| a.name() == name).ok_or_else(|| Error::DigestInvalid {
            digest: name.to_owned(),
            reason: "the algorithm must be sha256 or sha512",
        })
    }
}

/// The digest of some content, `sha256:` or `sha512:` and lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(Arc<str>);

impl Digest {
    /// Checks a digest.
    ///
    /// # Errors
    /// [`Error::DigestInvalid`] for another algorithm, a wrong length, or digits that are not lower-case
    /// hexadecimal.
    pub fn parse(digest: &str) -> Result<Self, Error> {
        let invalid = |reason| Error::DigestInvalid { digest: digest.to_owned(), reason };
        let (algorithm, hex) = digest.split_once(':').ok_or_else(|| invalid("it has no `algorithm:`"))?;
        let algorithm =
            Algorithm::parse(algorithm).map_err(|_| invalid("the algorithm must be sha256 or sha512"))?;
        if hex.len() != algorithm.digits() {
            return Err(invalid("it has the wrong number of digits"));
        }
        if !hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(invalid("its digits must be lower-case hexadecimal"));
        }
        Ok(Self(digest.into()))
    }

    /// The SHA-256 digest of `content`.
    pub fn of(content: &[u8]) -> Self {
        Self::with(Algorithm::Sha256, content)
    }

    /// The digest of `content` under an algorithm.
    pub fn with(algorithm: Algorithm, content: &[u8]) -> Self {
        let mut hasher = Hasher::new(algorithm);
        hasher.update(content);
        hasher.finish()
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Algorithm {
        if self.0.starts_with("sha256:") { Algorithm::Sha256 } else { Algorithm::Sha512 }
    }

    /// The digits after the colon.
    pub fn hex(&self) -> &str {
        &self.0[self.algorithm().name().len() + 1..]
    }

    /// Algorithm and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A digest that is being computed.
#[derive(Clone, Debug)]
pub enum Hasher {
    /// SHA-256.
    Sha256(sha2::Sha256),
    /// SHA-512.
    Sha512(sha2::Sha512),
}

impl Hasher {
    /// Nothing hashed yet.
    pub fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha256 => Self::Sha256(sha2::Sha256::new()),
            Algorithm::Sha512 => Self::Sha512(sha2::Sha512::new()),
        }
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Sha256(_) => Algorithm::Sha256,
            Self::Sha512(_) => Algorithm::Sha512,
        }
    }

    /// Hashes further bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(h) => h.update(bytes),
            Self::Sha512(h) => h.update(bytes),
        }
    }

    /// The digest of all bytes.
    pub fn finish(self) -> Digest {
        fn text(algorithm: Algorithm, bytes: &[u8]) -> Digest {
            use fmt::Write as _;
            let mut text = String::with_capacity(algorithm.name().len() + 1 + bytes.len() * 2);
            text.push_str(algorithm.name());
            text.push(':');
            for byte in bytes {
                // Writing to a String cannot fail.
                let _ = write!(text, "{byte:02x}");
            }
            Digest(text.into())
        }
        match self {
            Self::Sha256(h) => text(Algorithm::Sha256, &h.finalize()),
            Self::Sha512(h) => text(Algorithm::Sha512, &h.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn only_registered_algorithms_and_lower_case_digits() {
        assert!(Digest::parse(EMPTY).is_ok());
        assert!(Digest::parse(&format!("sha512:{}", "0".repeat(128))).is_ok());
        for bad in [
            "",
            "sha256",
            "sha256:",
            "sha256:baddigest",
            "md5:d41d8cd98f00b204e9800998ecf8427e",
            &EMPTY.to_uppercase(),
            &EMPTY.replace('e', "E"),
            &EMPTY.replace('e', "/"),
            &format!("sha512:{}", "0".repeat(64)),
            "sha256:../../../../../../../../../../../../../../../../../../etc/passwd",
        ] {
            assert!(Digest::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn computes_both_algorithms() {
        assert_eq!(Digest::of(b"").as_str(), EMPTY);
        let long = Digest::with(Algorithm::Sha512, b"");
        assert!(long.as_str().starts_with("sha512:cf83e1357eefb8bd"));
        assert_eq!(long.algorithm(), Algorithm::Sha512);
        assert_eq!(long.hex().len(), 128);
    }
}
