//! A plan in a file, and what moved since it was made.
//!
//! The file holds the rendering, so that applying it never renders; random values cannot be rendered twice. What the
//! cluster looked like lies beside it: the state of each object without what the server keeps for itself.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::action::{Action, Operation, Plan, Step};
use crate::diff::{Differ, FieldChange, normal};
use crate::error::{Error, Result};
use crate::object::ObjectRef;
use crate::operation::{Options, UninstallOptions};
use crate::record::Release;

/// The format that is written and read.
const FORMAT: &str = "rhumb.io/plan/v1";

/// A plan as it lies in a file. It holds Secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedPlan {
    /// `rhumb.io/plan/v1`.
    pub format: String,
    /// That the file holds Secrets.
    pub notice: String,
    /// Identity of the cluster, where it may be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// What is planned.
    pub operation: Operation,
    /// The revision that it starts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<u32>,
    /// The revision as it will be recorded, with its rendering.
    pub release: Release,
    /// The user's labels on the record, which stand beside it.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// How it is carried out.
    pub options: Options,
    /// How an uninstall is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uninstall: Option<UninstallOptions>,
    /// What the plan saw of each object.
    pub seen: Vec<Seen>,
}

/// What a plan saw of an object.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// The object.
    pub object: ObjectRef,
    /// What was to be done with it.
    pub action: Action,
    /// Paths of the fields that were to change; values may be secret.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Value>,
}

/// What changed in the cluster since a plan was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Moved {
    /// The object.
    pub object: ObjectRef,
    /// What happened to it.
    pub what: String,
    /// The fields that changed since; Secrets show as digests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}

impl SavedPlan {
    /// Makes one; the parts are those of the proposal.
    pub(crate) fn new(
        plan: &Plan,
        release: Release,
        options: Options,
        uninstall: Option<UninstallOptions>,
        cluster: Option<String>,
    ) -> Self {
        Self {
            format: FORMAT.into(),
            notice: "This file holds the Secrets of the release in plain text: keep it as you keep those."
                .into(),
            cluster,
            operation: plan.operation,
            base: plan.base,
            labels: release.labels.clone(),
            release,
            options,
            uninstall,
            seen: guarded(plan).map(Seen::of).collect(),
        }
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`Error::PlanFile`] where the text is none.
    pub fn read(text: &str) -> Result<Self> {
        let wrong = |what: String| Error::PlanFile { what };
        let json: Value =
            serde_json::from_str(text).map_err(|error| wrong(format!("it is no JSON: {error}")))?;
        if json["format"] != FORMAT {
            return Err(wrong(format!("its format is {}, this version reads {FORMAT:?}", json["format"])));
        }
        let mut saved: Self = serde_json::from_value(json).map_err(|error| wrong(error.to_string()))?;
        saved.release.labels = saved.labels.clone();
        Ok(saved)
    }

    /// Its text.
    ///
    /// # Errors
    /// [`Error::PlanFile`] where it cannot be written as JSON.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::PlanFile { what: error.to_string() })
    }
}

impl Seen {
    fn of(step: &Step) -> Self {
        Self {
            object: step.object.clone(),
            action: step.action,
            fields: paths(&step.fields),
            state: step.live.as_ref().map(normal),
        }
    }
}

/// The steps that are compared; definitions are looked at only where they are to be upgraded.
fn guarded(plan: &Plan) -> impl Iterator<Item = &Step> {
    plan.new_namespace.iter().chain(&plan.steps)
}

/// Paths of the fields that we change.
fn paths(fields: &[FieldChange]) -> Vec<String> {
    fields.iter().filter(|change| !change.by_server).map(|change| change.path.clone()).collect()
}

/// What moved between the time a plan was saved and a fresh plan of the same. Fields that neither the chart nor the
/// previous revision has do not count: they are others' business and no part of what was shown.
pub fn moved(saved: &[Seen], fresh: &Plan) -> Vec<Moved> {
    let differ = Differ::default();
    let now: HashMap<&ObjectRef, &Step> = guarded(fresh).map(|step| (&step.object, step)).collect();
    let mut moved: Vec<Moved> = saved
        .iter()
        .filter_map(|seen| match now.get(&seen.object) {
            None if seen.action == Action::Keep && seen.state.is_none() => None,
            // A namespace was planned that somebody else has made.
            None if seen.action == Action::Create => {
                Some(Moved { object: seen.object.clone(), what: "it exists by now".into(), fields: vec![] })
            }
            None => Some(Moved { object: seen.object.clone(), what: "it is gone".into(), fields: vec![] }),
            Some(step) => what_moved(seen, step, &differ),
        })
        .collect();
    let known: Vec<&ObjectRef> = saved.iter().map(|seen| &seen.object).collect();
    moved.extend(guarded(fresh).filter(|step| !known.contains(&&step.object)).map(|step| Moved {
        object: step.object.clone(),
        what: if step.live.is_some() { "it was not there" } else { "it is gone" }.into(),
        fields: vec![],
    }));
    moved
}

