//! Dependency resolution.

use diagnostic::{Diagnostic, Kind, nearest};
use version::{Constraint, Version};

use crate::{Chart, Dependency};

/// What there is for a dependency, gathered by whoever can reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// No repository: a chart that lies in `charts/` already. Its version is checked when it is packed.
    InCharts,
    /// A folder (`file://`) with a chart of this version.
    Folder {
        /// The version in its Chart.yaml.
        version: String,
    },
    /// The versions that a repository or registry has, the newest first.
    Versions(Vec<String>),
    /// The repository has no chart of that name, but these.
    NoSuchChart {
        /// The names it has.
        names: Vec<String>,
    },
}

/// Why there is no version for a dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// What was asked for.
    pub dependency: Dependency,
    /// Why.
    pub cause: Cause,
}

/// The causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The version is no range.
    BadRange(version::Error),
    /// No version is in the range; the newest ones, each with the reason.
    NoMatch(Vec<(String, String)>),
    /// The repository has no such chart, but perhaps one of a similar name.
    NoSuchChart(Option<String>),
}

/// Chooses a version for each dependency: the newest that is in its range (`Resolve` of internal/resolver).
///
/// # Errors
/// Every dependency for which there is none.
pub fn resolve<'a>(
    asked: impl IntoIterator<Item = (&'a Dependency, &'a Offer)>,
) -> Result<Vec<Dependency>, Vec<Unresolved>> {
    let mut found = vec![];
    let mut unresolved = vec![];
    for (dependency, offer) in asked {
        match choose(dependency, offer) {
            Ok(version) => found.push(Dependency {
                name: dependency.name.clone(),
                version,
                repository: dependency.repository.clone(),
                ..Dependency::default()
            }),
            Err(cause) => unresolved.push(Unresolved { dependency: dependency.clone(), cause }),
        }
    }
    if unresolved.is_empty() { Ok(found) } else { Err(unresolved) }
}

fn choose(dependency: &Dependency, offer: &Offer) -> Result<String, Cause> {
    let constraint = Constraint::parse(&dependency.version).map_err(Cause::BadRange)?;
    let versions = match offer {
        Offer::InCharts => return Ok(dependency.version.clone()),
        Offer::Folder { version } => std::slice::from_ref(version),
        Offer::Versions(versions) => versions,
        Offer::NoSuchChart { names } => {
            let near = nearest(&dependency.name, names.iter().map(String::as_str));
            return Err(Cause::NoSuchChart(near.map(str::to_owned)));
        }
    };
    // What is no version is no legitimate entry.
    let mut readable = versions.iter().filter_map(|version| Version::parse(version).ok());
    if let Some(version) = readable.clone().find(|version| constraint.check(version)) {
        return Ok(version.original().to_owned());
    }
    let why = |version: &Version| {
        let reasons: Vec<_> = constraint.explain(version).iter().map(ToString::to_string).collect();
        (version.original().to_owned(), reasons.join("; "))
    };
    Err(Cause::NoMatch(readable.by_ref().take(3).map(|version| why(&version)).collect()))
}

impl Unresolved {
    /// The failure as data.
    pub fn diagnostic(&self) -> Diagnostic {
        let Dependency { name, version, repository, .. } = &self.dependency;
        let place = if repository.is_empty() { "charts/" } else { repository };
        match &self.cause {
            Cause::BadRange(error) => {
                let message =
                    format!("dependency {name:?} has an invalid version/constraint format: {error}");
                Diagnostic::error(Kind::Chart, message)
                    .hint("write a range such as `1.2.3`, `~1.2` or `>=1.2 <2`")
            }
            Cause::NoMatch(newest) => {
                let message = format!("{place} has no version of {name} in the range {version:?}");
                let mut diagnostic = Diagnostic::error(Kind::NotFound, message);
                if newest.is_empty() {
                    diagnostic = diagnostic.note("it has no version of it at all");
                }
                for (_, reason) in newest {
                    diagnostic = diagnostic.note(reason);
                }
                diagnostic.hint("change the range in Chart.yaml, or update the repository's index")
            }
            Cause::NoSuchChart(near) => {
                let diagnostic =
                    Diagnostic::error(Kind::NotFound, format!("{name} chart not found in repo {place}"));
                match near {
                    Some(near) => diagnostic.hint(format!("did you mean {near}?")),
                    None => diagnostic,
                }
            }
        }
    }
}

impl Chart {
    /// The names of dependencies that Chart.yaml asks for and `charts/` does not have (`CheckDependencies`).
    /// Helm refuses to render such a chart, even where they are disabled.
    pub fn missing_dependencies(&self) -> Vec<&str> {
        let has = |name: &str| self.dependencies.iter().any(|chart| chart.name() == name);
        self.metadata.dependencies.iter().map(|it| it.name.as_str()).filter(|name| !has(name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str, version: &str) -> Dependency {
        Dependency {
            name: name.into(),
            version: version.into(),
            repository: "https://x".into(),
            ..Default::default()
        }
    }

    fn versions(all: &[&str]) -> Offer {
        Offer::Versions(all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_first_version_in_range_is_taken() {
        for (range, offer, expected) in [
            ("1.x", versions(&["2.0.0", "1.4.0-rc.1", "1.3.0", "1.2.0"]), Some("1.3.0")),
            ("1.x-0", versions(&["2.0.0", "1.4.0-rc.1", "1.3.0"]), Some("1.4.0-rc.1")),
            ("^1", versions(&["nonsense", "v1.3"]), Some("v1.3")),
            (">=3", versions(&["2.0.0"]), None),
            (">=3", versions(&[]), None),
            ("bad", versions(&["2.0.0"]), None),
            ("^1", Offer::Folder { version: "1.9.0".into() }, Some("1.9.0")),
            ("^1", Offer::Folder { version: "2.9.0".into() }, None),
            ("^1", Offer::InCharts, Some("^1")),
            ("^1", Offer::NoSuchChart { names: vec![] }, None),
        ] {
            let dependency = asked("redis", range);
            let got = resolve([(&dependency, &offer)]).ok().map(|found| found[0].version.clone());
            assert_eq!(got.as_deref(), expected, "{range} of {offer:?}");
        }
    }

    #[test]
    fn every_failure_is_told_with_its_reason() {
        let (one, two, three) = (asked("redis", "^3"), asked("postgres", "1"), asked("a", "b c"));
        let names = Offer::NoSuchChart { names: vec!["postgresql".into(), "mysql".into()] };
        let failures = resolve([(&one, &versions(&["2.1.0"])), (&two, &names), (&three, &Offer::InCharts)]);
        let told: Vec<String> = failures
            .unwrap_err()
            .iter()
            .map(Unresolved::diagnostic)
            .map(|it| format!("{} | {} | {}", it.message, it.notes.join("; "), it.hints.join("; ")))
            .collect();
        testkit::golden("tests/cases/told/every_failure_is_told_with_its_reason", &told.join("\n"));
    }
}
