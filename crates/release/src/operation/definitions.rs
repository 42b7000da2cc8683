//! The `crds/` of a chart: created on install where they are missing, never changed or deleted.

use std::time::Duration;

use super::options::Options;
use super::releases::Releases;
use crate::cluster::Apply;
use crate::documents::documents;
use crate::error::Result;
use crate::event::{Event, Stage};
use crate::plan::{Action, place_all};
use crate::readiness::Criteria;
use crate::watch::{Goal, Target};

/// How long Helm waits until definitions are established (pkg/action/install.go, installCRDs).
const LIMIT: Duration = Duration::from_secs(60);

impl Releases {
    /// Creates the definitions that the cluster does not have, and waits until it serves them. It comes before rendering,
    /// since templates ask which kinds there are.
    ///
    /// # Errors
    /// Where a text is no definition or the cluster refuses it.
    pub async fn install_definitions(&self, texts: &[(String, String)], options: &Options) -> Result<()> {
        let mut found = vec![];
        for (path, text) in texts {
            let mut parsed = documents(text)?;
            parsed.iter_mut().for_each(|document| document.path.clone_from(path));
            found.extend(parsed);
        }
        if found.is_empty() {
            return Ok(());
        }
        self.events.send(Event::Stage { stage: Stage::Definitions, objects: found.len() });
        let discovery = self.cluster.discovery().await?;
        let mut created = vec![];
        for placed in place_all(found, &discovery, &self.namespace)? {
            let tell = |action| self.events.send(Event::Applied { object: placed.reference.clone(), action });
            if self.cluster.get(&placed.resource, &placed.reference).await?.is_some() {
                tell(Action::Unchanged);
                continue;
            }
            let how = Apply { force: false, dry_run: false, lenient: options.lenient };
            self.cluster.apply(&placed.resource, &placed.reference, placed.object.json(), how).await?;
            tell(Action::Create);
            created.push(Target {
                object: placed.reference,
                resource: placed.resource,
                goal: Goal::Ready(Criteria::USUAL),
            });
        }
        self.wait_for(created, LIMIT).await?;
        self.cluster.forget_discovery().await;
        Ok(())
    }
}
