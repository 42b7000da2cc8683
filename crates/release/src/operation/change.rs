//! From pending to deployed or failed: what install, upgrade and rollback share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::execute::{Done, ready_target};
use super::history::History;
use super::options::Options;
use super::releases::Releases;
use crate::cluster::Propagation;
use crate::error::{Error, Result};
use crate::event::{Event, Stage};
use crate::plan::{Action, Plan};
use crate::readiness::{self, Rules};
use crate::record::{self, ApplyMethod, HookEvent, Release, Status};

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
    /// Writes the pending record and makes the change, under the lock.
    pub(super) async fn begin(&self, release: &mut Release, change: &Change<'_>) -> Result<()> {
        let name = release.name.clone();
        let work = async {
            self.announce(&name, release.version).await?;
            self.create_record(release).await?;
            self.keep_patches(release, change.options).await?;
            self.keep_subchart_rules(release, &change.options.subchart_rules).await?;
            self.make(release, change).await
        };
        self.exclusively(&name, change.options.lock_timeout, work).await
    }

    /// The revisions of a release. A pending one that we were cut off from counts as failed, which its record says as soon
    /// as the lock is held; Helm's stay as they are.
    ///
    /// # Errors
    /// [`Error::Pending`] where somebody is at work on it.
    pub(super) async fn recovered(&self, name: &str) -> Result<History> {
        let mut history = self.history(name).await?;
        // Under the lock what was left behind has been closed.
        if self.holds(name) {
            return Ok(history);
        }
        if let Some(last) = history.entries.last_mut().filter(|last| last.status.is_pending()) {
            let holder = self.lock(name).abandoned().await?;
            if holder.is_some_and(|holder| holder.revision == Some(last.revision)) {
                last.status = Status::Failed;
            }
        }
        Ok(history)
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
                self.deploy(release).await
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
            let mut options = options.clone();
            options.readiness.extend(self.recorded_rules(release));
            options.readiness.extend(std::mem::take(&mut options.subchart_rules));
            let targets = written.filter_map(|step| ready_target(step, &options)).collect();
            self.wait_for(targets, options.timeout).await?;
        }
        if !options.no_hooks {
            self.run_hooks(release, &change.after, options).await?;
        }
        Ok(())
    }

    /// The rules of readiness that the record's chart brings; those of its subcharts lie beside it.
    fn recorded_rules(&self, release: &Release) -> Rules {
        let files = release.chart["files"].as_array().into_iter().flatten();
        let file = files.into_iter().find(|file| file["name"] == readiness::FILE);
        let data = file.and_then(|file| STANDARD.decode(file["data"].as_str()?).ok());
        let Some(text) = data.and_then(|data| String::from_utf8(data).ok()) else { return Rules::default() };
        Rules::read(readiness::FILE, &text).unwrap_or_else(|error| {
            self.events.warn(format!("the chart's rules of readiness are left out: {error}"));
            Rules::default()
        })
    }

    /// Records that a revision is deployed, and every other one superseded. First the new, then the old: whoever dies in between
    /// leaves two deployed revisions, which Helm bears, and never none. What the old ones are is read meanwhile. The lock is
    /// given back with the last step: whoever waits for it would do the same.
    async fn deploy(&self, release: &Release) -> Result<()> {
        let (written, others) =
            futures::join!(self.update_record(release), self.others_deployed(&release.name, release.version));
        written?;
        futures::join!(self.supersede(others?), self.give_back(&release.name)).0
    }

    /// Every deployed revision but one.
    pub(super) async fn others_deployed(&self, name: &str, current: u32) -> Result<Vec<Release>> {
        let deployed = self.store.deployed(&self.namespace, name).await?;
        let others = deployed.iter().map(|object| record::read_object(object, self.store.driver()));
        let others: Vec<Release> = others.collect::<Result<_>>()?;
        Ok(others.into_iter().filter(|other| other.version != current).collect())
    }

    /// Marks revisions as superseded, unless somebody has deleted them by now.
    pub(super) async fn supersede(&self, revisions: Vec<Release>) -> Result<()> {
        for mut old in revisions {
            old.info.status = Status::Superseded;
            match self.update_record(&old).await {
                Err(Error::Cluster(error)) if error.is_not_found() => {}
                written => written?,
            }
        }
        Ok(())
    }

    /// Undoes a change that failed; the error tells of both.
    pub(super) async fn undo(
        &self,
        error: Error,
        work: impl Future<Output = Result<()>>,
        done: String,
        failed: String,
    ) -> Error {
        self.events.send(Event::Stage { stage: Stage::Rollback, objects: 0 });
        let then = match work.await {
            Ok(()) => done,
            Err(second) => format!("{failed}: {second}"),
        };
        Error::Twice { first: Box::new(error), then }
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
