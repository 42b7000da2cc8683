//! Finding charts.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::entry::{ChartVersion, preferred};
use super::library::Library;
use crate::Error;

/// What a search found.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// How many charts fit, also those that are not in the list.
    pub total: usize,
    /// The best of them, the best first.
    pub charts: Vec<Hit>,
}

/// A chart that was found.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// The repository; `oci://` and the registry's address before it is the chart's address.
    pub repository: String,
    /// Number of its versions.
    pub versions: usize,
    /// How well it fits; only good for comparing.
    pub score: u32,
    /// Chart.yaml of its newest release, or of its newest version where there is no release.
    #[serde(flatten)]
    pub metadata: Map<String, Value>,
}

/// How much a word counts by where it stands.
const EXACT_NAME: u32 = 100;
const NAME_START: u32 = 50;
const IN_NAME: u32 = 25;
const KEYWORD: u32 = 20;
const IN_NAMESPACE: u32 = 10;
const IN_DESCRIPTION: u32 = 5;

impl Library {
    /// The charts that fit every word of a query, in any case; all of them for an empty one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn search(&self, query: &str, limit: usize) -> Result<Found, Error> {
        let charts = self.charts().await?;
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let mut hits: Vec<(u32, &Vec<Arc<ChartVersion>>, &ChartVersion)> = charts
            .values()
            .filter_map(|versions| {
                let shown = preferred(versions.iter().map(Arc::as_ref))?;
                Some((score(shown, &words)?, versions, shown))
            })
            .collect();
        // Of equals, what is not deprecated, then the order of names.
        let rank = |(score, _, shown): &(u32, _, &ChartVersion)| {
            let deprecated = shown.metadata.get("deprecated").and_then(Value::as_bool).unwrap_or(false);
            (std::cmp::Reverse(*score), deprecated, shown.name().to_owned(), shown.repository.clone())
        };
        hits.sort_by_cached_key(rank);
        let total = hits.len();
        let hit = |(score, versions, shown): (u32, &Vec<Arc<ChartVersion>>, &ChartVersion)| Hit {
            repository: shown.repository.to_string(),
            versions: versions.len(),
            score,
            metadata: shown.metadata.clone(),
        };
        Ok(Found { total, charts: hits.into_iter().take(limit).map(hit).collect() })
    }
}

/// The sum over all words, nothing if one of them is nowhere.
fn score(chart: &ChartVersion, words: &[String]) -> Option<u32> {
    let name = chart.name().to_lowercase();
    let namespace = chart.repository.namespace();
    let description = chart.text("description").to_lowercase();
    let keywords: Vec<String> = chart.keywords().map(str::to_lowercase).collect();
    let of_word = |word: &String| {
        let mut score = match name.find(word.as_str()) {
            Some(_) if name == *word => EXACT_NAME,
            Some(0) => NAME_START,
            Some(_) => IN_NAME,
            None => 0,
        };
        if keywords.iter().any(|keyword| keyword.contains(word.as_str())) {
            score += KEYWORD;
        }
        if namespace.contains(word.as_str()) {
            score += IN_NAMESPACE;
        }
        if description.contains(word.as_str()) {
            score += IN_DESCRIPTION;
        }
        (score > 0).then_some(score)
    };
    words.iter().map(of_word).sum()
}
