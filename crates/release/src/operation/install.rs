//! Install.

use super::change::Change;
use super::exclusive::is_cut_off;
use super::history::History;
use super::options::{Draft, DryRun, Options};
use super::proposal::Proposal;
use super::releases::Releases;
use super::uninstall::UninstallOptions;
use crate::error::{Error, Result};
use crate::naming::name_objects;
use crate::plan::Operation;
use crate::record::{HookEvent, Info, Release, SYSTEM_LABELS, Status, valid_name};
use crate::store::Entry;

impl Releases {
    /// Checks that a name is free, before anything is rendered; gives the revision that an install writes.
    ///
    /// # Errors
    /// [`Error::InUse`]; [`Error::Pending`] where an install of that name is in progress.
    pub async fn begin_install(&self, name: &str, options: &Options) -> Result<u32> {
        if !valid_name(name) {
            return Err(Error::Name { name: name.into() });
        }
        if options.dry_run == DryRun::Client {
            return Ok(1);
        }
        self.cluster.reachable().await?;
        let history = self.recovered(name).await?;
        let Some(last) = history.last() else { return Ok(1) };
        let replaces = options.replace && matches!(last.status, Status::Uninstalled | Status::Failed);
        if replaces || self.repeats(&history, last).await? {
            return Ok(history.next());
        }
        // As Helm: a dry run may use any name.
        if options.dry_run == DryRun::Server {
            return Ok(1);
        }
        if last.status.is_pending() {
            return Err(history.pending(last));
        }
        Err(Error::InUse { name: name.into(), status: last.status.to_string() })
    }

    /// Whether an install repeats one of ours that was cut off.
    async fn repeats(&self, history: &History, last: &Entry) -> Result<bool> {
        if last.status != Status::Failed || history.deployed().is_some() {
            return Ok(false);
        }
        let info = self.read_bare(&history.name, last.revision).await?.info;
        Ok(is_cut_off(&info, &Status::PendingInstall))
    }

    /// Installs a release.
    ///
    /// # Errors
    /// Why it could not be installed. Where objects had been written already, the record says that it failed.
    pub async fn install(&self, name: &str, draft: Draft, options: &Options) -> Result<Release> {
        let mut release = self.draft_install(name, draft, options).await?;
        if options.dry_run != DryRun::Client {
            let proposal = self.plan_install(release, options.clone()).await?;
            if options.dry_run == DryRun::No {
                return Ok(self.carry_out(proposal).await?.release);
            }
            proposal.plan.possible()?;
            release = proposal.release;
        }
        release.info.description = "Dry run complete".into();
        Ok(release)
    }

    /// Plans an install.
    ///
    /// # Errors
    /// Where nothing can be planned; what speaks against the install is in the plan.
    pub async fn propose_install(&self, name: &str, draft: Draft, options: &Options) -> Result<Proposal> {
        let release = self.draft_install(name, draft, options).await?;
        self.plan_install(release, options.clone()).await
    }

    /// The revision that an install writes.
    async fn draft_install(&self, name: &str, draft: Draft, options: &Options) -> Result<Release> {
        let version = self.begin_install(name, options).await?;
        check_labels(options)?;
        let now = self.now();
        let mut release = Release {
            name: name.into(),
            info: Info {
                first_deployed: Some(now.clone()),
                last_deployed: Some(now),
                status: Status::PendingInstall,
                description: "Initial install underway".into(),
                notes: draft.notes,
                ..Info::default()
            },
            chart: draft.chart,
            config: draft.config,
            manifest: draft.manifest,
            hooks: draft.hooks,
            version,
            namespace: self.namespace.clone(),
            labels: options.labels.clone(),
            apply_method: Some(options.apply_method()),
            ..Release::default()
        };
        if options.dry_run == DryRun::No {
            name_objects(&mut release, None)?;
        }
        Ok(release)
    }

    pub(super) async fn plan_install(&self, release: Release, options: Options) -> Result<Proposal> {
        let plan = Box::pin(self.prepare(Operation::Install, None, &release, &options)).await?;
        let history = History::default();
        Ok(Proposal { plan, release, options, uninstall: None, base: None, history })
    }

    pub(super) async fn carry_out_install(&self, proposal: Proposal) -> Result<Release> {
        let Proposal { plan, mut release, options, .. } = proposal;
        let (name, options) = (&release.name.clone(), &options);
        self.create_namespace(&plan).await?;
        self.write_definitions(&plan, options).await?;
        if release.version > 1 {
            self.retire(name).await?;
        }
        let change = Change {
            plan: &plan,
            options,
            before: HookEvent::PreInstall,
            after: HookEvent::PostInstall,
            success: or(&options.description, "Install complete"),
            failure: format!("Release {name:?} failed"),
        };
        match self.begin(&mut release, &change).await {
            Ok(()) => Ok(release),
            Err(error) if options.rollback_on_failure => Err(self.take_back(name, error, options).await),
            Err(error) => Err(error),
        }
    }

    /// Removes a release whose install failed.
    async fn take_back(&self, name: &str, error: Error, options: &Options) -> Error {
        let how = UninstallOptions {
            no_hooks: options.no_hooks,
            timeout: options.timeout,
            wait: options.wait,
            order: options.order.clone(),
            ..UninstallOptions::default()
        };
        let done = format!("release {name} has been uninstalled due to --rollback-on-failure");
        let failed = format!("uninstalling release {name} failed too");
        let work = async { Box::pin(self.uninstall(name, &how)).await.map(drop) };
        self.undo(error, work, done, failed).await
    }

    /// Marks the last revision of a name that is taken over as superseded; a failed one stays what it is, and so does one
    /// that was cut off: it is closed with the lock.
    async fn retire(&self, name: &str) -> Result<()> {
        let history: History = self.history(name).await?;
        let Some(last) = history.last() else { return Ok(()) };
        if last.status != Status::Failed && !last.status.is_pending() {
            let mut old = self.read_bare(name, last.revision).await?;
            old.set_status(Status::Superseded, "superseded by new release");
            self.update_record(&old).await?;
        }
        Ok(())
    }
}

/// The user's text, or what is said otherwise.
pub(super) fn or(text: &str, otherwise: &str) -> String {
    if text.is_empty() { otherwise.into() } else { text.into() }
}

/// Labels must not be Helm's own.
pub(super) fn check_labels(options: &Options) -> Result<()> {
    match options.labels.keys().find(|label| SYSTEM_LABELS.contains(&label.as_str())) {
        Some(label) => Err(Error::SystemLabel { label: label.clone() }),
        None => Ok(()),
    }
}
