//! One object, by whatever way the server accepts.

use serde_json::{Value, json};

use super::execute::gone_target;
use super::options::Options;
use super::releases::Releases;
use crate::cluster::{Apply, ClusterError, Failure, Propagation, Write};
use crate::error::Error;
use crate::managed;
use crate::plan::{Action, Placed, Step};
use crate::record::ApplyMethod;

impl Releases {
    /// Writes the object of a step; gives how it was written.
    pub(super) async fn write(&self, step: &Step, options: &Options) -> Result<ApplyMethod, ClusterError> {
        let Some(placed) = &step.placed else { return Ok(ApplyMethod::ServerSide) };
        if step.action == Action::Recreate {
            self.make_way(step, options).await?;
            let anew = Step { action: Action::Create, live: None, ..step.clone() };
            return Box::pin(self.write(&anew, options)).await;
        }
        let how = Apply { force: options.force_conflicts, dry_run: false, lenient: options.lenient };
        let (resource, reference, json) = (&placed.resource, &placed.reference, placed.object.json());
        if let (true, Some(json)) = (options.force_replace, step.replacement()) {
            self.put(placed, json, how).await?;
            return Ok(ApplyMethod::ClientSide);
        }
        if options.server_side == Some(false) {
            self.write_client_side(step, how).await?;
            return Ok(ApplyMethod::ClientSide);
        }
        if let Some(live) = &step.live {
            self.migrate(placed, live, how).await?;
        }
        match self.cluster.write_blindly(Write::Apply, resource, reference, json, how).await {
            Ok(()) => Ok(ApplyMethod::ServerSide),
            Err(error) if error.failure == Failure::Untyped => {
                self.events
                    .warn(format!("{reference} is written without server-side apply: {}", error.message));
                // Helm's client-side apply lets undeclared fields pass too; strict checks would refuse them again.
                self.write_client_side(step, Apply { lenient: true, ..how }).await?;
                Ok(ApplyMethod::ClientSide)
            }
            Err(error) => Err(error),
        }
    }

    /// Deletes the very object that was planned, and waits until it is gone.
    async fn make_way(&self, step: &Step, options: &Options) -> Result<(), ClusterError> {
        let Some(target) = gone_target(step) else { return Ok(()) };
        let uid = step.live.as_ref().and_then(|live| live["metadata"]["uid"].as_str());
        self.cluster.delete(&target.resource, &target.object, Propagation::Foreground, uid).await?;
        let object = Some(Box::new(target.object.clone()));
        self.wait_for(vec![target], options.timeout).await.map_err(|error| match error {
            Error::Cluster(error) => error,
            other => ClusterError {
                verb: "recreate".into(),
                object,
                failure: Failure::Timeout,
                message: other.to_string(),
            },
        })
    }

    /// Puts an object in the place of the live one, whoever writes to that meanwhile.
    async fn put(&self, placed: &Placed, mut json: Value, how: Apply) -> Result<(), ClusterError> {
        let (resource, reference) = (&placed.resource, &placed.reference);
        for attempt in 1.. {
            match self.cluster.write(Write::Replace, resource, reference, &json, how).await {
                Err(error) if attempt < 5 && (error.failure == Failure::Changed || error.is_in_doubt()) => {
                    let Some(now) = self.cluster.get(resource, reference).await? else { return Err(error) };
                    json["metadata"]["resourceVersion"] = now["metadata"]["resourceVersion"].clone();
                }
                answer => return answer.map(drop),
            }
        }
        Ok(())
    }

    /// Moves the fields of our client-side applies to our server-side ones. A controller may write meanwhile: then it is looked
    /// at anew.
    async fn migrate(&self, placed: &Placed, live: &Value, how: Apply) -> Result<(), ClusterError> {
        let (resource, reference) = (&placed.resource, &placed.reference);
        let mut live = live.clone();
        for attempt in 1.. {
            let Some(entries) = managed::migrated(&live) else { return Ok(()) };
            let version = &live["metadata"]["resourceVersion"];
            let patch = json!({"metadata": {"resourceVersion": version, "managedFields": entries}});
            match self.cluster.write(Write::Merge, resource, reference, &patch, how).await {
                Ok(_) => return Ok(()),
                Err(error) if attempt < 5 && (error.failure == Failure::Changed || error.is_in_doubt()) => {
                    let Some(now) = self.cluster.get(resource, reference).await? else { return Ok(()) };
                    live = now;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Creates the object, or patches it from what the previous revision had to what it should be.
    async fn write_client_side(&self, step: &Step, how: Apply) -> Result<(), ClusterError> {
        let Some(placed) = &step.placed else { return Ok(()) };
        let (resource, reference, json) = (&placed.resource, &placed.reference, placed.object.json());
        let Some(patch) = step.merge_patch() else {
            return self.cluster.create_surely(resource, reference, json, how, |_| true).await.map(drop);
        };
        self.cluster.write(Write::Merge, resource, reference, &patch, how).await.map(drop)
    }
}
