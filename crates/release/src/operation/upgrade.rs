//! Upgrade.

use std::collections::BTreeMap;

use super::change::Change;
use super::history::History;
use super::install::{check_labels, or};
use super::options::{Draft, DryRun, Options};
use super::patched::KeptPatches;
use super::proposal::Proposal;
use super::releases::Releases;
use super::rollback::RollbackOptions;
use crate::error::{Error, Result};
use crate::naming::name_objects;
use crate::plan::Operation;
use crate::record::{HookEvent, Info, Release, Status, valid_name};

/// An upgrade that has begun: what it starts from, and the revision it writes.
#[derive(Clone, Debug)]
pub struct Upgrade {
    /// The revision it starts from; its values may be reused.
    pub base: Release,
    /// The revision it writes.
    pub revision: u32,
    /// The patches of the revisions so far.
    pub patches: KeptPatches,
    history: History,
}

impl Releases {
    /// Reads what an upgrade starts from, before anything is rendered.
    ///
    /// # Errors
    /// [`Error::NoDeployed`], [`Error::Pending`].
    pub async fn begin_upgrade(&self, name: &str) -> Result<Upgrade> {
        if !valid_name(name) {
            return Err(Error::Name { name: name.into() });
        }
        self.cluster.reachable().await?;
        // It starts from what is deployed, as a rule: that need not wait for the history.
        let (history, deployed, patches) = futures::try_join!(
            self.recovered(name),
            self.store.deployed(&self.namespace, name),
            self.kept_patches(name),
        )?;
        let base = history.base()?.revision;
        let base = self.store.get_listed(deployed, &self.namespace, name, base).await?;
        Ok(Upgrade { base, revision: history.next(), patches, history })
    }

    /// Upgrades a release.
    ///
    /// # Errors
    /// Why it could not be upgraded. Where objects had been written already, the record says that it failed.
    pub async fn upgrade(&self, begun: Upgrade, draft: Draft, options: &Options) -> Result<Release> {
        let mut release = self.draft_upgrade(&begun, draft, options)?;
        if options.dry_run != DryRun::Client {
            let proposal = self.plan_upgrade(begun, release, options.clone()).await?;
            if options.dry_run == DryRun::No {
                return Ok(self.carry_out(proposal).await?.release);
            }
            proposal.plan.possible()?;
            release = proposal.release;
        }
        release.info.description = or(&options.description, "Dry run complete");
        Ok(release)
    }

    /// Plans an upgrade.
    ///
    /// # Errors
    /// Where nothing can be planned; what speaks against the upgrade is in the plan.
    pub async fn propose_upgrade(&self, begun: Upgrade, draft: Draft, options: &Options) -> Result<Proposal> {
        let release = self.draft_upgrade(&begun, draft, options)?;
        self.plan_upgrade(begun, release, options.clone()).await
    }

    /// The revision that an upgrade writes.
    fn draft_upgrade(&self, begun: &Upgrade, draft: Draft, options: &Options) -> Result<Release> {
        check_labels(options)?;
        let Upgrade { base, revision, history, .. } = begun;
        let last_labels = history.last().map(|last| last.labels.clone()).unwrap_or_default();
        let mut release = Release {
            name: base.name.clone(),
            info: Info {
                first_deployed: base.info.first_deployed.clone(),
                last_deployed: Some(self.now()),
                status: Status::PendingUpgrade,
                description: "Preparing upgrade".into(),
                notes: draft.notes,
                ..Info::default()
            },
            chart: draft.chart,
            config: draft.config,
            manifest: draft.manifest,
            hooks: draft.hooks,
            version: *revision,
            namespace: base.namespace.clone(),
            labels: merged_labels(last_labels, &options.labels),
            apply_method: Some(options.apply_method()),
            ..Release::default()
        };
        if options.dry_run == DryRun::No {
            name_objects(&mut release, Some(base))?;
        }
        Ok(release)
    }

    pub(super) async fn plan_upgrade(
        &self,
        begun: Upgrade,
        release: Release,
        options: Options,
    ) -> Result<Proposal> {
        let Upgrade { base, history, .. } = begun;
        let plan = Box::pin(self.prepare(Operation::Upgrade, Some(&base), &release, &options)).await?;
        Ok(Proposal { plan, release, options, uninstall: None, base: Some(base), history })
    }

    pub(super) async fn carry_out_upgrade(&self, proposal: Proposal) -> Result<Release> {
        let Proposal { plan, mut release, options, base, history, .. } = proposal;
        let (name, options) = (release.name.clone(), &options);
        self.write_definitions(&plan, options).await?;
        self.prune(&history, options.history_max).await?;
        let change = Change {
            plan: &plan,
            options,
            before: HookEvent::PreUpgrade,
            after: HookEvent::PostUpgrade,
            success: or(&options.description, "Upgrade complete"),
            failure: format!("Upgrade {name:?} failed"),
        };
        match self.begin(&mut release, &change).await {
            Ok(()) => {
                // As Helm: a failed revision that an upgrade started from counts as superseded afterwards.
                if let Some(mut base) = base.filter(|base| base.info.status == Status::Failed) {
                    base.info.status = Status::Superseded;
                    self.update_record(&base).await?;
                }
                Ok(release)
            }
            Err(error) if options.rollback_on_failure => Err(self.go_back(&name, error, options).await),
            Err(error) => Err(error),
        }
    }

    /// Rolls a release back whose upgrade failed.
    async fn go_back(&self, name: &str, error: Error, options: &Options) -> Error {
        let done = format!("release {name} has been rolled back due to --rollback-on-failure");
        let failed = format!("rolling release {name} back failed too");
        self.undo(error, self.roll_to_last_good(name, options), done, failed).await
    }

    async fn roll_to_last_good(&self, name: &str, options: &Options) -> Result<()> {
        let history = self.history(name).await?;
        let good = |status: &Status| matches!(status, Status::Superseded | Status::Deployed);
        let Some(last_good) = history.entries.iter().rfind(|entry| good(&entry.status)) else {
            return Err(Error::NoDeployed { name: name.into() });
        };
        let how = RollbackOptions {
            revision: Some(last_good.revision),
            options: Options {
                description: String::new(),
                labels: BTreeMap::new(),
                rollback_on_failure: false,
                cleanup_on_fail: false,
                ..options.clone()
            },
        };
        Box::pin(self.rollback(name, &how)).await.map(drop)
    }
}

/// The labels of the last revision with the new ones; `null` removes one (pkg/action/upgrade.go, mergeCustomLabels).
fn merged_labels(
    mut labels: BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    labels.extend(new.clone());
    labels.retain(|_, value| value != "null");
    labels
}
