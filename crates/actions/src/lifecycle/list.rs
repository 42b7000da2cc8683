//! `list`.

use release::operation::{Filter, Order};
use release::record::{Status, Summary};

use super::connect::{Stop, releases};
use super::list::selector::Selector;
use crate::{Context, Failure, Result};

mod selector;

/// Options of [`list`]; the defaults show everything.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Search all namespaces.
    pub all_namespaces: bool,
    /// States to show; empty shows all.
    pub states: Vec<Status>,
    /// Regular expression that names must match somewhere.
    pub filter: Option<String>,
    /// Label selector over the users' own labels.
    pub selector: Option<String>,
    /// Sort by date instead of name.
    pub by_date: bool,
    /// Reverse the order.
    pub reverse: bool,
    /// How many to leave out at the beginning.
    pub offset: usize,
    /// How many to show at most; 0 shows all.
    pub max: usize,
}

/// The newest revision of each release.
///
/// # Errors
/// When the pattern or the selector is malformed, or records cannot be listed.
pub async fn list(cx: &Context, options: &List, stop: Stop) -> Result<Vec<Summary>> {
    let pattern = options
        .filter
        .as_ref()
        .map(|filter| regex::Regex::new(filter))
        .transpose()
        .map_err(|error| Failure::usage(format!("--filter is no regular expression: {error}")))?;
    let selector = Selector::parse(options.selector.as_deref().unwrap_or_default())
        .map_err(|what| Failure::usage(format!("--selector: {what}")))?;
    let filter = Filter {
        all_namespaces: options.all_namespaces,
        states: options.states.clone(),
        order: if options.by_date { Order::Date } else { Order::Name },
        reverse: options.reverse,
    };
    let keep = |entry: &release::store::Entry| {
        pattern.as_ref().is_none_or(|pattern| pattern.is_match(&entry.name))
            && selector.matches(&entry.labels)
    };
    let found = releases(cx, stop)?.list(&filter, keep).await?;
    let max = if options.max == 0 { usize::MAX } else { options.max };
    Ok(found.into_iter().skip(options.offset).take(max).collect())
}

/// A time by one of Go's layouts, such as `2006-01-02`.
pub fn go_time(time: &jiff::Zoned, layout: &str) -> String {
    functions::moment::Moment::new(time.timestamp(), time.time_zone().clone()).format(layout)
}
