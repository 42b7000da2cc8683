//! Records and live objects → a plan that the server has tried.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::options::{DryRun, Options};
use super::releases::Releases;
use crate::cluster::{Apply, Cluster, ClusterError, Failure};
use crate::diff::Differ;
use crate::documents::documents;
use crate::error::{Error, Result};
use crate::event::{Event, Stage};
use crate::managed;
use crate::ownership::Owner;
use crate::patch::merge_patch;
use crate::plan::{Action, Live, Placed, Plan, Step, Trial, decide, place, place_all, settle};
use crate::record::Release;

impl Releases {
    /// Plans how the cluster gets from one revision to another, and lets the server try it.
    ///
    /// # Errors
    /// Whatever shows that the change cannot succeed; nothing has been changed then.
    pub async fn prepare(&self, base: Option<&Release>, next: &Release, options: &Options) -> Result<Plan> {
        let owner = Owner { name: &next.name, namespace: &next.namespace };
        let discovery = self.cluster.discovery().await?;
        let mut desired = place_all(documents(&next.manifest)?, &discovery, &next.namespace)?;
        desired.iter_mut().for_each(|placed| owner.mark(&mut placed.object));
        let previous = self.traces(&next.name, base, next.version).await?;
        self.events.send(Event::Stage { stage: Stage::Plan, objects: desired.len() });
        let live = self.live(desired.iter().chain(&previous)).await?;
        let mut steps = decide(owner, desired, previous, &live, options.take_ownership)?;
        self.try_out(&mut steps, options).await?;
        let plan = Plan {
            release: next.name.clone(),
            namespace: next.namespace.clone(),
            revision: next.version,
            steps,
        };
        self.events.send(Event::Planned {
            release: next.name.clone(),
            revision: next.version,
            summary: plan.summary(),
        });
        Ok(plan)
    }

    /// The objects of a recorded revision. Kinds that the cluster no longer has are passed over: their objects are
    /// gone with them.
    pub(super) async fn placed(&self, release: &Release) -> Result<Vec<Placed>> {
        let discovery = self.cluster.discovery().await?;
        let (placed, unknown) = place(documents(&release.manifest)?, &discovery, &release.namespace);
        for (object, _) in unknown {
            self.events.warn(format!(
                "{object} of revision {}: the cluster no longer has {} in {:?}",
                release.version, object.kind, object.api_version
            ));
        }
        Ok(placed)
    }

    /// The live objects, read in parallel.
    pub(super) async fn live<'a>(&self, placed: impl Iterator<Item = &'a Placed>) -> Result<Live> {
        let mut wanted: Vec<&Placed> =
            placed.filter(|placed| !placed.reference.name.is_empty() && !placed.defined_here).collect();
        wanted.sort_by(|a, b| a.reference.cmp(&b.reference));
        wanted.dedup_by(|a, b| a.reference == b.reference);
        let found: Vec<_> = stream::iter(wanted)
            .map(|placed| async move {
                let live = self.cluster.get(&placed.resource, &placed.reference).await?;
                Ok::<_, ClusterError>(live.map(|live| (placed.reference.clone(), live)))
            })
            .buffer_unordered(self.cluster.parallel())
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Lets the server try what is to be written.
    async fn try_out(&self, steps: &mut [Step], options: &Options) -> Result<()> {
        let differ = Differ::default();
        let trials: Vec<(usize, std::result::Result<Trial, ClusterError>)> =
            stream::iter(steps.iter().enumerate().filter(|(_, step)| is_written(step)))
                .map(|(index, step)| async move { (index, trial(&self.cluster, step, options).await) })
                .buffer_unordered(self.cluster.parallel())
                .collect()
                .await;
        let mut failures = vec![];
        for (index, result) in trials {
            match result {
                Ok(Trial::Conflict(owners)) if options.dry_run != DryRun::Client => {
                    failures.push(ClusterError {
                        verb: "apply".into(),
                        object: Some(Box::new(steps[index].object.clone())),
                        failure: Failure::Conflict(owners.clone()),
                        message: "other managers own fields that this would change".into(),
                    });
                    settle(&mut steps[index], Trial::Conflict(owners), &differ);
                }
                Ok(trial) => settle(&mut steps[index], trial, &differ),
                Err(error) => failures.push(error),
            }
        }
        failures.sort_by(|a, b| a.object.cmp(&b.object));
        if failures.is_empty() { Ok(()) } else { Err(Error::Apply { failures }) }
    }
}

/// Whether a step writes an object.
pub(super) fn is_written(step: &Step) -> bool {
    matches!(step.action, Action::Create | Action::Update | Action::Adopt)
}

/// Lets the server try a step.
async fn trial(
    cluster: &Cluster,
    step: &Step,
    options: &Options,
) -> std::result::Result<Trial, ClusterError> {
    let Some(placed) = &step.placed else { return Ok(Trial::Untried("there is nothing to write".into())) };
    if placed.defined_here {
        return Ok(Trial::Untried("its definition comes with this release".into()));
    }
    let how = Apply { force: options.force_conflicts, dry_run: true, lenient: options.lenient };
    let client_side = options.server_side == Some(false) || placed.reference.name.is_empty();
    let answer = if client_side {
        try_client_side(cluster, placed, step, how).await
    } else {
        match cluster.apply(&placed.resource, &placed.reference, placed.object.json(), how).await {
            Err(error) if error.failure == Failure::Untyped => {
                try_client_side(cluster, placed, step, Apply { lenient: true, ..how }).await
            }
            Err(error) if is_with_ourselves(&error, step) => {
                let how = Apply { force: true, ..how };
                cluster.apply(&placed.resource, &placed.reference, placed.object.json(), how).await
            }
            answer => answer,
        }
    };
    match answer {
        Ok(outcome) => Ok(Trial::Outcome(Box::new(outcome))),
        Err(error) => match error.failure {
            Failure::Conflict(owners) => Ok(Trial::Conflict(owners)),
            Failure::NoNamespace(name) => {
                Ok(Trial::Untried(format!("namespace {name:?} does not exist yet")))
            }
            _ if says(&error, &["does not support dry run"]) => Ok(Trial::Untried(error.message)),
            // What it needs may come with this release: an account, a role, a priority class.
            Failure::NotFound | Failure::Forbidden | Failure::Refused
                if says(&error, &["not found", "error looking up service account", "was found"]) =>
            {
                Ok(Trial::Untried(error.message))
            }
            _ => Err(error),
        },
    }
}

async fn try_client_side(
    cluster: &Cluster,
    placed: &Placed,
    step: &Step,
    how: Apply,
) -> std::result::Result<Value, ClusterError> {
    let json = placed.object.json();
    if step.live.is_none() {
        return cluster.create(&placed.resource, &placed.reference, json, how).await;
    }
    let patch = step.previous.as_ref().map_or_else(|| json.clone(), |old| merge_patch(old, json));
    cluster.merge(&placed.resource, &placed.reference, &patch, how).await
}

/// Whether a conflict is with nobody but the old entries of a client-side apply, which move to ours before the apply.
fn is_with_ourselves(error: &ClusterError, step: &Step) -> bool {
    let (Failure::Conflict(owners), Some(live)) = (&error.failure, &step.live) else { return false };
    let managers = managed::client_side_managers(live);
    owners.iter().all(|owner| {
        managers.iter().any(|manager| owner.owner.starts_with(&format!("conflict with {manager:?}")))
    })
}

fn says(error: &ClusterError, words: &[&str]) -> bool {
    words.iter().any(|word| error.message.contains(word))
}
