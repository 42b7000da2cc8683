//! Drift: what has become of the objects of a release since it was applied, and how to revert it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::{StreamExt, stream};
use serde_json::Value;

use super::releases::Releases;
use crate::cluster::{Apply, ClusterError, Failure, Write};
use crate::diff::Differ;
use crate::drift::{Drift, DriftedObject, Ignored, Restored, examine, removable, remove};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::ownership::Owner;
use crate::patch::merge_patch;
use crate::plan::{Action, Live, Placed};

/// What one request gives.
type Answer<T> = std::result::Result<T, ClusterError>;

/// An object that has drifted, with what reverts it.
struct Found {
    placed: Placed,
    restored: Restored,
}

impl Releases {
    /// Compares what the last apply of a release wrote with what is live. Nothing is changed.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NoDeployed`]; where objects cannot be read or tried.
    pub async fn drift(&self, name: &str, ignored: &Ignored) -> Result<Drift> {
        Ok(self.drifted(name, ignored).await?.0)
    }

    /// Reverts what [`Releases::drift`] finds, and gives it.
    ///
    /// # Errors
    /// As there; [`Error::Apply`] where objects cannot be written.
    pub async fn fix(&self, name: &str, ignored: &Ignored) -> Result<Drift> {
        self.exclusively(name, Duration::ZERO, async {
            let (drift, found, live) = self.drifted(name, ignored).await?;
            let results: Vec<_> = stream::iter(&found)
                .map(|found| self.revert(found, &live, ignored))
                .buffer_unordered(self.cluster.parallel())
                .collect()
                .await;
            let failures: Vec<ClusterError> = results.into_iter().filter_map(Answer::err).collect();
            if failures.is_empty() { Ok(drift) } else { Err(Error::Apply { failures }) }
        })
        .await
    }

    async fn drifted(&self, name: &str, ignored: &Ignored) -> Result<(Drift, Vec<Found>, Live)> {
        self.cluster.reachable().await?;
        let history = self.existing(name).await?;
        let release = self.read(name, history.base()?.revision).await?;
        let owner = Owner { name: &release.name, namespace: &release.namespace };
        let mut placed = self.placed(&release).await?;
        // Of an object that the server named no name is known.
        placed.retain(|placed| !placed.reference.name.is_empty());
        for placed in &mut placed {
            owner.mark(&mut placed.object);
            encode_secret(placed.object.json_mut());
        }
        let live = self.live(placed.iter()).await?;
        let checked = placed.len();
        let differ = Differ::default();
        let results: Vec<_> = stream::iter(placed)
            .map(|placed| self.compare(placed, &live, ignored, &differ))
            .buffered(self.cluster.parallel())
            .collect()
            .await;
        let (mut found, mut failures) = (vec![], vec![]);
        for result in results {
            match result {
                Ok(one) => found.extend(one),
                Err(error) => failures.push(error),
            }
        }
        if !failures.is_empty() {
            return Err(Error::Apply { failures });
        }
        let drift = Drift {
            release: release.name.clone(),
            namespace: release.namespace.clone(),
            revision: release.version,
            checked,
            objects: found.iter().map(|found| found.restored.drifted.clone()).collect(),
        };
        Ok((drift, found, live))
    }

    async fn compare(
        &self,
        placed: Placed,
        live: &Live,
        ignored: &Ignored,
        differ: &Differ,
    ) -> Answer<Option<Found>> {
        let document = placed.object.json();
        let restored = match live.get(&placed.reference) {
            None => {
                let drifted =
                    DriftedObject { object: placed.reference.clone(), missing: true, fields: vec![] };
                Some(Restored { drifted, document: document.clone() })
            }
            Some(live) => {
                let outcome = self.write_forced(&placed, document, true).await?;
                examine(&placed.reference, document, live, &outcome, ignored, differ)
            }
        };
        Ok(restored.map(|restored| Found { placed, restored }))
    }

    /// Takes away what others added, and applies the document over what they changed.
    async fn revert(&self, found: &Found, live: &Live, ignored: &Ignored) -> Answer<()> {
        let Found { placed, restored } = found;
        if let Some(live) = live.get(&placed.reference) {
            self.remove_additions(placed, live, ignored).await?;
        }
        self.write_forced(placed, &restored.document, false).await?;
        let action = if restored.drifted.missing { Action::Create } else { Action::Update };
        self.events.send(Event::Applied { object: placed.reference.clone(), action });
        Ok(())
    }

    /// Takes away what others added. A controller may write meanwhile, such as to the status: then the object is looked at
    /// anew, and goes its way unless others have added something else since.
    async fn remove_additions(&self, placed: &Placed, live: &Value, ignored: &Ignored) -> Answer<()> {
        let (resource, reference) = (&placed.resource, &placed.reference);
        let additions = |live: &Value| removable(reference, placed.object.json(), live, ignored);
        let pointers = additions(live);
        let mut live = live.clone();
        for attempt in 1.. {
            let mut without = live.clone();
            pointers.iter().for_each(|pointer| remove(&mut without, pointer));
            let mut patch = merge_patch(&live, &without);
            if patch.as_object().is_none_or(|patch| patch.is_empty()) {
                return Ok(());
            }
            patch["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"].clone();
            let how = Apply { lenient: true, ..Apply::default() };
            match self.cluster.write_blindly(Write::Merge, resource, reference, &patch, how).await {
                Err(error) if attempt < 5 && error.failure == Failure::Changed => {
                    match self.cluster.get(resource, reference).await? {
                        Some(now) if additions(&now) == pointers => live = now,
                        _ => return Err(error),
                    }
                }
                answer => return answer,
            }
        }
        Ok(())
    }

    /// Applies a document over whatever others own; by a merge patch where server-side apply cannot write it.
    async fn write_forced(&self, placed: &Placed, document: &Value, dry_run: bool) -> Answer<Value> {
        let how = Apply { force: true, dry_run, lenient: true };
        let (resource, reference) = (&placed.resource, &placed.reference);
        match self.cluster.write(Write::Apply, resource, reference, document, how).await {
            Err(error) if error.failure == Failure::Untyped => {
                self.cluster.write(Write::Merge, resource, reference, document, how).await
            }
            answer => answer,
        }
    }
}

/// Moves the `stringData` of a Secret to its `data`: that is where the server keeps it, and who owns it there is known.
fn encode_secret(json: &mut Value) {
    if json["kind"] != "Secret" || json["apiVersion"] != "v1" {
        return;
    }
    let Some(Value::Object(texts)) = json.as_object_mut().and_then(|json| json.shift_remove("stringData"))
    else {
        return;
    };
    for (key, text) in texts {
        json["data"][key] = STANDARD.encode(text.as_str().unwrap_or_default()).into();
    }
}
