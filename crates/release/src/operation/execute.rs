//! A plan → a cluster that has it.

use futures::{StreamExt, stream};

use super::options::{Options, WaitStrategy};
use super::releases::Releases;
use super::trial::is_written;
use crate::cluster::Propagation;
use crate::error::{Error, Result};
use crate::event::{Event, Stage};
use crate::order;
use crate::plan::{Action, Plan, Step};
use crate::readiness::{Criteria, JobRule};
use crate::record::ApplyMethod;
use crate::watch::{Goal, Target, Wait, wait};

/// What was done so far; it holds where executing failed, too.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// The objects that were created.
    pub(super) created: Vec<Target>,
    /// Whether an object was written without server-side apply.
    pub(super) client_side: bool,
}

impl Releases {
    /// Writes what is to be written, stage by stage, then deletes what is to go. Within a stage everything is attempted;
    /// after a stage that failed nothing further is.
    pub(super) async fn execute(&self, plan: &Plan, options: &Options, done: &mut Done) -> Result<()> {
        let (writes, removals): (Vec<&Step>, Vec<&Step>) =
            plan.steps.iter().partition(|step| !matches!(step.action, Action::Delete | Action::Keep));
        self.events.send(Event::Stage { stage: Stage::Apply, objects: writes.len() });
        let awaits_definitions =
            writes.iter().any(|step| step.placed.as_ref().is_some_and(|p| p.defined_here));
        for stage in stages(writes) {
            self.write_stage(&stage, options, done).await?;
            if awaits_definitions {
                let definitions = |step: &&&Step| step.object.kind == "CustomResourceDefinition";
                let targets =
                    stage.iter().filter(definitions).filter_map(|step| ready_target(step, options)).collect();
                self.wait_for(targets, options.timeout).await?;
            }
        }
        for step in removals.iter().filter(|step| step.action == Action::Keep) {
            self.tell(step, Action::Keep);
        }
        let gone: Vec<&Step> = removals.into_iter().filter(|step| step.action == Action::Delete).collect();
        self.delete_steps(&gone, Propagation::Background).await
    }

    async fn write_stage(&self, stage: &[&Step], options: &Options, done: &mut Done) -> Result<()> {
        let results: Vec<_> = stream::iter(stage.iter().copied())
            .map(|step| async move {
                if !is_written(step) {
                    self.tell(step, Action::Unchanged);
                    return (step, Ok(None));
                }
                let result = self.write(step, options).await;
                if result.is_ok() {
                    self.tell(step, step.action);
                }
                (step, result.map(Some))
            })
            .buffer_unordered(self.cluster.parallel())
            .collect()
            .await;
        let mut failures = vec![];
        for (step, result) in results {
            match result {
                Ok(method) => {
                    done.client_side |= method == Some(ApplyMethod::ClientSide);
                    if step.action == Action::Create {
                        done.created.extend(gone_target(step));
                    }
                }
                Err(error) => failures.push(error),
            }
        }
        failures.sort_by(|a, b| a.object.cmp(&b.object));
        if failures.is_empty() { Ok(()) } else { Err(Error::Apply { failures }) }
    }

    /// Deletes objects, the last stage first, each only as the very object that was planned.
    pub(super) async fn delete_steps(&self, steps: &[&Step], propagation: Propagation) -> Result<()> {
        if steps.is_empty() {
            return Ok(());
        }
        self.events.send(Event::Stage { stage: Stage::Delete, objects: steps.len() });
        let mut failures = vec![];
        for stage in stages(steps.to_vec()).into_iter().rev() {
            let results: Vec<_> = stream::iter(stage)
                .map(|step| async move {
                    let Some(placed) = &step.placed else { return Ok(()) };
                    let uid = step.live.as_ref().and_then(|live| live["metadata"]["uid"].as_str());
                    self.cluster.delete(&placed.resource, &placed.reference, propagation, uid).await?;
                    self.tell(step, Action::Delete);
                    Ok(())
                })
                .buffer_unordered(self.cluster.parallel())
                .collect()
                .await;
            failures.extend(results.into_iter().filter_map(std::result::Result::err));
        }
        if failures.is_empty() { Ok(()) } else { Err(Error::Apply { failures }) }
    }

    /// Waits until targets have reached their goals.
    pub(super) async fn wait_for(&self, targets: Vec<Target>, timeout: std::time::Duration) -> Result<()> {
        if targets.is_empty() {
            return Ok(());
        }
        self.events.send(Event::Stage { stage: Stage::Wait, objects: targets.len() });
        wait(&Wait { cluster: &self.cluster, events: &self.events, timeout }, &targets).await
    }

    fn tell(&self, step: &Step, action: Action) {
        self.events.send(Event::Applied { object: step.object.clone(), action });
    }
}

fn stages(steps: Vec<&Step>) -> Vec<Vec<&Step>> {
    order::stages(steps, |step| step.placed.as_ref().map(|placed| &placed.object))
}

/// What is awaited of the object of a step.
pub(super) fn ready_target(step: &Step, options: &Options) -> Option<Target> {
    let placed = step.placed.as_ref()?;
    let criteria = Criteria {
        jobs: if options.wait_for_jobs { JobRule::Completed } else { JobRule::Started },
        legacy: options.wait == WaitStrategy::Legacy,
        // What is malformed was told before anything was written.
        rule: options.readiness.rule_for(placed.object.json()).ok().flatten(),
    };
    // An object that the server named is known by no name of ours.
    (!placed.reference.name.is_empty()).then(|| Target {
        object: placed.reference.clone(),
        resource: placed.resource.clone(),
        goal: Goal::Ready(criteria),
    })
}

/// That the object of a step goes.
pub(super) fn gone_target(step: &Step) -> Option<Target> {
    let placed = step.placed.as_ref()?;
    let uid = step.live.as_ref().and_then(|live| live["metadata"]["uid"].as_str()).map(str::to_owned);
    Some(Target {
        object: placed.reference.clone(),
        resource: placed.resource.clone(),
        goal: Goal::Gone(uid),
    })
}
