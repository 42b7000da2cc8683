//! From pending to deployed or failed: what install, upgrade and rollback share.

use super::execute::{Done, ready_target};
use super::options::Options;
use super::releases::Releases;
use crate::cluster::Propagation;
use crate::error::{Error, Result};
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
                let mut old = self.read(&release.name, entry.revision).await?;
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
