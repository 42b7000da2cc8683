//! Whether a version is in the range, and why not.

use std::fmt;

use super::Constraint;
use crate::Version;
use crate::quote::quoted;

/// Why a version does not hold against one comparator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is a pre-release, and no comparator of the group names one.
    Prerelease,
    /// It is equal to what is excluded.
    Equal,
    /// It is not equal.
    NotEqual,
    /// It is below.
    Less,
    /// It is not above.
    LessOrEqual,
    /// It is above.
    Greater,
    /// It is not below.
    GreaterOrEqual,
    /// The first number differs.
    OtherMajor,
    /// The second number differs.
    OtherMajorOrMinor,
    /// The second number differs below 1.0.
    OtherMinorOfZero,
    /// The second number differs below 0.1.
    OtherMinor,
    /// The third number differs below 0.1.
    OtherPatchOfZero,
}

/// One comparator that a version does not hold against; it prints as Masterminds' error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The version in its normal form.
    pub version: String,
    /// The comparator's version as written.
    pub wanted: String,
    /// Why.
    pub reason: Reason,
}

impl Constraint {
    /// Whether the version is in the range.
    pub fn check(&self, version: &Version) -> bool {
        self.groups.iter().any(|group| {
            let prereleases = self.include_prereleases || group.names_prerelease;
            group.comparators.iter().all(|comparator| comparator.refusal(version, prereleases).is_none())
        })
    }

    /// Every reason why the version is not in the range, in the order of the range; none if it is.
    /// That it is a pre-release is said once.
    pub fn explain(&self, version: &Version) -> Vec<Mismatch> {
        let mut mismatches: Vec<Mismatch> = vec![];
        for group in &self.groups {
            let prereleases = self.include_prereleases || group.names_prerelease;
            let mut holds = true;
            for comparator in &group.comparators {
                let Some(reason) = comparator.refusal(version, prereleases) else { continue };
                holds = false;
                if reason == Reason::Prerelease && mismatches.iter().any(|it| it.reason == reason) {
                    continue;
                }
                let wanted = comparator.version_text.clone();
                mismatches.push(Mismatch { version: version.to_string(), wanted, reason });
            }
            if holds {
                return vec![];
            }
        }
        mismatches
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (version, wanted) = (quoted(&self.version), quoted(&self.wanted));
        match self.reason {
            Reason::Prerelease => {
                let what = "is a prerelease version and the constraint is only looking for release versions";
                write!(f, "{version} {what}")
            }
            Reason::Equal => write!(f, "{version} is equal to {wanted}"),
            Reason::NotEqual => write!(f, "{version} is not equal to {wanted}"),
            Reason::Less => write!(f, "{version} is less than {wanted}"),
            Reason::LessOrEqual => write!(f, "{version} is less than or equal to {wanted}"),
            Reason::Greater => write!(f, "{version} is greater than {wanted}"),
            Reason::GreaterOrEqual => write!(f, "{version} is greater than or equal to {wanted}"),
            Reason::OtherMajor => write!(f, "{version} does not have same major version as {wanted}"),
            Reason::OtherMajorOrMinor => {
                write!(f, "{version} does not have same major and minor version as {wanted}")
            }
            Reason::OtherMinorOfZero => {
                let why = "Expected minor versions to match when constraint major version is 0";
                write!(f, "{version} does not have same minor version as {wanted}. {why}")
            }
            Reason::OtherMinor => write!(f, "{version} does not have same minor version as {wanted}"),
            Reason::OtherPatchOfZero => {
                let why = "Expect version and constraint to equal when major and minor versions are 0";
                write!(f, "{version} does not equal {wanted}. {why}")
            }
        }
    }
}
