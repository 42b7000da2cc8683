//! Rollback: the documents of an earlier revision become a new revision.

use super::change::Change;
use super::exclusive::is_cut_off;
use super::history::History;
use super::install::or;
use super::options::{DryRun, Options};
use super::proposal::Proposal;
use super::releases::Releases;
use crate::error::{Error, Result};
use crate::naming::name_objects;
use crate::plan::Operation;
use crate::record::{HookEvent, Info, Release, Status};

/// How a rollback is carried out.
#[derive(Clone, Debug, Default)]
pub struct RollbackOptions {
    /// The revision to go back to; without one, the one before the newest.
    pub revision: Option<u32>,
    /// Everything else.
    pub options: Options,
}

/// A rollback before it is planned.
pub(super) struct Drafted {
    /// The revision that it writes.
    pub(super) release: Release,
    /// The one that it starts from.
    pub(super) base: Release,
    /// All there are.
    pub(super) history: History,
}

impl Releases {
    /// Rolls a release back. As in Helm, a pending revision does not stop it: it is the way out.
    ///
    /// # Errors
    /// Why it could not be rolled back.
    pub async fn rollback(&self, name: &str, how: &RollbackOptions) -> Result<Release> {
        if how.options.dry_run == DryRun::Client {
            return Ok(self.draft_rollback(name, how).await?.release);
        }
        let proposal = self.propose_rollback(name, how).await?;
        if how.options.dry_run == DryRun::Server {
            proposal.plan.possible()?;
            return Ok(proposal.release);
        }
        Ok(self.carry_out(proposal).await?.release)
    }

    /// Plans a rollback.
    ///
    /// # Errors
    /// Where nothing can be planned; what speaks against the rollback is in the plan.
    pub async fn propose_rollback(&self, name: &str, how: &RollbackOptions) -> Result<Proposal> {
        let drafted = self.draft_rollback(name, how).await?;
        self.plan_rollback(drafted, how.options.clone()).await
    }

    pub(super) async fn plan_rollback(&self, drafted: Drafted, mut options: Options) -> Result<Proposal> {
        let Drafted { release, base, history } = drafted;
        // What is recorded is patched already; the patches go along for the next upgrade.
        let kept = self.kept_patches(&release.name).await?;
        if !kept.is_empty() {
            let kept = kept.of(release.info.rollback_revision)?;
            options.patches = kept.map(|(_, patches)| patches).unwrap_or_default();
            options.drops_patches = options.patches.is_empty();
        }
        options.subchart_rules = self.subchart_rules(&release.name, release.info.rollback_revision).await?;
        let plan = Box::pin(self.prepare(Operation::Rollback, Some(&base), &release, &options)).await?;
        Ok(Proposal { plan, release, options, uninstall: None, base: Some(base), history })
    }

    pub(super) async fn draft_rollback(&self, name: &str, how: &RollbackOptions) -> Result<Drafted> {
        let options = &how.options;
        self.cluster.reachable().await?;
        let history = self.existing(name).await?;
        let last = history.last().map_or(1, |last| last.revision);
        let current = self.read(name, last).await?;
        let wanted = how.revision.filter(|&revision| revision > 0).unwrap_or(match current.info.status {
            // A rollback that was cut off goes on to where it was going.
            _ if is_cut_off(&current.info, &Status::PendingRollback) => current.info.rollback_revision,
            _ => last.saturating_sub(1),
        });
        if !history.entries.iter().any(|entry| entry.revision == wanted) {
            let have = history.entries.iter().map(|entry| entry.revision).collect();
            return Err(Error::NoRevision { name: name.into(), revision: wanted, have });
        }
        let target = if wanted == last { current.clone() } else { self.read(name, wanted).await? };
        if target.manifest.trim().is_empty() && !target.hooks.is_empty() {
            self.events
                .warn(format!("revision {wanted} has no objects: going back to it deletes all there are"));
        }
        let mut release = Release {
            name: name.into(),
            info: Info {
                first_deployed: current.info.first_deployed.clone(),
                last_deployed: Some(self.now()),
                status: Status::PendingRollback,
                notes: target.info.notes.clone(),
                rollback_revision: wanted,
                description: or(&options.description, &format!("Rollback to {wanted}")),
                ..Info::default()
            },
            version: last + 1,
            namespace: current.namespace.clone(),
            apply_method: Some(options.apply_method()),
            ..target
        };
        if options.dry_run == DryRun::No {
            name_objects(&mut release, Some(&current))?;
        }
        Ok(Drafted { release, base: current, history })
    }

    pub(super) async fn carry_out_rollback(&self, proposal: Proposal) -> Result<Release> {
        let Proposal { plan, mut release, options, base, history, .. } = proposal;
        let (name, options) = (release.name.clone(), &options);
        self.prune(&history, options.history_max).await?;
        let change = Change {
            plan: &plan,
            options,
            before: HookEvent::PreRollback,
            after: HookEvent::PostRollback,
            success: release.info.description.clone(),
            failure: format!("Rollback {name:?} failed"),
        };
        self.begin(&mut release, &change).await?;
        // What was pending or uninstalled when the rollback began is over now.
        if let Some(mut current) = base.filter(|base| base.info.status.is_pending()) {
            let wanted = release.info.rollback_revision;
            current.set_status(Status::Failed, format!("left behind; rolled back to {wanted}"));
            self.update_record(&current).await?;
        }
        Ok(release)
    }
}
