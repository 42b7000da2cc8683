//! What each operator means.

use std::cmp::Ordering;

use super::{Comparator, Operator, Precision, Reason};
use crate::Version;
use crate::version::compare_prereleases;

impl Comparator {
    /// Why the version does not hold, if it does not. `prereleases` says whether a pre-release may hold at all.
    pub(super) fn refusal(&self, version: &Version, prereleases: bool) -> Option<Reason> {
        if version.is_prerelease() && !prereleases {
            return Some(Reason::Prerelease);
        }
        match self.operator {
            Operator::Equal if self.precision == Precision::Patch => {
                (*version != self.version).then_some(Reason::NotEqual)
            }
            Operator::Equal | Operator::Tilde => self.tilde(version),
            Operator::NotEqual => self.equals(version).then_some(Reason::Equal),
            Operator::Greater => (!self.exceeds(version)).then_some(Reason::LessOrEqual),
            Operator::GreaterEqual => (*version < self.version).then_some(Reason::Less),
            Operator::Less => (*version >= self.version).then_some(Reason::GreaterOrEqual),
            Operator::LessEqual => self.exceeded_by(version).then_some(Reason::Greater),
            Operator::Caret => self.caret(version),
        }
    }

    /// `!=`: with a wildcard, any version under it is equal.
    fn equals(&self, version: &Version) -> bool {
        let wanted = &self.version;
        let same_major = version.major() == wanted.major();
        match self.precision {
            Precision::Major => same_major,
            Precision::Minor => {
                same_major
                    && version.minor() == wanted.minor()
                    && compare_prereleases(version.prerelease(), wanted.prerelease()) == Ordering::Equal
            }
            Precision::Any | Precision::Patch => version == wanted,
        }
    }

    /// `>`: 11.1.0 is not above `>11`, 12 is.
    fn exceeds(&self, version: &Version) -> bool {
        let wanted = &self.version;
        match self.precision {
            Precision::Major => version.major() > wanted.major(),
            Precision::Minor => (version.major(), version.minor()) > (wanted.major(), wanted.minor()),
            Precision::Any => version.major() > wanted.major() || version > wanted,
            Precision::Patch => version > wanted,
        }
    }

    /// `<=`: 11.9 is not above `<=11`.
    fn exceeded_by(&self, version: &Version) -> bool {
        let wanted = &self.version;
        match self.precision {
            Precision::Major => version.major() > wanted.major(),
            Precision::Any | Precision::Minor => {
                (version.major(), version.minor()) > (wanted.major(), wanted.minor())
            }
            Precision::Patch => version > wanted,
        }
    }

    /// `~`: the last number that was written may grow, but only the last of three in full versions.
    fn tilde(&self, version: &Version) -> Option<Reason> {
        let wanted = &self.version;
        if version < wanted {
            return Some(Reason::Less);
        }
        let zero = (wanted.major(), wanted.minor(), wanted.patch()) == (0, 0, 0);
        if zero && matches!(self.precision, Precision::Any | Precision::Patch) {
            return None;
        }
        if version.major() != wanted.major() {
            return Some(Reason::OtherMajor);
        }
        (version.minor() != wanted.minor() && self.precision != Precision::Major)
            .then_some(Reason::OtherMajorOrMinor)
    }

    /// `^`: the first number that is not 0 may not grow.
    fn caret(&self, version: &Version) -> Option<Reason> {
        let wanted = &self.version;
        if version < wanted {
            return Some(Reason::Less);
        }
        if wanted.major() > 0 || self.precision == Precision::Major {
            return (version.major() != wanted.major()).then_some(Reason::OtherMajor);
        }
        if version.major() > 0 {
            return Some(Reason::OtherMajor);
        }
        if wanted.minor() > 0 || self.precision == Precision::Minor {
            return (version.minor() != wanted.minor()).then_some(Reason::OtherMinorOfZero);
        }
        if version.minor() > 0 {
            return Some(Reason::OtherMinor);
        }
        (version.patch() != wanted.patch()).then_some(Reason::OtherPatchOfZero)
    }
}
