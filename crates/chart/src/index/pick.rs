//! The entry for a name and a version or range.

use diagnostic::{Diagnostic, Kind, nearest};
use version::{Constraint, Version};

use super::{Index, IndexEntry};

/// An entry that was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picked<'a> {
    /// The entry.
    pub entry: &'a IndexEntry,
    /// Whether one exact version was asked for and another was taken, which Helm warns of.
    pub is_fallback: bool,
}

/// Why no entry could be picked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInIndex {
    /// There is no chart of that name.
    #[error("no chart name found: {name}")]
    Chart {
        /// The name.
        name: String,
        /// One that is near.
        near: Option<String>,
    },
    /// No version fits.
    #[error("no chart version found for {name}-{version}")]
    Version {
        /// The name.
        name: String,
        /// The version or range; empty for any.
        version: String,
        /// The newest ones.
        newest: Vec<String>,
    },
    /// The version is no range.
    #[error(transparent)]
    Range(#[from] version::Error),
}

impl Index {
    /// The entry whose version is exactly the one asked for, or the newest in the range; with nothing asked
    /// for, the newest release (`IndexFile.Get`).
    ///
    /// # Errors
    /// No such chart, no such version, or no range.
    pub fn pick(&self, name: &str, version: &str) -> Result<Picked<'_>, NotInIndex> {
        let entries = self.entries.get(name).ok_or_else(|| {
            let near = nearest(name, self.entries.keys().map(String::as_str)).map(str::to_owned);
            NotInIndex::Chart { name: name.to_owned(), near }
        })?;
        let constraint = Constraint::parse(if version.is_empty() { "*" } else { version })?;
        if let Some(entry) = entries.iter().find(|it| !version.is_empty() && it.metadata.version == version) {
            return Ok(Picked { entry, is_fallback: false });
        }
        let fits = |it: &&IndexEntry| {
            Version::parse(&it.metadata.version).is_ok_and(|version| constraint.check(&version))
        };
        match entries.iter().find(fits) {
            Some(entry) => Ok(Picked { entry, is_fallback: !version.is_empty() && !is_range(version) }),
            None => Err(NotInIndex::Version {
                name: name.to_owned(),
                version: version.to_owned(),
                newest: entries.iter().take(3).map(|it| it.metadata.version.clone()).collect(),
            }),
        }
    }
}

impl NotInIndex {
    /// The failure as data.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error(Kind::NotFound, self.to_string());
        match self {
            Self::Chart { near: Some(near), .. } => diagnostic.hint(format!("did you mean {near}?")),
            Self::Chart { near: None, .. } => diagnostic,
            Self::Version { newest, .. } if newest.is_empty() => diagnostic.note("it has no versions"),
            Self::Version { newest, version, .. } => {
                let all_newer = newest.iter().all(|it| Version::parse(it).is_ok_and(|it| it.is_prerelease()));
                let diagnostic = diagnostic.note(format!("the newest are {}", newest.join(", ")));
                if all_newer && version.is_empty() {
                    diagnostic.hint("take pre-releases with --devel")
                } else {
                    diagnostic
                }
            }
            Self::Range(_) => Diagnostic { kind: Kind::Usage, ..diagnostic },
        }
    }
}

/// Whether a text names more than one version.
fn is_range(version: &str) -> bool {
    if version.contains(['^', '~', '<', '>', '=', '!', '*'])
        || version.contains("||")
        || version.contains(" - ")
    {
        return true;
    }
    version.split(['-', '+']).next().is_some_and(|numbers| numbers.contains(['x', 'X']))
}
