//! Uninstall.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::execute::gone_target;
use super::history::History;
use super::install::or;
use super::options::{Options, WaitStrategy};
use super::proposal::{Proposal, hooks};
use super::releases::Releases;
use crate::cluster::Propagation;
use crate::error::{Error, Result};
use crate::object::ObjectRef;
use crate::order::Rules;
use crate::ownership::{Owner, is_kept};
use crate::plan::{Action, Live, Operation, Placed, Plan, Step, arrange, keep, removal};
use crate::record::{HookEvent, Release, Status, valid_name};

/// How an uninstall is carried out; the defaults are Helm's.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UninstallOptions {
    /// Whether nothing is changed.
    pub dry_run: bool,
    /// Whether hooks are left out.
    pub no_hooks: bool,
    /// Whether the records stay.
    pub keep_history: bool,
    /// What happens to dependents.
    pub propagation: Propagation,
    /// Whether to wait until everything is gone.
    pub wait: WaitStrategy,
    /// The longest that one phase may take.
    pub timeout: Duration,
    /// How long to wait for somebody else who works on the release.
    pub lock_timeout: Duration,
    /// A description of the user's own.
    pub description: String,
    /// What decides the order of objects; nothing for what is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Rules>,
}

impl Default for UninstallOptions {
    fn default() -> Self {
        Self {
            dry_run: false,
            no_hooks: false,
            keep_history: false,
            propagation: Propagation::default(),
            wait: WaitStrategy::default(),
            timeout: Duration::from_secs(300),
            lock_timeout: Duration::ZERO,
            description: String::new(),
            order: None,
        }
    }
}

/// What an uninstall left.
#[derive(Clone, Debug, Default)]
pub struct Uninstalled {
    /// The release as it was last.
    pub release: Release,
    /// Objects that stay because of their resource policy.
    pub kept: Vec<ObjectRef>,
    /// Objects that stay because they are not the release's.
    pub foreign: Vec<ObjectRef>,
}

impl Releases {
    /// Uninstalls a release: its objects, and its records unless they are to be kept. As in Helm, a pending revision does
    /// not stop it, unless somebody of ours is at work on it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Pending`]; why objects could not be deleted.
    pub async fn uninstall(&self, name: &str, how: &UninstallOptions) -> Result<Uninstalled> {
        if !valid_name(name) {
            return Err(Error::Name { name: name.into() });
        }
        if how.dry_run {
            return self.uninstall_held(name, how).await;
        }
        self.exclusively(name, how.lock_timeout, self.uninstall_held(name, how)).await
    }

    async fn uninstall_held(&self, name: &str, how: &UninstallOptions) -> Result<Uninstalled> {
        let proposal = self.propose_uninstall(name, how).await?;
        if how.dry_run {
            return Ok(Uninstalled::of(&proposal.plan, proposal.release));
        }
        self.carry_out(proposal).await
    }

    /// Plans an uninstall. One of a release that is uninstalled already has no steps: what is left are its records.
    ///
    /// # Errors
    /// [`Error::NotFound`]; where nothing can be planned.
    pub async fn propose_uninstall(&self, name: &str, how: &UninstallOptions) -> Result<Proposal> {
        if !valid_name(name) {
            return Err(Error::Name { name: name.into() });
        }
        self.cluster.reachable().await?;
        let history = self.existing(name).await?;
        let last = history.last().map_or(1, |last| last.revision);
        let release = self.read(name, last).await?;
        let mut plan = Plan {
            operation: Operation::Uninstall,
            release: name.into(),
            namespace: self.namespace.clone(),
            base: Some(last),
            revision: last,
            ..Plan::default()
        };
        if release.info.status == Status::Uninstalled {
            if how.keep_history {
                return Err(Error::AlreadyUninstalled { name: name.into() });
            }
        } else {
            let placed = self.traces(name, Some(&release), last + 1).await?;
            let live = self.live(placed.iter()).await?;
            plan.steps = removals(&release, &placed, &live);
            arrange(&mut plan, 0, &how.order.clone().unwrap_or_default());
            plan.hooks = hooks(&release, Operation::Uninstall, how.no_hooks);
        }
        let (options, uninstall) = (Options::default(), Some(how.clone()));
        Ok(Proposal { plan, release, options, uninstall, base: None, history })
    }

    pub(super) async fn carry_out_uninstall(&self, proposal: Proposal) -> Result<Uninstalled> {
        let Proposal { plan, mut release, uninstall, history, .. } = proposal;
        let how = &uninstall.unwrap_or_default();
        if release.info.status == Status::Uninstalled {
            self.purge(&history).await?;
            return Ok(Uninstalled { release, ..Uninstalled::default() });
        }
        let steps: Vec<Step> =
            plan.steps.iter().filter(|step| step.action == Action::Delete).cloned().collect();
        release.set_status(Status::Uninstalling, "Deletion in progress (or silently failed)");
        release.info.deleted = Some(self.now());
        let ended = tokio::select! {
            ended = self.remove(&mut release, &steps, how) => ended,
            () = self.stopped() => Err(Error::Interrupted),
        };
        ended?;
        release.set_status(Status::Uninstalled, or(&how.description, "Uninstallation complete"));
        if how.keep_history {
            self.update_record(&release).await?;
            self.supersede(self.others_deployed(&release.name, release.version).await?).await?;
        } else {
            self.purge(&history).await?;
        }
        Ok(Uninstalled::of(&plan, release))
    }

    async fn remove(&self, release: &mut Release, steps: &[Step], how: &UninstallOptions) -> Result<()> {
        let options = Options { timeout: how.timeout, ..Options::default() };
        if !how.no_hooks {
            self.run_hooks(release, &HookEvent::PreDelete, &options).await?;
        }
        self.update_record(release).await?;
        let steps: Vec<&Step> = steps.iter().collect();
        self.delete_steps(&steps, how.propagation).await?;
        if how.wait != WaitStrategy::HookOnly {
            let targets = steps.iter().filter_map(|step| gone_target(step)).collect();
            self.wait_for(targets, how.timeout).await?;
        }
        if !how.no_hooks {
            self.run_hooks(release, &HookEvent::PostDelete, &options).await?;
        }
        Ok(())
    }

    /// Deletes every record, the newest last: as long as one is left, an uninstall can be repeated.
    async fn purge(&self, history: &History) -> Result<()> {
        for entry in &history.entries {
            self.store.delete(&self.namespace, &history.name, entry.revision).await?;
        }
        Ok(())
    }
}

impl Uninstalled {
    /// What a plan leaves.
    fn of(plan: &Plan, release: Release) -> Self {
        let kept = plan.steps.iter().filter(|step| step.action == Action::Keep);
        let by_policy = |step: &&Step| {
            let placed = step.placed.as_ref().map(|placed| placed.object.json());
            placed.into_iter().chain(&step.live).any(is_kept)
        };
        let (kept, foreign): (Vec<&Step>, Vec<&Step>) = kept.partition(by_policy);
        let objects = |steps: Vec<&Step>| steps.into_iter().map(|step| step.object.clone()).collect();
        Self { release, kept: objects(kept), foreign: objects(foreign) }
    }
}

/// What goes and what stays. What the policy keeps is told even where it is gone.
fn removals(release: &Release, placed: &[Placed], live: &Live) -> Vec<Step> {
    let owner = Owner { name: &release.name, namespace: &release.namespace };
    let gone_yet_kept = |placed: &Placed| is_kept(placed.object.json()).then(|| keep(placed));
    let removal = |placed: &Placed| removal(owner, placed, live).or_else(|| gone_yet_kept(placed));
    placed.iter().filter_map(removal).collect()
}
