//! A version.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::Error;
use crate::scan::{is_digit, is_identifier, scan};

/// Longest text that is looked at, in bytes (`MaxVersionLen` of Masterminds/semver).
const MAX_LENGTH: usize = 256;

/// A semantic version that remembers how it was written.
///
/// Two versions that differ in nothing but metadata are equal, and so are `1.2` and `v1.2.0`.
#[derive(Clone, Debug)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
    pre: String,
    metadata: String,
    original: String,
}

impl Version {
    /// A version of three numbers; it counts as written without a `v`.
    pub fn new(major: u64, minor: u64, patch: u64) -> Self {
        Self { major, minor, patch, pre: String::new(), metadata: String::new(), original: String::new() }
            .written_plainly("")
    }

    /// Parses as Helm parses nearly everywhere (`semver.NewVersion`): a leading `v`, one or two numbers and
    /// leading zeros are forgiven.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(Error::VersionTooLong);
        }
        let parts = scan(text, is_digit)
            .filter(|parts| parts.text.len() == text.len())
            .ok_or(Error::InvalidSemVer)?;
        let version = Self {
            major: number(parts.major, false)?,
            minor: number(parts.minor, false)?,
            patch: number(parts.patch, false)?,
            pre: parts.pre.to_owned(),
            metadata: parts.metadata.to_owned(),
            original: text.to_owned(),
        };
        check_prerelease(&version.pre)?;
        check_metadata(&version.metadata)?;
        Ok(version)
    }

    /// Parses what semver.org calls a version and nothing else (`semver.StrictNewVersion`).
    pub fn parse_strict(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(Error::Empty);
        }
        if text.len() > MAX_LENGTH {
            return Err(Error::VersionTooLong);
        }
        let mut parts = text.splitn(3, '.');
        let (Some(major), Some(minor), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Error::InvalidSemVer);
        };
        let (rest, metadata) = rest.split_once('+').map_or((rest, None), |(rest, it)| (rest, Some(it)));
        if let Some(metadata) = metadata {
            check_identifiers(metadata, Error::InvalidMetadata, false)?;
        }
        let (patch, pre) = rest.split_once('-').map_or((rest, None), |(rest, it)| (rest, Some(it)));
        if let Some(pre) = pre {
            check_identifiers(pre, Error::InvalidPrerelease, true)?;
        }
        for part in [major, minor, patch] {
            if !part.bytes().all(is_digit) {
                return Err(Error::InvalidCharacters);
            }
            if part.len() > 1 && part.starts_with('0') {
                return Err(Error::SegmentStartsZero);
            }
            if part.is_empty() {
                return Err(Error::InvalidSemVer);
            }
        }
        Ok(Self {
            major: number(major, true)?,
            minor: number(minor, true)?,
            patch: number(patch, true)?,
            pre: pre.unwrap_or_default().to_owned(),
            metadata: metadata.unwrap_or_default().to_owned(),
            original: text.to_owned(),
        })
    }

    /// The first number.
    pub fn major(&self) -> u64 {
        self.major
    }

    /// The second number; 0 where none was written.
    pub fn minor(&self) -> u64 {
        self.minor
    }

    /// The third number; 0 where none was written.
    pub fn patch(&self) -> u64 {
        self.patch
    }

    /// What follows the `-`; empty for a release.
    pub fn prerelease(&self) -> &str {
        &self.pre
    }

    /// What follows the `+`; may be empty.
    pub fn metadata(&self) -> &str {
        &self.metadata
    }

    /// The text that was parsed.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// Whether it is a pre-release.
    pub fn is_prerelease(&self) -> bool {
        !self.pre.is_empty()
    }

    /// The next patch version, or the release that a pre-release leads to.
    pub fn inc_patch(&self) -> Result<Self, Error> {
        let step = u64::from(!self.is_prerelease());
        let patch = self.patch.checked_add(step).ok_or(Error::Overflow("patch"))?;
        Ok(Self { patch, ..Self::new(self.major, self.minor, 0) }.written_plainly(self.prefix()))
    }

    /// The next minor version.
    pub fn inc_minor(&self) -> Result<Self, Error> {
        let minor = self.minor.checked_add(1).ok_or(Error::Overflow("minor"))?;
        Ok(Self::new(self.major, minor, 0).written_plainly(self.prefix()))
    }

    /// The next major version.
    pub fn inc_major(&self) -> Result<Self, Error> {
        let major = self.major.checked_add(1).ok_or(Error::Overflow("major"))?;
        Ok(Self::new(major, 0, 0).written_plainly(self.prefix()))
    }

    /// The same version with another pre-release, given without the `-`.
    pub fn with_prerelease(&self, pre: &str) -> Result<Self, Error> {
        check_prerelease(pre)?;
        Ok(Self { pre: pre.to_owned(), ..self.clone() }.written_plainly(self.prefix()))
    }

    /// The same version with other metadata, given without the `+`.
    pub fn with_metadata(&self, metadata: &str) -> Result<Self, Error> {
        check_metadata(metadata)?;
        Ok(Self { metadata: metadata.to_owned(), ..self.clone() }.written_plainly(self.prefix()))
    }

    fn prefix(&self) -> &'static str {
        if self.original.starts_with('v') { "v" } else { "" }
    }

    fn written_plainly(mut self, prefix: &str) -> Self {
        self.original = format!("{prefix}{self}");
        self
    }
}

