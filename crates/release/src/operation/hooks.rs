//! Running hooks (pkg/action/hooks.go): one after the other, by weight and then by name.

use super::options::Options;
use super::releases::Releases;
use crate::cluster::{Apply, Cluster, Failure, Propagation, Resource, Write};
use crate::documents::documents;
use crate::error::{Error, Result};
use crate::event::{Event, Stage};
use crate::plan::{Placed, place_all};
use crate::record::{DeletePolicy, Hook, HookEvent, HookRun, LogPolicy, Release};
use crate::watch::{Goal, Target, Wait, wait};

/// Which hooks of a release run on an event, in their order.
pub(super) fn due(release: &Release, event: &HookEvent) -> Vec<usize> {
    let mut due: Vec<usize> =
        (0..release.hooks.len()).filter(|&index| release.hooks[index].events.contains(event)).collect();
    due.sort_by(|&a, &b| {
        let key = |index: usize| (release.hooks[index].weight, release.hooks[index].name.clone());
        key(a).cmp(&key(b))
    });
    due
}

/// Whether a hook's object is deleted on an occasion; nothing said means before it is created anew.
fn is_deleted(hook: &Hook, policy: &DeletePolicy) -> bool {
    // Deleting a definition would delete every object of its kind.
    hook.kind != "CustomResourceDefinition"
        && if hook.delete_policies.is_empty() {
            *policy == DeletePolicy::BeforeCreation
        } else {
            hook.delete_policies.contains(policy)
        }
}

impl Releases {
    /// Runs the hooks of an event. Each run is noted in the record, so that whoever looks sees how far it came.
    pub(super) async fn run_hooks(
        &self,
        release: &mut Release,
        event: &HookEvent,
        options: &Options,
    ) -> Result<()> {
        let due = due(release, event);
        let ran = self.run_these(release, event, &due, options).await;
        self.clean_after(release, &due, ran, options).await
    }

    /// Runs chosen hooks in the order given; with the error comes the place of the one that failed.
    pub(super) async fn run_these(
        &self,
        release: &mut Release,
        event: &HookEvent,
        due: &[usize],
        options: &Options,
    ) -> std::result::Result<(), (usize, Error)> {
        if due.is_empty() {
            return Ok(());
        }
        self.events.send(Event::Stage { stage: Stage::Hooks, objects: due.len() });
        for (position, &index) in due.iter().enumerate() {
            if release.hooks[index].delete_policies.is_empty() {
                release.hooks[index].delete_policies.push(DeletePolicy::BeforeCreation);
            }
            if let Err(error) = self.run_hook(release, event, index, options).await {
                return Err((position, error));
            }
        }
        Ok(())
    }

    /// Deletes the objects of hooks that ran, where their policies say so.
    pub(super) async fn clean_after(
        &self,
        release: &Release,
        due: &[usize],
        ran: std::result::Result<(), (usize, Error)>,
        options: &Options,
    ) -> Result<()> {
        if let Err((position, error)) = ran {
            self.clean(release, &[due[position]], &DeletePolicy::Failed, options).await?;
            self.clean(release, &due[..position], &DeletePolicy::Succeeded, options).await?;
            return Err(error);
        }
        for &index in due.iter().rev() {
            self.show_logs(release, index, &LogPolicy::Succeeded).await;
            self.clean(release, &[index], &DeletePolicy::Succeeded, options).await?;
        }
        Ok(())
    }

    async fn run_hook(
        &self,
        release: &mut Release,
        event: &HookEvent,
        index: usize,
        options: &Options,
    ) -> Result<()> {
        self.clean(release, &[index], &DeletePolicy::BeforeCreation, options).await?;
        let objects = self.hook_objects(release, index).await?;
        release.hooks[index].last_run =
            HookRun { started_at: Some(self.now()), completed_at: None, phase: "Running".into() };
        self.update_record(release).await?;
        // What a reader finds if we die from here on.
        release.hooks[index].last_run.phase = "Unknown".into();
        let tell = |phase: &str| {
            for placed in &objects {
                self.events.send(Event::Hook {
                    on: event.as_str().into(),
                    object: placed.reference.clone(),
                    phase: phase.into(),
                });
            }
        };
        tell("Running");
        let result = self.create_and_await(&objects, options).await;
        let run = &mut release.hooks[index].last_run;
        run.completed_at = Some(self.now());
        run.phase = if result.is_ok() { "Succeeded" } else { "Failed" }.into();
        tell(&release.hooks[index].last_run.phase);
        let Err(error) = result else { return Ok(()) };
        self.show_logs(release, index, &LogPolicy::Failed).await;
        let Some(hook) = objects.first().map(|placed| placed.reference.clone()) else { return Err(error) };
        let (what, diagnoses) = match error {
            Error::NotReady { timed_out, diagnoses } => {
                let state = diagnoses.first().map(|diagnosis| diagnosis.state.clone()).unwrap_or_default();
                let limit =
                    timed_out.map(|limit| format!("not done after {}: ", crate::event::seconds(limit)));
                (format!("{}{state}", limit.unwrap_or_default()), diagnoses)
            }
            Error::Cluster(error) => (error.to_string(), vec![]),
            other => return Err(other),
        };
        Err(Error::Hook { event: event.as_str().into(), hook: Box::new(hook), what, diagnoses })
    }

