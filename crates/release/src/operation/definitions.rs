//! The definitions below `crds/` of a chart: planned with the rest, written before it, never deleted.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::options::Options;
use super::releases::Releases;
use super::trial::{is_written, trial};
use crate::cluster::Failure;
use crate::definition::harm;
use crate::diff::Differ;
use crate::documents::{Document, documents};
use crate::error::{Error, Result};
use crate::event::{Event, Stage};
use crate::plan::{Action, Finding, Operation, Placed, Plan, Severity, Step, defined, keep, settle};
use crate::readiness::Criteria;
use crate::watch::{Goal, Target};

/// How long Helm waits until definitions are established (pkg/action/install.go, installCRDs).
const LIMIT: Duration = Duration::from_secs(60);

/// What is done with the definitions of a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CrdPolicy {
    /// Those that the cluster does not have are created.
    #[default]
    Create,
    /// They are brought up to date, too, unless objects of their kinds would come to harm.
    Upgrade,
    /// Nothing.
    Skip,
}

/// The documents of definitions, which are given as paths and texts.
pub(super) fn definitions(texts: &[(String, String)]) -> Result<Vec<Document>> {
    let mut found = vec![];
    for (path, text) in texts {
        let mut parsed = documents(text)?;
        parsed.iter_mut().for_each(|document| document.path.clone_from(path));
        found.extend(parsed);
    }
    Ok(found)
}

/// The kinds that definitions bring, as `apiVersion` and kind.
///
/// # Errors
/// Where a text is no manifest.
pub fn defined_kinds(texts: &[(String, String)]) -> Result<Vec<(String, String)>> {
    let found = definitions(texts)?;
    let mut kinds: Vec<_> = defined(found.iter().map(|document| &document.object)).into_keys().collect();
    kinds.sort();
    Ok(kinds)
}

impl Releases {
    /// Plans what is done with definitions.
    pub(super) async fn plan_definitions(
        &self,
        placed: Vec<Placed>,
        plan: &mut Plan,
        options: &Options,
    ) -> Result<()> {
        let discovery = self.cluster.discovery().await?;
        let differ = Differ::default();
        for placed in placed {
            let mut step = Step { action: Action::Unchanged, note: None, previous: None, ..keep(&placed) };
            let kinds = defined(std::iter::once(&placed.object));
            // Where the cluster has what is defined, only an upgrade has to look; not everybody may.
            let is_there = !kinds.is_empty() && kinds.values().all(|kind| discovery.has(kind));
            if options.crds == CrdPolicy::Create && is_there {
                plan.definitions.push(step);
                continue;
            }
            let live = self.cluster.get(&placed.resource, &placed.reference).await?;
            step.action = match &live {
                None => Action::Create,
                Some(_) if options.crds == CrdPolicy::Create => Action::Unchanged,
                Some(live) => {
                    let harm = harm(live, placed.object.json());
                    if !harm.is_empty() {
                        plan.refuse(Error::Harm { object: Box::new(placed.reference.clone()), harm });
                    }
                    Action::Update
                }
            };
            step.live = live;
            if is_written(&step) {
                match trial(&self.cluster, &step, options).await {
                    Ok(trial) => settle(&mut step, trial, &differ),
                    // As Helm, which never looks at definitions in an upgrade: what needs them will tell.
                    Err(error)
                        if error.failure == Failure::Forbidden && plan.operation == Operation::Upgrade =>
                    {
                        let findings = Finding::of(&Error::Apply { failures: vec![error] });
                        plan.findings.extend(
                            findings
                                .into_iter()
                                .map(|finding| Finding { severity: Severity::Warning, ..finding }),
                        );
                        continue;
                    }
                    Err(error) => plan.refuse(Error::Apply { failures: vec![error] }),
                }
            }
            plan.definitions.push(step);
        }
        Ok(())
    }

    /// Writes definitions as planned, and waits until the cluster serves them.
    pub(super) async fn write_definitions(&self, plan: &Plan, options: &Options) -> Result<()> {
        if plan.definitions.is_empty() {
            return Ok(());
        }
        self.events.send(Event::Stage { stage: Stage::Definitions, objects: plan.definitions.len() });
        let options = Options { force_conflicts: true, ..options.clone() };
        let mut written = vec![];
        for step in &plan.definitions {
            let Some(placed) = step.placed.as_ref().filter(|_| is_written(step)) else {
                self.events.send(Event::Applied { object: step.object.clone(), action: Action::Unchanged });
                continue;
            };
            self.write(step, &options).await?;
            self.events.send(Event::Applied { object: step.object.clone(), action: step.action });
            written.push(Target {
                object: placed.reference.clone(),
                resource: placed.resource.clone(),
                goal: Goal::Ready(Criteria::USUAL),
            });
        }
        self.wait_for(written, LIMIT).await?;
        self.cluster.forget_discovery().await;
        Ok(())
    }
}