impl fmt::Display for Version {
    /// The normal form: three numbers, no `v`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.pre.is_empty() {
            write!(f, "-{}", self.pre)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl Ord for Version {
    /// Numbers first, then a pre-release below its release; metadata does not count.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.major, self.minor, self.patch)
            .cmp(&(other.major, other.minor, other.patch))
            .then_with(|| self.pre.is_empty().cmp(&other.pre.is_empty()))
            .then_with(|| compare_prereleases(&self.pre, &other.pre))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.major, self.minor, self.patch, &self.pre).hash(state);
    }
}

/// Compares pre-releases identifier by identifier: numbers below words, a missing one below any.
pub(crate) fn compare_prereleases(left: &str, right: &str) -> Ordering {
    let identifiers = |pre: &str| -> Vec<Identifier> { pre.split('.').map(Identifier::new).collect() };
    if left == right { Ordering::Equal } else { identifiers(left).cmp(&identifiers(right)) }
}

/// One identifier of a pre-release, in the order of precedence.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Identifier {
    Missing,
    Number(u64),
    // A number that does not fit 64 bits is compared as a word, as upstream does.
    Word(String),
}

impl Identifier {
    fn new(text: &str) -> Self {
        if text.is_empty() {
            return Self::Missing;
        }
        text.parse().map_or_else(|_| Self::Word(text.to_owned()), Self::Number)
    }
}

fn number(digits: &str, strict: bool) -> Result<u64, Error> {
    if digits.is_empty() {
        return Ok(0);
    }
    digits.parse().map_err(|_| Error::OutOfRange { digits: digits.to_owned(), strict })
}

fn check_prerelease(pre: &str) -> Result<(), Error> {
    if pre.is_empty() { Ok(()) } else { check_identifiers(pre, Error::InvalidPrerelease, true) }
}

fn check_metadata(metadata: &str) -> Result<(), Error> {
    if metadata.is_empty() { Ok(()) } else { check_identifiers(metadata, Error::InvalidMetadata, false) }
}

/// Dot-separated identifiers, none empty; `ordered` ones must not be numbers with leading zeros.
fn check_identifiers(text: &str, otherwise: Error, ordered: bool) -> Result<(), Error> {
    for identifier in text.split('.') {
        if identifier.is_empty() || !identifier.bytes().all(is_identifier) {
            return Err(otherwise);
        }
        if ordered && identifier.len() > 1 && identifier.starts_with('0') && identifier.bytes().all(is_digit)
        {
            return Err(Error::SegmentStartsZero);
        }
    }
    Ok(())
}