    async fn create_and_await(&self, objects: &[Placed], options: &Options) -> Result<()> {
        for placed in objects {
            create(&self.cluster, placed, options).await?;
        }
        let targets: Vec<Target> = objects.iter().map(|placed| target(placed, Goal::Done)).collect();
        wait(&Wait { cluster: &self.cluster, events: &self.events, timeout: options.timeout }, &targets).await
    }

    /// The objects of a hook. They get no ownership metadata: hooks do not belong to the release.
    async fn hook_objects(&self, release: &Release, index: usize) -> Result<Vec<Placed>> {
        let discovery = self.cluster.discovery().await?;
        place_all(documents(&release.hooks[index].manifest)?, &discovery, &release.namespace)
    }

    /// Deletes the objects of hooks whose policy says so, and waits until they are gone.
    async fn clean(
        &self,
        release: &Release,
        indices: &[usize],
        policy: &DeletePolicy,
        options: &Options,
    ) -> Result<()> {
        for &index in indices.iter().filter(|&&index| is_deleted(&release.hooks[index], policy)) {
            let mut gone = vec![];
            for placed in self.hook_objects(release, index).await? {
                if self
                    .cluster
                    .delete(&placed.resource, &placed.reference, Propagation::Background, None)
                    .await?
                {
                    gone.push(target(&placed, Goal::Gone(None)));
                }
            }
            wait(&Wait { cluster: &self.cluster, events: &self.events, timeout: options.timeout }, &gone)
                .await?;
        }
        Ok(())
    }

    /// Shows the logs of a hook where its policy says so; logs that cannot be had are passed over.
    async fn show_logs(&self, release: &Release, index: usize, policy: &LogPolicy) {
        let hook = &release.hooks[index];
        if !hook.output_log_policies.contains(policy) {
            return;
        }
        match self.hook_logs(release, index).await {
            Ok(logs) => {
                for HookLog { pod, container, lines } in logs {
                    for line in lines {
                        self.events.send(Event::Log { pod: pod.clone(), container: container.clone(), line });
                    }
                }
            }
            Err(error) => self.events.warn(format!("the logs of hook {} cannot be read: {error}", hook.name)),
        }
    }

    /// What the containers of a hook logged.
    pub(super) async fn hook_logs(&self, release: &Release, index: usize) -> Result<Vec<HookLog>> {
        let hook = &release.hooks[index];
        let selector = match hook.kind.as_str() {
            "Job" => ("labelSelector", format!("job-name={}", hook.name)),
            "Pod" => ("fieldSelector", format!("metadata.name={}", hook.name)),
            _ => return Ok(vec![]),
        };
        let namespace = match self.hook_objects(release, index).await?.into_iter().next() {
            Some(placed) => placed.reference.namespace.unwrap_or_else(|| release.namespace.clone()),
            None => release.namespace.clone(),
        };
        let resource = Resource::core("Pod", "pods", true);
        let selectors = [(selector.0, selector.1.as_str())];
        let (pods, _) = self.cluster.list(&resource, Some(&namespace), &selectors).await?;
        let mut logs = vec![];
        for pod in &pods {
            let name = pod["metadata"]["name"].as_str().unwrap_or_default();
            for container in pod["spec"]["containers"].as_array().into_iter().flatten() {
                let container = container["name"].as_str().unwrap_or_default();
                let lines = self.cluster.log(&namespace, name, Some(container), None, false).await?;
                logs.push(HookLog { pod: name.into(), container: container.into(), lines });
            }
        }
        Ok(logs)
    }
}

/// What a container of a hook logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookLog {
    /// The pod.
    pub pod: String,
    /// The container.
    pub container: String,
    /// The lines.
    pub lines: Vec<String>,
}

fn target(placed: &Placed, goal: Goal) -> Target {
    Target { object: placed.reference.clone(), resource: placed.resource.clone(), goal }
}

/// Creates a hook's object by server-side apply, or without where that cannot write it.
async fn create(cluster: &Cluster, placed: &Placed, options: &Options) -> Result<()> {
    let how = Apply { force: options.force_conflicts, dry_run: false, lenient: options.lenient };
    let (resource, reference, json) = (&placed.resource, &placed.reference, placed.object.json());
    if reference.name.is_empty() || options.server_side == Some(false) {
        cluster.write(Write::Create, resource, reference, json, how).await?;
        return Ok(());
    }
    match cluster.write(Write::Apply, resource, reference, json, how).await {
        Ok(_) => Ok(()),
        Err(error) if error.failure == Failure::Untyped => {
            cluster.write(Write::Create, resource, reference, json, Apply { lenient: true, ..how }).await?;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
