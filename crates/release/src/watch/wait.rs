//! The watches, one per collection.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::{StreamExt, future};
use serde_json::Value;

use super::goal::{Goal, Target};
use super::inquire::inquire;
use super::pods::follow;
use crate::cluster::{Change, Cluster, ClusterError, Failure};
use crate::error::{Error, Result};
use crate::event::{Event, Events};
use crate::readiness::Verdict;

/// How long to wait before a watch that ended is begun anew.
pub(super) const PAUSE: Duration = Duration::from_millis(100);
/// Helm takes no time for this much (pkg/kube/statuswait.go).
const WITHOUT_LIMIT: Duration = Duration::from_secs(30);

/// What waiting needs.
pub struct Wait<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// Where progress is told.
    pub events: &'a Events,
    /// How long at most.
    pub timeout: Duration,
}

/// The last verdict on each target, by its place in the list.
type Verdicts = Mutex<Vec<Verdict>>;

/// Waits until every target has reached its goal.
///
/// # Errors
/// [`Error::NotReady`] with a diagnosis for each target that failed, or that was not ready in time.
pub async fn wait(how: &Wait<'_>, targets: &[Target]) -> Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let verdicts = Mutex::new(vec![Verdict::Waiting("it was not seen yet".into()); targets.len()]);
    let mut groups: BTreeMap<(String, String, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (index, target) in targets.iter().enumerate() {
        let key = (
            target.resource.api_version(),
            target.resource.plural.clone(),
            target.object.namespace.as_deref(),
        );
        groups.entry(key).or_default().push(index);
    }
    let all = future::try_join_all(groups.values().map(|group| collection(how, targets, group, &verdicts)));
    let timeout = if how.timeout.is_zero() { WITHOUT_LIMIT } else { how.timeout };
    let watched = async {
        tokio::select! {
            ended = all => ended,
            () = follow(how, targets) => Ok(vec![]),
        }
    };
    let ended = tokio::time::timeout(timeout, watched).await;
    let verdicts = verdicts.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (timed_out, failed) = match ended {
        Ok(Ok(_)) => return Ok(()),
        Ok(Err(Ended::Cluster(error))) => return Err(error.into()),
        Ok(Err(Ended::Failed)) => (None, true),
        Err(_) => (Some(timeout), false),
    };
    let blamed: Vec<(&Target, String)> = targets
        .iter()
        .zip(verdicts)
        .filter_map(|(target, verdict)| match verdict {
            Verdict::Failed(why) => Some((target, why)),
            Verdict::Waiting(why) if !failed => Some((target, why)),
            _ => None,
        })
        .collect();
    let diagnoses = inquire(how.cluster, blamed).await;
    for diagnosis in &diagnoses {
        how.events.send(Event::Diagnosed { diagnosis: diagnosis.clone() });
    }
    Err(Error::NotReady { timed_out, diagnoses })
}

/// Why waiting for a collection ended early.
enum Ended {
    /// A target failed for good.
    Failed,
    /// The collection cannot be watched.
    Cluster(ClusterError),
}

/// Waits for the targets of one collection: one list, then the changes after it.
async fn collection(
    how: &Wait<'_>,
    targets: &[Target],
    group: &[usize],
    verdicts: &Verdicts,
) -> std::result::Result<(), Ended> {
    let first = &targets[group[0]];
    let namespace = first.object.namespace.as_deref();
    // One object is watched by its name, which also needs fewer rights; many with their whole collection.
    let name = format!("metadata.name={}", first.object.name);
    let selectors: &[(&str, &str)] = if group.len() == 1 { &[("fieldSelector", &name)] } else { &[] };
    let by_name: HashMap<&str, usize> =
        group.iter().map(|&index| (targets[index].object.name.as_str(), index)).collect();
    let mut pause = PAUSE;
    loop {
        let (items, version) =
            how.cluster.list(&first.resource, namespace, selectors).await.map_err(Ended::Cluster)?;
        let live: HashMap<&str, &Value> =
            items.iter().filter_map(|item| Some((item["metadata"]["name"].as_str()?, item))).collect();
        for (name, &index) in &by_name {
            // The items of a list do not say what they are.
            let item = live.get(name).map(|&item| typed(item, &targets[index]));
            judge(how, targets, index, item.as_ref(), verdicts)?;
        }
        if done(group, verdicts) {
            return Ok(());
        }
        let changes = how.cluster.watch(&first.resource, namespace, selectors, &version).await;
        match changes {
            Ok(changes) => {
                let mut changes = std::pin::pin!(changes);
                while let Some(Ok(change)) = changes.next().await {
                    pause = PAUSE;
                    let (object, exists) = match &change {
                        Change::Is(object) => (object, true),
                        Change::Gone(object) => (object, false),
                    };
                    let Some(&index) = object["metadata"]["name"].as_str().and_then(|name| by_name.get(name))
                    else {
                        continue;
                    };
                    judge(how, targets, index, exists.then_some(object), verdicts)?;
                    if done(group, verdicts) {
                        return Ok(());
                    }
                }
            }
            // A list starts anew where the server was busy or the version too old.
            Err(error) if !matches!(error.failure, Failure::Forbidden | Failure::Unauthorized) => {}
            Err(error) => return Err(Ended::Cluster(error)),
        }
        // The server ended the watch or broke off: look anew, not in a hurry.
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(5));
    }
}

fn typed(item: &Value, target: &Target) -> Value {
    let mut item = item.clone();
    item["apiVersion"] = target.object.api_version.clone().into();
    item["kind"] = target.object.kind.clone().into();
    item
}

/// Judges a target and tells when that changed.
fn judge(
    how: &Wait<'_>,
    targets: &[Target],
    index: usize,
    live: Option<&Value>,
    verdicts: &Verdicts,
) -> std::result::Result<(), Ended> {
    let target = &targets[index];
    let verdict = target.judge(live);
    let mut verdicts = verdicts.lock().unwrap_or_else(PoisonError::into_inner);
    if verdicts[index] == verdict {
        return Ok(());
    }
    verdicts[index] = verdict.clone();
    drop(verdicts);
    let (ready, message) = match &verdict {
        Verdict::Ready => (true, String::new()),
        Verdict::Waiting(message) | Verdict::Failed(message) => (false, message.clone()),
    };
    if !matches!(target.goal, Goal::Gone(_)) || !ready {
        how.events.send(Event::Progress { object: target.object.clone(), ready, message });
    }
    if matches!(verdict, Verdict::Failed(_)) { Err(Ended::Failed) } else { Ok(()) }
}

fn done(group: &[usize], verdicts: &Verdicts) -> bool {
    let verdicts = verdicts.lock().unwrap_or_else(PoisonError::into_inner);
    group.iter().all(|&index| verdicts[index] == Verdict::Ready)
}
