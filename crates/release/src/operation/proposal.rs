//! What an operation is going to do, before it does it: the revision that it writes and the plan of its objects.

use super::history::History;
use super::options::Options;
use super::releases::Releases;
use super::rollback::{Drafted, RollbackOptions};
use super::uninstall::{UninstallOptions, Uninstalled};
use crate::cluster::Resource;
use crate::error::{Error, Result};
use crate::object::ObjectRef;
use crate::plan::{Moved, Operation, Plan, PlannedHook, SavedPlan, moved};
use crate::record::{HookEvent, Release};

/// What an operation is going to do. It is data: nothing has been changed yet.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What is done with each object, and what was found out.
    pub plan: Plan,
    /// The revision as it will be recorded; for an uninstall, the one that ends.
    pub release: Release,
    /// How it is carried out.
    pub options: Options,
    /// How it is carried out where it is an uninstall.
    pub uninstall: Option<UninstallOptions>,
    /// The revision that it starts from.
    pub(super) base: Option<Release>,
    /// The revisions so far.
    pub(super) history: History,
}

impl Releases {
    /// Does what was proposed.
    ///
    /// # Errors
    /// The first reason that speaks against it; why it failed.
    pub async fn carry_out(&self, proposal: Proposal) -> Result<Uninstalled> {
        proposal.plan.possible()?;
        // Each is large, and only one of them runs: on the heap they leave the stack to the caller.
        let release = match proposal.plan.operation {
            Operation::Install => Box::pin(self.carry_out_install(proposal)).await?,
            Operation::Upgrade => Box::pin(self.carry_out_upgrade(proposal)).await?,
            Operation::Rollback => Box::pin(self.carry_out_rollback(proposal)).await?,
            Operation::Uninstall => return Box::pin(self.carry_out_uninstall(proposal)).await,
        };
        Ok(Uninstalled { release, ..Uninstalled::default() })
    }

    /// The proposal as it can be kept in a file.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub async fn save(&self, proposal: &Proposal) -> Result<SavedPlan> {
        let cluster = self.identity().await?;
        let Proposal { plan, release, options, uninstall, .. } = proposal.clone();
        Ok(SavedPlan::new(&plan, release, options, uninstall, cluster))
    }

    /// A saved plan, planned again with its own rendering, and what moved since it was made.
    ///
    /// # Errors
    /// [`Error::PlanFile`] where it was made for another cluster; [`Error::Outdated`] where the release has other
    /// revisions by now.
    pub async fn revive(&self, saved: SavedPlan) -> Result<(Proposal, Vec<Moved>)> {
        if let (Some(then), Some(now)) = (&saved.cluster, self.identity().await?)
            && *then != now
        {
            return Err(Error::PlanFile { what: "it was made for another cluster".into() });
        }
        let SavedPlan { operation, base, release, options, uninstall, seen, .. } = saved;
        let name = release.name.clone();
        let outdated =
            |revision: Option<u32>| Error::Outdated { name: name.clone(), planned: base, revision };
        let proposal = match operation {
            Operation::Install => {
                let history = self.history(&release.name).await?;
                if history.next() != release.version && history.last().is_some() {
                    return Err(outdated(history.last().map(|last| last.revision)));
                }
                self.begin_install(&release.name, &options).await?;
                self.plan_install(release, options).await?
            }
            Operation::Upgrade => {
                let begun = self.begin_upgrade(&release.name).await?;
                if Some(begun.base.version) != base || begun.revision != release.version {
                    return Err(outdated(begun.revision.checked_sub(1)));
                }
                self.plan_upgrade(begun, release, options).await?
            }
            Operation::Rollback => {
                let how = RollbackOptions { revision: Some(release.info.rollback_revision), options };
                let fresh = self.draft_rollback(&release.name, &how).await?;
                if Some(fresh.base.version) != base || fresh.release.version != release.version {
                    return Err(outdated(Some(fresh.base.version)));
                }
                // The names that it gives to objects without one are part of what was shown.
                self.plan_rollback(Drafted { release, ..fresh }, how.options).await?
            }
            Operation::Uninstall => {
                let fresh = self.propose_uninstall(&release.name, &uninstall.unwrap_or_default()).await?;
                if fresh.release.version != release.version {
                    return Err(outdated(Some(fresh.release.version)));
                }
                fresh
            }
        };
        let moved = moved(&seen, &proposal.plan);
        Ok((proposal, moved))
    }

    /// What tells one cluster from another: the identity of a namespace that each has; nothing where it may not be read.
    async fn identity(&self) -> Result<Option<String>> {
        let resource = Resource::core("Namespace", "namespaces", false);
        let object = ObjectRef {
            api_version: "v1".into(),
            kind: "Namespace".into(),
            namespace: None,
            name: "kube-system".into(),
        };
        self.cluster.reachable().await?;
        let found = self.cluster.get(&resource, &object).await.ok().flatten();
        Ok(found.and_then(|live| live["metadata"]["uid"].as_str().map(str::to_owned)))
    }
}

/// The hooks that an operation will run.
pub(super) fn hooks(release: &Release, operation: Operation, no_hooks: bool) -> Vec<PlannedHook> {
    let events = match operation {
        _ if no_hooks => return vec![],
        Operation::Install => [HookEvent::PreInstall, HookEvent::PostInstall],
        Operation::Upgrade => [HookEvent::PreUpgrade, HookEvent::PostUpgrade],
        Operation::Rollback => [HookEvent::PreRollback, HookEvent::PostRollback],
        Operation::Uninstall => [HookEvent::PreDelete, HookEvent::PostDelete],
    };
    let of = |event: &HookEvent| {
        let on = event.as_str().to_owned();
        let due = super::hooks::due(release, event).into_iter().map(|index| &release.hooks[index]);
        due.map(|hook| PlannedHook {
            on: on.clone(),
            kind: hook.kind.clone(),
            name: hook.name.clone(),
            weight: hook.weight,
        })
        .collect::<Vec<_>>()
    };
    events.iter().flat_map(of).collect()
}