fn what_moved(seen: &Seen, step: &Step, differ: &Differ) -> Option<Moved> {
    let moved = |what: &str, fields| Some(Moved { object: step.object.clone(), what: what.into(), fields });
    match (&seen.state, &step.live) {
        (None, Some(_)) => return moved("it exists by now", vec![]),
        (Some(_), None) => return moved("it is gone", vec![]),
        (Some(then), Some(live)) => {
            let placed = step.placed.as_ref().map(|placed| placed.object.json());
            let ours: Vec<&Value> = placed.into_iter().chain(&step.previous).collect();
            let fields: Vec<FieldChange> =
                differ.changes(then, live, &ours).into_iter().filter(|change| !change.by_server).collect();
            if !fields.is_empty() {
                return moved("it was changed", fields);
            }
        }
        (None, None) => {}
    }
    if seen.action != step.action || seen.fields != paths(&step.fields) {
        return moved("what would be done with it has changed", vec![]);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn step(action: Action, live: Option<Value>) -> Step {
        let object = ObjectRef {
            api_version: "v1".into(),
            kind: "ConfigMap".into(),
            namespace: None,
            name: "a".into(),
        };
        Step { previous: Some(json!({"data": {"k": "old"}})), live, ..Step::new(object, action) }
    }

    fn plan(steps: Vec<Step>) -> Plan {
        Plan { steps, ..Plan::default() }
    }

    #[test]
    fn tells_what_moved() {
        let live = |k: &str, version: &str| {
            Some(
                json!({"metadata": {"resourceVersion": version}, "data": {"k": k}, "status": {"v": version}}),
            )
        };
        for (before, after, expected) in [
            (step(Action::Update, live("a", "1")), step(Action::Update, live("a", "2")), None),
            (
                step(Action::Update, live("a", "1")),
                step(Action::Update, live("b", "1")),
                Some("it was changed"),
            ),
            (step(Action::Create, None), step(Action::Update, live("a", "1")), Some("it exists by now")),
            (step(Action::Update, live("a", "1")), step(Action::Create, None), Some("it is gone")),
            (
                step(Action::Update, live("a", "1")),
                step(Action::Unchanged, live("a", "1")),
                Some("what would be done with it has changed"),
            ),
        ] {
            let found = moved(&[Seen::of(&before)], &plan(vec![after]));
            assert_eq!(found.first().map(|moved| moved.what.as_str()), expected);
        }
        let gone = moved(&[Seen::of(&step(Action::Delete, live("a", "1")))], &plan(vec![]));
        assert_eq!(gone[0].what, "it is gone");
        let new = moved(&[], &plan(vec![step(Action::Delete, live("a", "1"))]));
        assert_eq!(new[0].what, "it was not there");
        // A namespace that is to be created stands in the plan only while it is not there.
        let namespace = step(Action::Create, None);
        let with = Plan { new_namespace: Some(namespace.clone()), ..Plan::default() };
        assert_eq!(moved(&[Seen::of(&namespace)], &plan(vec![]))[0].what, "it exists by now");
        assert_eq!(moved(&[], &with)[0].what, "it is gone");
        assert_eq!(moved(&[Seen::of(&namespace)], &with), []);
    }

    #[test]
    fn is_read_as_it_was_written() {
        let release = Release { name: "web".into(), manifest: "a: 1\n".into(), ..Release::default() };
        let labelled = Release { labels: [("team".to_owned(), "x".to_owned())].into(), ..release };
        let plan = plan(vec![step(Action::Update, Some(json!({"data": {"k": "a", "n": 1.50}})))]);
        let saved = SavedPlan::new(&plan, labelled.clone(), Options::default(), None, Some("uid".into()));
        let read = SavedPlan::read(&saved.text().unwrap()).unwrap();
        assert_eq!(read.release, labelled);
        assert_eq!(read.seen[0].state, saved.seen[0].state);
        assert!(SavedPlan::read("{}").unwrap_err().to_string().contains("format"));
    }
}
