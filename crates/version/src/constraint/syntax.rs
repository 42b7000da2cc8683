//! From text to comparators.

use std::fmt;
use std::str::FromStr;

use super::{Comparator, Constraint, Group, Operator, Precision};
use crate::scan::{Parts, scan};
use crate::{Error, Version};

/// Longest range that is looked at, in bytes (`MaxConstraintLen` of Masterminds/semver).
const MAX_LENGTH: usize = 512;
/// Most alternatives that are looked at (`MaxConstraintGroups`).
const MAX_GROUPS: usize = 32;

/// The longer operators stand before their prefixes.
const OPERATORS: [(&str, Operator); 11] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterEqual),
    ("=>", Operator::GreaterEqual),
    ("<=", Operator::LessEqual),
    ("=<", Operator::LessEqual),
    ("~>", Operator::Tilde),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("=", Operator::Equal),
];

impl Constraint {
    /// Parses a range such as `>=1.2 <2 || ~3.1.x || 4.0 - 4.5`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(Error::ConstraintTooLong);
        }
        let text = expand_hyphens(text);
        let groups: Vec<&str> = text.split("||").collect();
        if groups.len() > MAX_GROUPS {
            return Err(Error::TooManyGroups);
        }
        let groups = groups.into_iter().map(group).collect::<Result<_, _>>()?;
        Ok(Self { groups, include_prereleases: false })
    }

    /// The same range, but with pre-releases in it wherever the numbers allow, as `--devel` wants.
    #[must_use]
    pub fn including_prereleases(mut self) -> Self {
        self.include_prereleases = true;
        self
    }
}

impl FromStr for Constraint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl fmt::Display for Constraint {
    /// The range without needless blanks; hyphen ranges stay expanded.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in self.groups.iter().enumerate() {
            if index > 0 {
                f.write_str(" || ")?;
            }
            for (index, comparator) in group.comparators.iter().enumerate() {
                let blank = if index > 0 { " " } else { "" };
                write!(f, "{blank}{}{}", comparator.operator_text, comparator.version_text)?;
            }
        }
        Ok(())
    }
}

/// Parses comparators separated by blanks or commas.
fn group(text: &str) -> Result<Group, Error> {
    // The shape of the whole is checked before any version in it, which decides the error.
    let shapes = shapes(text).ok_or_else(|| Error::ImproperConstraint(text.to_owned()))?;
    let comparators: Vec<_> = shapes.iter().map(comparator).collect::<Result<_, _>>()?;
    let names_prerelease = comparators.iter().any(|comparator| comparator.version.is_prerelease());
    Ok(Group { comparators, names_prerelease })
}

/// An operator as written and as meant, and the shape of a version.
type Shape<'a> = (&'a str, Operator, Parts<'a>);

fn shapes(text: &str) -> Option<Vec<Shape<'_>>> {
    let mut shapes = vec![];
    let mut rest = trim(text);
    loop {
        let (operator_text, operator) = OPERATORS
            .into_iter()
            .find(|(operator, _)| rest.starts_with(operator))
            .unwrap_or(("", Operator::Equal));
        let after = trim_start(&rest[operator_text.len()..]);
        let parts = scan(after, is_wild_digit)?;
        shapes.push((operator_text, operator, parts));

        let left = &after[parts.text.len()..];
        if left.is_empty() {
            return Some(shapes);
        }
        rest = trim_start(left);
        if let Some(next) = rest.strip_prefix(',') {
            rest = trim_start(next);
        } else if rest.len() == left.len() {
            return None;
        }
    }
}

fn comparator((operator_text, operator, parts): &Shape<'_>) -> Result<Comparator, Error> {
    let left_out = |part: &str| matches!(part, "" | "x" | "X" | "*");
    let pre = if parts.pre.is_empty() { String::new() } else { format!("-{}", parts.pre) };
    let Parts { major, minor, patch, .. } = *parts;
    let (text, precision) = if left_out(major) {
        (format!("0.0.0{pre}"), Precision::Any)
    } else if left_out(minor) {
        (format!("{major}.0.0{pre}"), Precision::Major)
    } else if left_out(patch) {
        (format!("{major}.{minor}.0{pre}"), Precision::Minor)
    } else {
        (parts.text.to_owned(), Precision::Patch)
    };
    Ok(Comparator {
        operator: *operator,
        operator_text: (*operator_text).to_owned(),
        version: Version::parse(&text).map_err(|_| Error::ConstraintParser)?,
        version_text: parts.text.to_owned(),
        precision,
    })
}

/// Rewrites each `A - B` to `>= A, <= B`.
fn expand_hyphens(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(start) = rest.chars().next() {
        if let Some((low, high, after)) = hyphen_range(rest) {
            out.push_str(&format!(">= {low}, <= {high} "));
            rest = after;
        } else {
            out.push(start);
            rest = &rest[start.len_utf8()..];
        }
    }
    out
}

/// A hyphen range at the start of a text, with the blanks around it, and what follows.
fn hyphen_range(text: &str) -> Option<(&str, &str, &str)> {
    let low = scan(trim_start(text), is_wild_digit)?.text;
    let after = blanks(&trim_start(text)[low.len()..])?;
    let after = blanks(after.strip_prefix('-')?)?;
    let high = scan(after, is_wild_digit)?.text;
    Some((low, high, trim_start(&after[high.len()..])))
}

/// At least one blank.
fn blanks(text: &str) -> Option<&str> {
    let after = trim_start(text);
    (after.len() < text.len()).then_some(after)
}

// The class that upstream's expression spells `[0-9|x|X|\*]` takes `|` too; what that lets through is then
// refused as a version.
fn is_wild_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'x' | b'X' | b'*' | b'|')
}

/// Go's `\s` has no vertical tab and nothing beyond ASCII.
const BLANKS: [char; 5] = [' ', '\t', '\n', '\r', '\x0c'];

fn trim_start(text: &str) -> &str {
    text.trim_start_matches(BLANKS)
}

fn trim(text: &str) -> &str {
    text.trim_matches(BLANKS)
}
