//! List and history.

use std::collections::HashMap;

use futures::{StreamExt, TryStreamExt, stream};

use super::releases::Releases;
use crate::error::Result;
use crate::record::{Status, Summary};
use crate::store::Entry;

/// Which releases are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Whether all namespaces are searched.
    pub all_namespaces: bool,
    /// The states to show; empty shows all.
    pub states: Vec<Status>,
    /// How they are sorted.
    pub order: Order,
    /// Whether the order is reversed.
    pub reverse: bool,
}

/// How releases are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// By date, the oldest first.
    Date,
}

impl Releases {
    /// The newest revision of each release. Names, states and newness come from labels; only what is shown is decoded.
    ///
    /// # Errors
    /// Where records cannot be listed.
    pub async fn list(&self, filter: &Filter, keep: impl Fn(&Entry) -> bool) -> Result<Vec<Summary>> {
        let namespace = (!filter.all_namespaces).then_some(self.namespace.as_str());
        let superseded_only = filter.states == [Status::Superseded];
        // Nearly always what is shown is what was not superseded, which one list brings whole.
        let (entries, current) =
            futures::try_join!(self.store.entries(namespace, None), self.store.current(namespace))?;
        let mut current: HashMap<(String, String, u32), Summary> = current
            .into_iter()
            .map(|summary| ((summary.namespace.clone(), summary.name.clone(), summary.version), summary))
            .collect();
        let shown = |entry: &Entry| {
            (filter.states.is_empty() || filter.states.contains(&entry.status)) && keep(entry)
        };
        let chosen: Vec<Entry> =
            if superseded_only { entries } else { newest(entries) }.into_iter().filter(shown).collect();
        let (known, missing): (Vec<Entry>, Vec<Entry>) = chosen.into_iter().partition(|entry| {
            current.contains_key(&(entry.namespace.clone(), entry.name.clone(), entry.revision))
        });
        let mut found: Vec<Summary> = known
            .into_iter()
            .filter_map(|entry| current.remove(&(entry.namespace, entry.name, entry.revision)))
            .collect();
        found.extend(self.summaries(missing).await?);
        found.sort_by(|a, b| (&a.name, &a.namespace, a.version).cmp(&(&b.name, &b.namespace, b.version)));
        if filter.order == Order::Date {
            found.sort_by_key(|summary| {
                summary.info.last_deployed.as_ref().and_then(crate::record::Time::instant)
            });
        }
        if filter.reverse {
            found.reverse();
        }
        Ok(found)
    }

    /// The revisions of a release, oldest first, the newest `max` of them.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`].
    pub async fn revisions(&self, name: &str, max: usize) -> Result<Vec<Summary>> {
        let mut entries = self.existing(name).await?.entries;
        let surplus = entries.len().saturating_sub(max);
        entries.drain(..surplus);
        self.summaries(entries).await
    }

    /// What a list shows of revisions, read in parallel, in the order given.
    async fn summaries(&self, entries: Vec<Entry>) -> Result<Vec<Summary>> {
        stream::iter(entries)
            .map(|entry| async move { self.store.summary(&entry.namespace, &entry.name, entry.revision).await })
            .buffered(self.cluster.parallel())
            .try_collect()
            .await
    }
}

/// The newest revision of each release; entries are sorted by namespace, name and revision.
fn newest(entries: Vec<Entry>) -> Vec<Entry> {
    let mut newest: Vec<Entry> = vec![];
    for entry in entries {
        match newest.last_mut() {
            Some(last) if last.name == entry.name && last.namespace == entry.namespace => *last = entry,
            _ => newest.push(entry),
        }
    }
    newest
}
