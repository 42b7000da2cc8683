//! A plan → a cluster that has it.

use futures::future::Either;
use futures::stream::FuturesUnordered;
use futures::{StreamExt, stream};

use super::options::{Options, WaitStrategy};
use super::releases::Releases;
use super::trial::is_written;
use crate::cluster::{ClusterError, Propagation};
use crate::error::{Error, Result};
use crate::event::{Event, Stage};
use crate::order::{Order, Schedule};
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
    /// Writes what is to be written, each object after those that it needs, then deletes what is to go. Where an object
    /// cannot be written, everything is still attempted that does not come after it.
    pub(super) async fn execute(&self, plan: &Plan, options: &Options, done: &mut Done) -> Result<()> {
        let (writes, removals): (Vec<&Step>, Vec<&Step>) =
            plan.steps.iter().partition(|step| !matches!(step.action, Action::Delete | Action::Keep));
        self.events.send(Event::Stage { stage: Stage::Apply, objects: writes.len() });
        self.write_in_order(&plan.order, &writes, options, done).await?;
        for step in removals.iter().filter(|step| step.action == Action::Keep) {
            self.tell(step, Action::Keep);
        }
        let gone: Vec<&Step> = removals.into_iter().filter(|step| step.action == Action::Delete).collect();
        self.delete_steps(&gone, Propagation::Background).await
    }

    async fn write_in_order(
        &self,
        order: &Order,
        writes: &[&Step],
        options: &Options,
        done: &mut Done,
    ) -> Result<()> {
        let write = |index: usize| async move {
            let step = writes[index];
            let method = if is_written(step) { Some(self.write(step, options).await) } else { None };
            Ended::Written(index, method.transpose())
        };
        let ready = |index: usize, target: Target| async move {
            Ended::Ready(index, self.wait_for(vec![target], options.timeout).await)
        };
        let mut schedule = Schedule::new(order);
        let mut running = FuturesUnordered::new();
        let (mut writing, mut failures, mut not_ready) = (0, vec![], None);
        loop {
            for index in schedule.start(self.cluster.parallel() - writing) {
                writing += 1;
                running.push(Either::Left(write(index)));
            }
            match running.next().await {
                Some(Ended::Written(index, Ok(method))) => {
                    writing -= 1;
                    let step = writes[index];
                    self.tell(step, if method.is_some() { step.action } else { Action::Unchanged });
                    done.client_side |= method == Some(ApplyMethod::ClientSide);
                    if matches!(step.action, Action::Create | Action::Recreate) {
                        done.created.extend(gone_target(step));
                    }
                    schedule.written(index);
                    match awaited_target(step, options).filter(|_| order.is_awaited(index)) {
                        Some(target) => running.push(Either::Right(ready(index, target))),
                        None => schedule.ready(index),
                    }
                }
                Some(Ended::Written(_, Err(error))) => {
                    writing -= 1;
                    failures.push(error);
                }
                Some(Ended::Ready(index, Ok(()))) => schedule.ready(index),
                Some(Ended::Ready(_, Err(error))) => not_ready = Some(error),
                None => break,
            }
        }
        failures.sort_by(|a, b| a.object.cmp(&b.object));
        match not_ready {
            _ if !failures.is_empty() => Err(Error::Apply { failures }),
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Deletes objects wave by wave, each only as the very object that was planned.
    pub(super) async fn delete_steps(&self, steps: &[&Step], propagation: Propagation) -> Result<()> {
        if steps.is_empty() {
            return Ok(());
        }
        self.events.send(Event::Stage { stage: Stage::Delete, objects: steps.len() });
        let mut failures = vec![];
        for wave in steps.chunk_by(|one, other| one.wave == other.wave) {
            let results: Vec<_> = stream::iter(wave.iter().copied())
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

/// What ended while objects are written.
enum Ended {
    /// An object was written, and how; nothing where it was as it should be.
    Written(usize, std::result::Result<Option<ApplyMethod>, ClusterError>),
    /// An object is ready that others come after.
    Ready(usize, Result<()>),
}

/// What is awaited of the object of a step.
pub(super) fn ready_target(step: &Step, options: &Options) -> Option<Target> {
    target(step, options, if options.wait_for_jobs { JobRule::Completed } else { JobRule::Started })
}

/// What is awaited of the object of a step that others come after: of a Job, that it has completed.
fn awaited_target(step: &Step, options: &Options) -> Option<Target> {
    target(step, options, JobRule::Completed)
}

fn target(step: &Step, options: &Options, jobs: JobRule) -> Option<Target> {
    let placed = step.placed.as_ref()?;
    let criteria = Criteria {
        jobs,
        legacy: options.wait == WaitStrategy::Legacy,
        // What is malformed was told before anything was written.
        rule: options.readiness.rule_for(placed.object.json()).ok().flatten(),
    };
    Some(Target {
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
