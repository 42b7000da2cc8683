//! Reading live objects.

use std::collections::{BTreeMap, HashMap};

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::releases::Releases;
use crate::cluster::{ClusterError, Failure};
use crate::error::Result;
use crate::plan::{Live, Placed};
use crate::record::Driver;

/// From how many objects of a kind on a list is tried, which is cheaper than as many gets.
const MANY: usize = 4;

/// The least that a list may bring; it may also bring a few times what is wanted.
const PAGE: usize = 100;

impl Releases {
    /// The live objects, read in parallel: few of a kind one by one, many by a list, unless there are far more of that kind
    /// than are wanted.
    pub(super) async fn live<'a>(&self, placed: impl Iterator<Item = &'a Placed>) -> Result<Live> {
        let mut groups: BTreeMap<_, Vec<&Placed>> = BTreeMap::new();
        for placed in placed.filter(|placed| !placed.reference.name.is_empty() && !placed.defined_here) {
            let object = &placed.reference;
            let key = (object.api_version.clone(), object.kind.clone(), object.namespace.clone());
            groups.entry(key).or_default().push(placed);
        }
        let found: Vec<Live> = stream::iter(groups.into_values())
            .map(|group| self.live_of_kind(group))
            .buffer_unordered(self.cluster.parallel())
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn live_of_kind(&self, mut wanted: Vec<&Placed>) -> Result<Live> {
        wanted.sort_by(|a, b| a.reference.cmp(&b.reference));
        wanted.dedup_by(|a, b| a.reference == b.reference);
        let mut live = Live::new();
        if wanted.len() >= MANY && self.list_of_kind(&wanted, &mut live).await? {
            return Ok(live);
        }
        wanted.retain(|placed| !live.contains_key(&placed.reference));
        let found: Vec<_> = stream::iter(wanted)
            .map(|placed| async move {
                let live = self.cluster.get(&placed.resource, &placed.reference).await?;
                Ok::<_, ClusterError>(live.map(|live| (placed.reference.clone(), live)))
            })
            .buffer_unordered(self.cluster.parallel())
            .try_collect()
            .await?;
        live.extend(found.into_iter().flatten());
        Ok(live)
    }

    /// Takes what it can from a list; gives whether that were all there are, so that what is missing does not exist.
    async fn list_of_kind(&self, wanted: &[&Placed], live: &mut Live) -> Result<bool> {
        let Some(Placed { resource, reference, .. }) = wanted.first() else { return Ok(true) };
        // Records of releases are large.
        let selectors: &[(&str, &str)] = match (reference.kind.as_str(), self.store.driver()) {
            ("Secret", _) => &[("fieldSelector", "type!=helm.sh/release.v1")],
            ("ConfigMap", Driver::ConfigMap) => return Ok(false),
            _ => &[],
        };
        let limit = PAGE.max(4 * wanted.len());
        let page = self.cluster.page(resource, reference.namespace.as_deref(), selectors, limit).await;
        let (items, complete) = match page {
            Ok(page) => page,
            // Who may not list may still get.
            Err(error) if error.failure == Failure::Forbidden => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let by_name: HashMap<&str, &Placed> =
            wanted.iter().map(|placed| (placed.reference.name.as_str(), *placed)).collect();
        for mut item in items {
            let Some(placed) = item["metadata"]["name"].as_str().and_then(|name| by_name.get(name)) else {
                continue;
            };
            // The items of a list do not say what they are.
            item["apiVersion"] = Value::from(placed.reference.api_version.as_str());
            item["kind"] = Value::from(placed.reference.kind.as_str());
            live.insert(placed.reference.clone(), item);
        }
        Ok(complete)
    }
}
