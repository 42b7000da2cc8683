//! The namespace of a release where the release brings it: planned like an object, created before everything else, never
//! deleted.

use serde_json::json;

use super::releases::Releases;
use crate::cluster::{Apply, Cluster, ClusterError, Failure, Resource, Write};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::object::Object;
use crate::plan::{Action, Placed, Plan, Step, keep};

impl Releases {
    /// Plans that the namespace is created, if it is not there.
    pub(super) async fn plan_namespace(&self, plan: &mut Plan) -> Result<()> {
        let placed = namespace(&self.namespace);
        let mut step = Step { action: Action::Create, note: None, previous: None, ..keep(&placed) };
        match self.cluster.get(&placed.resource, &placed.reference).await {
            Ok(Some(_)) => return Ok(()),
            Ok(None) => {}
            // Who may not look may still create.
            Err(error) if error.failure == Failure::Forbidden => step.note = Some(error.gist()),
            Err(error) => return Err(error.into()),
        }
        match create(&self.cluster, &placed, Apply { dry_run: true, ..Apply::default() }).await {
            Ok(()) => plan.new_namespace = Some(step),
            Err(error) if error.failure == Failure::Exists => {}
            // Who may do neither may still have one.
            Err(error) if error.failure == Failure::Forbidden && step.note.is_some() => {}
            Err(error) => {
                plan.new_namespace = Some(step);
                plan.refuse(Error::Apply { failures: vec![error] });
            }
        }
        Ok(())
    }

    /// Creates the namespace as planned; one that somebody else has made meanwhile is as good.
    pub(super) async fn create_namespace(&self, plan: &Plan) -> Result<()> {
        let Some(Step { object, placed: Some(placed), .. }) = &plan.new_namespace else { return Ok(()) };
        let action = match create(&self.cluster, placed, Apply::default()).await {
            Ok(()) => Action::Create,
            Err(error) if error.failure == Failure::Exists => Action::Unchanged,
            Err(error) => return Err(error.into()),
        };
        self.events.send(Event::Applied { object: object.clone(), action });
        Ok(())
    }
}

async fn create(cluster: &Cluster, placed: &Placed, how: Apply) -> std::result::Result<(), ClusterError> {
    let json = placed.object.json();
    cluster.write(Write::Create, &placed.resource, &placed.reference, json, how).await.map(drop)
}

/// A namespace as Helm creates it.
fn namespace(name: &str) -> Placed {
    let object = Object::new(
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"name": name}}}),
    );
    Placed {
        reference: object.reference(),
        object,
        resource: Resource::core("Namespace", "namespaces", false),
        defined_here: false,
    }
}
