//! `search repo`.

use std::collections::HashSet;

use diagnostic::{Diagnostic, Kind};
use oci::Repositories;
use serde::Serialize;
use version::{Constraint, Version};

use crate::locate;
use crate::repository::no_repositories;
use crate::{Context, Failure, Result};

/// Options of [`search_repositories`].
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Words that have to be found; everything fits if there is none.
    pub words: Vec<String>,
    /// The words are one regular expression.
    pub regexp: bool,
    /// Every version, not only the newest that fits.
    pub versions: bool,
    /// Pre-releases count.
    pub devel: bool,
    /// A range that the version has to be in.
    pub version: Option<String>,
}

/// A chart that was found; the names of the fields are Helm's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// `REPOSITORY/CHART`.
    pub name: String,
    /// Version of the chart.
    pub version: String,
    /// Version of what is packaged.
    pub app_version: String,
    /// One sentence.
    pub description: String,
    /// How well it fits; less is better.
    #[serde(skip)]
    score: usize,
}

/// Looks for charts in the cached indexes (pkg/cmd/search_repo.go, pkg/cmd/search).
///
/// # Errors
/// When no repository is configured, or the range or the expression cannot be read.
pub fn search_repositories(cx: &Context, options: &Search) -> Result<Vec<Found>> {
    let repositories = Repositories::load(&cx.settings.paths.repository_config)?;
    if repositories.entries.is_empty() {
        return Err(no_repositories("no repositories configured"));
    }
    let range = match (&options.version, options.devel) {
        (Some(range), _) => range.as_str(),
        (None, true) => ">0.0.0-0",
        (None, false) => ">0.0.0",
    };
    let constraint = Constraint::parse(range).map_err(|error| {
        Diagnostic::error(Kind::Usage, format!("`{range}` is no range of versions: {error}"))
    })?;
    let terms = Terms::new(options)?;
    let mut found: Vec<(Found, Option<Version>)> = vec![];
    for repository in &repositories.entries {
        let Some(text) = cx.settings.index_cache().get(&repository.name)? else {
            cx.events.warn(
                Diagnostic::warning(
                    Kind::NotFound,
                    format!("the index of {} is not here yet", repository.name),
                )
                .hint("fetch it: rhumb repo update"),
            );
            continue;
        };
        let index = locate::parse_index(cx, &repository.name, text)?;
        for (name, entries) in &index.entries {
            let full = format!("{}/{name}", repository.name);
            for entry in entries {
                let metadata = &entry.metadata;
                let version = Version::parse(&metadata.version).ok();
                if !version.as_ref().is_some_and(|version| constraint.check(version)) {
                    continue;
                }
                let Some(score) = terms.score(name, &full, metadata) else { continue };
                let chart = Found {
                    name: full.clone(),
                    version: metadata.version.clone(),
                    app_version: metadata.app_version.clone(),
                    description: metadata.description.clone(),
                    score,
                };
                found.push((chart, version));
            }
        }
    }
    found.sort_by(|(a, va), (b, vb)| {
        a.score.cmp(&b.score).then_with(|| a.name.cmp(&b.name)).then_with(|| vb.cmp(va))
    });
    let mut charts: Vec<Found> = found.into_iter().map(|(chart, _)| chart).collect();
    if !options.versions {
        // The best of each chart, which need not be its newest version.
        let mut seen = HashSet::new();
        charts.retain(|chart| seen.insert(chart.name.clone()));
    }
    Ok(charts)
}

/// What is looked for.
enum Terms {
    /// All words, as one text in lower case.
    Text(String),
    Expression(regex::Regex),
}

impl Terms {
    fn new(options: &Search) -> Result<Self> {
        let text = options.words.join(" ");
        if options.regexp && !options.words.is_empty() {
            return regex::Regex::new(&text)
                .map(Self::Expression)
                .map_err(|error| Failure::usage(format!("`{text}` is no regular expression: {error}")));
        }
        Ok(Self::Text(text.to_lowercase()))
    }

    /// In which of four fields the first match begins: chart, repository and chart, description, keywords.
    fn score(&self, chart: &str, full: &str, metadata: &chart::Metadata) -> Option<usize> {
        let keywords = metadata.keywords.join(" ");
        let line = [chart, full, &metadata.description, &keywords].join("\u{b}");
        let (line, at) = match self {
            Self::Expression(expression) => (line.clone(), expression.find(&line)?.start()),
            Self::Text(text) => {
                let line = line.to_lowercase();
                let at = line.find(text.as_str())?;
                (line, at)
            }
        };
        Some(line[..at].matches('\u{b}').count())
    }
}
