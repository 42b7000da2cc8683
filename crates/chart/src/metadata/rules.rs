//! What Helm demands of Chart.yaml.

use std::collections::HashSet;

use diagnostic::Origin;
use version::Version;

use super::sanitize::sanitize;
use super::{Dependency, Fields, Metadata};

/// A rule of Chart.yaml that is not kept, with the place; it prints in Helm's words
/// (pkg/chart/v2/metadata.go and dependency.go).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("validation: {rule}")]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// Where, if the text is at hand.
    pub origin: Origin,
}

/// The rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rule {
    /// There must be an `apiVersion`.
    #[error("chart.metadata.apiVersion is required")]
    ApiVersionRequired,
    /// There must be a name.
    #[error("chart.metadata.name is required")]
    NameRequired,
    /// A name must not be a folder's `.` or `..`.
    #[error("chart.metadata.name {0:?} is not allowed")]
    NameNotAllowed(String),
    /// A name must not hold a path.
    #[error("chart.metadata.name {0:?} is invalid")]
    NameInvalid(String),
    /// There must be a version.
    #[error("chart.metadata.version is required")]
    VersionRequired,
    /// It must be a semantic version, loosely.
    #[error("chart.metadata.version {0:?} is invalid")]
    VersionInvalid(String),
    /// There are two types of charts.
    #[error("chart.metadata.type must be application or library")]
    UnknownType,
    /// Nothing may stand between two maintainers.
    #[error("maintainers must not contain empty or null nodes")]
    EmptyMaintainer,
    /// Nothing may stand between two dependencies.
    #[error("dependencies must not contain empty or null nodes")]
    EmptyDependency,
    /// An alias becomes part of paths.
    #[error("dependency {0:?} has disallowed characters in the alias")]
    AliasCharacters(String),
    /// A dependency is known by its alias, or its name.
    #[error("more than one dependency with name or alias {0:?}")]
    DuplicateDependency(String),
}

impl Rule {
    /// How to keep it.
    pub fn hint(&self) -> String {
        match self {
            Self::ApiVersionRequired => {
                "add `apiVersion: v2`, or `apiVersion: rhumb/v1` for Tera templates".into()
            }
            Self::NameRequired => "add a line such as `name: my-chart`".into(),
            Self::NameNotAllowed(_) | Self::NameInvalid(_) => "a name is one word without `/`".into(),
            Self::VersionRequired => "add a line such as `version: 0.1.0`".into(),
            Self::VersionInvalid(_) => "write a semantic version such as 1.2.3 or 1.2.3-rc.1".into(),
            Self::UnknownType => "write `type: application` or `type: library`, or leave it out".into(),
            Self::EmptyMaintainer | Self::EmptyDependency => "remove the empty item".into(),
            Self::AliasCharacters(_) => "use letters, digits, `-` and `_` only".into(),
            Self::DuplicateDependency(_) => "give one of them an `alias` of its own".into(),
        }
    }
}

impl Metadata {
    /// Checks the rules that Helm checks when it loads a chart, and makes texts printable on the way.
    pub fn validate(&mut self) -> Result<(), Violation> {
        self.validate_at(None)
    }

    /// The same with the table that was read, so that an error knows its place.
    pub(crate) fn validate_at(&mut self, fields: Option<&Fields<'_>>) -> Result<(), Violation> {
        for text in [
            &mut self.name,
            &mut self.description,
            &mut self.home,
            &mut self.icon,
            &mut self.condition,
            &mut self.tags,
            &mut self.app_version,
            &mut self.kube_version,
        ] {
            sanitize(text);
        }
        self.sources.iter_mut().chain(&mut self.keywords).for_each(sanitize);
        for maintainer in &mut self.maintainers {
            [&mut maintainer.name, &mut maintainer.email, &mut maintainer.url].into_iter().for_each(sanitize);
        }
        let violation = |rule, field| {
            let origin = fields.map(|fields| fields.origin(field)).unwrap_or_default();
            Err(Violation { rule, origin })
        };

        if self.api_version.is_empty() {
            return violation(Rule::ApiVersionRequired, "apiVersion");
        }
        if self.name.is_empty() {
            return violation(Rule::NameRequired, "name");
        }
        if self.name == "." || self.name == ".." {
            return violation(Rule::NameNotAllowed(self.name.clone()), "name");
        }
        if self.name.contains('/') {
            return violation(Rule::NameInvalid(self.name.clone()), "name");
        }
        if self.version.is_empty() {
            return violation(Rule::VersionRequired, "version");
        }
        if Version::parse(&self.version).is_err() {
            return violation(Rule::VersionInvalid(self.version.clone()), "version");
        }
        if !matches!(self.kind.as_str(), "" | "application" | "library") {
            return violation(Rule::UnknownType, "type");
        }

        let mut seen = HashSet::new();
        for (index, dependency) in self.dependencies.iter_mut().enumerate() {
            let at = |field| {
                let list = fields.and_then(|fields| fields.get("dependencies"));
                let item = list.and_then(|list| list.as_sequence()?.get(index));
                let place = item.and_then(|item| item.get(field).or(Some(item)));
                place.map(|node| node.origin.clone()).unwrap_or_default()
            };
            if let Err(rule) = dependency.check() {
                return Err(Violation { rule, origin: at("alias") });
            }
            if !seen.insert(dependency.known_as().to_owned()) {
                let field = if dependency.alias.is_empty() { "name" } else { "alias" };
                let rule = Rule::DuplicateDependency(dependency.known_as().to_owned());
                return Err(Violation { rule, origin: at(field) });
            }
        }
        Ok(())
    }
}

impl Dependency {
    /// The name under which the parent knows it: the alias if there is one.
    pub fn known_as(&self) -> &str {
        if self.alias.is_empty() { &self.name } else { &self.alias }
    }

    fn check(&mut self) -> Result<(), Rule> {
        [&mut self.name, &mut self.version, &mut self.repository, &mut self.condition]
            .into_iter()
            .for_each(sanitize);
        self.tags.iter_mut().for_each(sanitize);
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if self.alias.bytes().all(legal) { Ok(()) } else { Err(Rule::AliasCharacters(self.name.clone())) }
    }
}
