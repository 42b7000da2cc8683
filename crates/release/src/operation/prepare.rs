//! Records and live objects → a plan.

use super::definitions::definitions;
use super::options::Options;
use super::proposal::hooks;
use super::releases::Releases;
use crate::documents::documents;
use crate::error::{Error, Result};
use crate::event::{Event, Stage};
use crate::ownership::Owner;
use crate::plan::{Operation, Placed, Plan, arrange, decide, place, place_all};
use crate::record::Release;

impl Releases {
    /// Plans how the cluster gets from one revision to another, and lets the server try it.
    ///
    /// # Errors
    /// Where nothing can be planned. What speaks against the change is in the plan.
    pub(super) async fn prepare(
        &self,
        operation: Operation,
        base: Option<&Release>,
        next: &Release,
        options: &Options,
    ) -> Result<Plan> {
        let owner = Owner { name: &next.name, namespace: &next.namespace };
        let discovery = self.cluster.discovery().await?;
        let mut plan = Plan {
            operation,
            release: next.name.clone(),
            namespace: next.namespace.clone(),
            base: base.map(|base| base.version),
            revision: next.version,
            hooks: hooks(next, operation, options.no_hooks),
            ..Plan::default()
        };
        if operation == Operation::Install && options.create_namespace {
            self.plan_namespace(&mut plan).await?;
        }
        let coming = place_all(definitions(&options.definitions)?, &discovery, &next.namespace)?;
        let (mut desired, unknown) = place(documents(&next.manifest)?, &coming, &discovery, &next.namespace);
        for (object, near) in unknown {
            plan.refuse(Error::UnknownKind { object: Box::new(object), near });
        }
        for stale in discovery.stale() {
            self.events.warn(format!("the server of the API {stale} does not answer: it is passed over"));
        }
        for placed in &mut desired {
            owner.mark(&mut placed.object);
            if let Err(malformed) = options.readiness.rule_for(placed.object.json()) {
                plan.refuse(malformed);
            }
        }
        self.plan_definitions(coming, &mut plan, options).await?;
        let previous = self.traces(&next.name, base, next.version).await?;
        self.events.send(Event::Stage { stage: Stage::Plan, objects: desired.len() });
        let written = desired.len();
        let live = self.live(desired.iter().chain(&previous)).await?;
        let (steps, foreign) = decide(owner, desired, previous, &live, options.take_ownership);
        foreign.into_iter().for_each(|error| plan.refuse(error));
        plan.steps = steps;
        arrange(&mut plan, written, &options.order_rules());
        self.try_out(&mut plan, options).await;
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
        let (placed, unknown) = place(documents(&release.manifest)?, &[], &discovery, &release.namespace);
        for (object, _) in unknown {
            self.events.warn(format!(
                "{object} of revision {}: the cluster no longer has {} in {:?}",
                release.version, object.kind, object.api_version
            ));
        }
        Ok(placed)
    }
}
