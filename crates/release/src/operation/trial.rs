//! Letting the server try a plan.

use futures::{StreamExt, stream};
use serde_json::Value;

use super::options::Options;
use super::releases::Releases;
use crate::cluster::{Apply, Cluster, ClusterError, Failure, Write};
use crate::diff::Differ;
use crate::error::Error;
use crate::managed;
use crate::plan::{Action, Placed, Plan, Step, Trial, settle};

impl Releases {
    /// Lets the server try what is to be written. What an answer means is found out while the others are on their way.
    pub(super) async fn try_out(&self, plan: &mut Plan, options: &Options) {
        let differ = &Differ::default();
        let mut tried: Vec<(usize, Step, Option<ClusterError>)> =
            stream::iter(std::mem::take(&mut plan.steps).into_iter().enumerate())
                .map(|(index, mut step)| async move {
                    let refused = match is_written(&step) {
                        true => self.try_step(&mut step, options, differ).await.err(),
                        false => None,
                    };
                    (index, step, refused)
                })
                .buffer_unordered(self.cluster.parallel())
                .collect()
                .await;
        tried.sort_by_key(|(index, ..)| *index);
        let mut failures = vec![];
        for (_, step, refused) in tried {
            plan.steps.push(step);
            failures.extend(refused);
        }
        failures.sort_by(|a, b| a.object.cmp(&b.object));
        if !failures.is_empty() {
            plan.refuse(Error::Apply { failures });
        }
    }

    async fn try_step(
        &self,
        step: &mut Step,
        options: &Options,
        differ: &Differ,
    ) -> Result<(), ClusterError> {
        let trial = trial(&self.cluster, step, options).await?;
        let conflict = match &trial {
            Trial::Forced(owners, _) if !options.force_conflicts => Some(ClusterError {
                verb: "apply".into(),
                object: Some(Box::new(step.object.clone())),
                failure: Failure::Conflict(owners.clone()),
                message: "other managers own fields that this would change".into(),
            }),
            _ => None,
        };
        settle(step, trial, differ);
        conflict.map_or(Ok(()), Err)
    }
}

/// Whether a step writes an object.
pub(super) fn is_written(step: &Step) -> bool {
    matches!(step.action, Action::Create | Action::Update | Action::Adopt | Action::Recreate)
}

/// Lets the server try a step.
pub(super) async fn trial(cluster: &Cluster, step: &Step, options: &Options) -> Result<Trial, ClusterError> {
    let Some(placed) = &step.placed else { return Ok(Trial::Untried("there is nothing to write".into())) };
    if placed.defined_here {
        return Ok(Trial::Untried("its definition comes with this release".into()));
    }
    // Never by force: a conflict is to be seen, whether it is forced later or not.
    let how = Apply { force: false, dry_run: true, lenient: options.lenient };
    let client_side = options.server_side == Some(false) || placed.reference.name.is_empty();
    let replacement = options.force_replace.then(|| step.replacement()).flatten();
    let replaces = replacement.is_some();
    let answer = if let Some(json) = replacement {
        cluster.write(Write::Replace, &placed.resource, &placed.reference, &json, how).await
    } else if client_side {
        try_client_side(cluster, placed, step, how).await
    } else {
        match cluster
            .write(Write::Apply, &placed.resource, &placed.reference, placed.object.json(), how)
            .await
        {
            Err(error) if error.failure == Failure::Untyped => {
                try_client_side(cluster, placed, step, Apply { lenient: true, ..how }).await
            }
            Err(error) if is_with_ourselves(&error, step) => {
                let how = Apply { force: true, ..how };
                cluster
                    .write(Write::Apply, &placed.resource, &placed.reference, placed.object.json(), how)
                    .await
            }
            answer => answer,
        }
    };
    let migrates = || step.live.as_ref().is_some_and(|live| managed::migrated(live).is_some());
    let answer = match answer {
        // The old entries still hold what the new object leaves out, such as the port that another one follows.
        Err(error) if error.failure == Failure::Invalid && migrates() => {
            try_client_side(cluster, placed, step, how).await
        }
        answer => answer,
    };
    match answer {
        Ok(outcome) if replaces => Ok(Trial::Replaced(Box::new(outcome))),
        Ok(outcome) => Ok(Trial::Outcome(Box::new(outcome))),
        Err(error) => match error.failure {
            // What the others would lose, and what would become of the object, is worth knowing either way.
            Failure::Conflict(owners) => {
                let how = Apply { force: true, ..how };
                let forced = cluster
                    .write(Write::Apply, &placed.resource, &placed.reference, placed.object.json(), how)
                    .await?;
                Ok(Trial::Forced(owners, Box::new(forced)))
            }
            Failure::NoNamespace(name) => {
                Ok(Trial::Untried(format!("namespace {name:?} does not exist yet")))
            }
            _ if error.is_immutable() && options.recreate && may_go(placed) => {
                Ok(Trial::Immutable(error.gist()))
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

/// Whether an object may be deleted so that it can be created anew: not where others' data would go with it.
fn may_go(placed: &Placed) -> bool {
    let kinds = ["PersistentVolumeClaim", "PersistentVolume", "Namespace", "CustomResourceDefinition"];
    !kinds.contains(&placed.reference.kind.as_str())
}

async fn try_client_side(
    cluster: &Cluster,
    placed: &Placed,
    step: &Step,
    how: Apply,
) -> Result<Value, ClusterError> {
    match step.merge_patch() {
        Some(patch) => cluster.write(Write::Merge, &placed.resource, &placed.reference, &patch, how).await,
        None => {
            cluster.write(Write::Create, &placed.resource, &placed.reference, placed.object.json(), how).await
        }
    }
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
