//! From pending to deployed or failed: what install, upgrade and rollback share.

use super::execute::{Done, ready_target};
use super::history::History;
use super::options::Options;
use super::releases::Releases;
use crate::cluster::Propagation;
use crate::error::{Error, Result};
use crate::lock::Lock;
use crate::plan::{Action, Plan};
use crate::record::{ApplyMethod, HookEvent, Release, Status};

/// A change that is about to be made.
pub(super) struct Change<'a> {
    /// What is done with each object.
    pub(super) plan: &'a Plan,
    /// How it is done.
    pub(super) options: &'a Options,
    /// The hooks that run before.
    pub(super) before: HookEvent,
    /// The hooks that run after.
    pub(super) after: HookEvent,
    /// What the record says when it is done.
    pub(super) success: String,
    /// What the record says before the error when it failed.
    pub(super) failure: String,
}

impl Releases {
    /// Takes the lock, writes the pending record, and makes the change.
    pub(super) async fn begin(&self, release: &mut Release, change: &Change<'_>) -> Result<()> {
        let identity = format!("rhumb {}", std::process::id());
        let held = self.lock(&release.name).take(&identity, release.version).await?;
        if held.is_none() {
            self.events.warn("Leases are forbidden here: if this is cut off, nothing tells that it is over");
        }
        let result = match self.create_record(release).await {
            Ok(()) => self.make(release, change).await,
            Err(error) => Err(error),
        };
        if let Some(held) = held {
            held.give_back().await;
        }
        result
    }

    pub(super) fn lock(&self, name: &str) -> Lock {
        Lock::new(&self.cluster, &self.namespace, name, self.patience)
    }

    /// The revisions of a release. A pending one that we were cut off from is closed as failed first, and whether there was
    /// one is told; Helm's stay as they are.
    ///
    /// # Errors
    /// [`Error::Pending`] where somebody is at work on it.
    pub(super) async fn recovered(&self, name: &str) -> Result<(History, bool)> {
        let history = self.history(name).await?;
        let Some(last) = history.last().filter(|last| last.status.is_pending()) else {
            return Ok((history, false));
        };
        match self.lock(name).abandoned().await? {
            Some(holder) if holder.revision == Some(last.revision) => {
                let mut abandoned = self.read_bare(name, last.revision).await?;
                let was = abandoned.info.status.clone();
                abandoned.set_status(Status::Failed, format!("cut off while {was} by {}", holder.identity));
                self.update_record(&abandoned).await?;
                Ok((self.history(name).await?, true))
            }
            _ => Ok((history, false)),
        }
    }

    /// Makes a change whose pending record is written: hooks, objects, waiting, hooks, and the record. Whatever happens,
    /// the record says how it ended.
    pub(super) async fn make(&self, release: &mut Release, change: &Change<'_>) -> Result<()> {
        let mut done = Done::default();
        let result = tokio::select! {
            result = self.work(release, change, &mut done) => result,
            () = self.stopped() => Err(Error::Interrupted),
        };
        if done.client_side {
            release.apply_method = Some(ApplyMethod::ClientSide);
        }
        match result {
            Ok(()) => {
                release.set_status(Status::Deployed, &change.success);
                // First the new, then the old: whoever dies in between leaves two deployed revisions, which Helm bears,
                // and never none.
                self.update_record(release).await?;
                self.supersede(release).await
            }
            Err(error) => {
                release.set_status(Status::Failed, format!("{}: {error}", change.failure));
                if let Err(second) = self.update_record(release).await {
                    self.events.warn(format!("the failure cannot be recorded: {second}"));
                }
                if change.options.cleanup_on_fail {
                    return Err(self.clean_up(error, done).await);
                }
                Err(error)
            }
        }
    }

    async fn work(&self, release: &mut Release, change: &Change<'_>, done: &mut Done) -> Result<()> {
        let options = change.options;
        if !options.no_hooks {
            self.run_hooks(release, &change.before, options).await?;
        }
        self.execute(change.plan, options, done).await?;
        if options.waits() {
            let written =
                change.plan.steps.iter().filter(|step| !matches!(step.action, Action::Delete | Action::Keep));
            let targets = written.filter_map(|step| ready_target(step, options)).collect();
            self.wait_for(targets, options.timeout).await?;
        }
        if !options.no_hooks {
            self.run_hooks(release, &change.after, options).await?;
        }
        Ok(())
    }

    /// Marks every other deployed revision as superseded.
    pub(super) async fn supersede(&self, release: &Release) -> Result<()> {
        let history = self.history(&release.name).await?;
        for entry in history.entries {
            if entry.revision != release.version && entry.status == Status::Deployed {
                let mut old = self.read_bare(&release.name, entry.revision).await?;
                old.info.status = Status::Superseded;
                self.update_record(&old).await?;
            }
        }
        Ok(())
    }

    /// Deletes what a failed change had created.
    async fn clean_up(&self, error: Error, done: Done) -> Error {
        for target in done.created {
            let deleted =
                self.cluster.delete(&target.resource, &target.object, Propagation::Background, None).await;
            if let Err(second) = deleted {
                return Error::Twice {
                    first: Box::new(error),
                    then: format!("cleaning up failed: {second}"),
                };
            }
        }
        error
    }
}
