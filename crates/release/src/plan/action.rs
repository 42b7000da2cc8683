//! What is done with an object.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::finding::Finding;
use super::place::Placed;
use crate::cluster::FieldOwner;
use crate::diff::FieldChange;
use crate::error::{Error, Result};
use crate::object::ObjectRef;
use crate::order::Order;
use crate::patch::merge_patch_onto;

/// What is done with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It does not exist yet.
    Create,
    /// Fields of it change.
    Update,
    /// It is deleted and created anew, because fields change that cannot be changed.
    Recreate,
    /// It exists and becomes part of the release.
    Adopt,
    /// It is as it should be.
    Unchanged,
    /// It goes.
    Delete,
    /// It leaves the release, but stays in the cluster.
    Keep,
}

/// What is done with one object.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The object.
    pub object: ObjectRef,
    /// What is done.
    pub action: Action,
    /// The fields that change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
    /// Why the server could not try it yet, or why the object is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields that other managers own, and lose where conflicts are forced.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<FieldOwner>,
    /// When it is done, from 1: what is of one wave is done at once, what is of a later one after it. Nothing where nothing is
    /// done, and for definitions, which come before all waves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wave: Option<usize>,
    /// Objects of the same plan that it comes after, beside those of earlier stages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<ObjectRef>,
    /// What will be written, with the place it goes to; absent where the object goes.
    #[serde(skip)]
    pub placed: Option<Placed>,
    /// What is there now.
    #[serde(skip)]
    pub live: Option<Value>,
    /// The object of the previous revision.
    #[serde(skip)]
    pub previous: Option<Value>,
}

/// What is planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// A new release, or a name that is taken over.
    #[default]
    Install,
    /// Another chart or other values.
    Upgrade,
    /// The documents of an earlier revision.
    Rollback,
    /// The end of a release.
    Uninstall,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Install => "install",
            Self::Upgrade => "upgrade",
            Self::Rollback => "rollback",
            Self::Uninstall => "uninstall",
        })
    }
}

/// A hook that will run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedHook {
    /// When, such as `pre-upgrade`.
    pub on: String,
    /// Kind of its object.
    pub kind: String,
    /// Name of its object.
    pub name: String,
    /// Its weight; hooks of one event run one after the other by weight, then by name.
    pub weight: i64,
}

impl Step {
    /// What is done with an object of which nothing else is known.
    pub fn new(object: ObjectRef, action: Action) -> Self {
        Self {
            object,
            action,
            fields: vec![],
            note: None,
            conflicts: vec![],
            wave: None,
            after: vec![],
            placed: None,
            live: None,
            previous: None,
        }
    }

    /// The merge patch that makes the live object what it should be, without server-side apply; nothing where there is no
    /// live object.
    pub(crate) fn merge_patch(&self) -> Option<Value> {
        let (live, wanted) = (self.live.as_ref()?, self.placed.as_ref()?.object.json());
        let patch = self.previous.as_ref().map(|previous| merge_patch_onto(live, previous, wanted));
        Some(patch.unwrap_or_else(|| wanted.clone()))
    }

    /// The object as it is put in the place of the live one; nothing where there is no live object.
    pub(crate) fn replacement(&self) -> Option<Value> {
        let (live, mut wanted) = (self.live.as_ref()?, self.placed.as_ref()?.object.json().clone());
        wanted["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"].clone();
        Some(wanted)
    }
}

/// What an operation will do.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// What is planned.
    pub operation: Operation,
    /// Name of the release.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// The revision that it starts from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<u32>,
    /// The revision that will be written; for an uninstall, the one that ends.
    pub revision: u32,
    /// That the namespace of the release is created, where it is; it comes before everything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_namespace: Option<Step>,
    /// What is done with the definitions that the chart brings; it comes before all other objects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<Step>,
    /// What is done with each object, in the order in which it is done: what is written, what is kept, what goes.
    pub steps: Vec<Step>,
    /// The hooks that will run, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hooks: Vec<PlannedHook>,
    /// What was found out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What comes after what among the steps that write.
    #[serde(skip)]
    pub order: Order,
    /// Why the operation cannot succeed; the findings say the same.
    #[serde(skip)]
    pub refusals: Vec<Error>,
}

/// How many objects a plan does something with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Created.
    pub create: usize,
    /// Updated.
    pub update: usize,
    /// Deleted and created anew.
    pub recreate: usize,
    /// Adopted.
    pub adopt: usize,
    /// Left alone.
    pub unchanged: usize,
    /// Deleted.
    pub delete: usize,
    /// Kept in the cluster though they leave the release.
    pub keep: usize,
}

impl Summary {
    /// Whether no object is touched.
    pub fn is_nothing(self) -> bool {
        self.create + self.update + self.recreate + self.adopt + self.delete == 0
    }
}

impl Plan {
    /// How many objects it does something with.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for step in self.new_namespace.iter().chain(&self.definitions).chain(&self.steps) {
            *match step.action {
                Action::Create => &mut summary.create,
                Action::Update => &mut summary.update,
                Action::Recreate => &mut summary.recreate,
                Action::Adopt => &mut summary.adopt,
                Action::Unchanged => &mut summary.unchanged,
                Action::Delete => &mut summary.delete,
                Action::Keep => &mut summary.keep,
            } += 1;
        }
        summary
    }

    /// Notes why the operation cannot succeed.
    pub(crate) fn refuse(&mut self, error: Error) {
        self.findings.extend(Finding::of(&error));
        self.refusals.push(error);
    }

    /// Fails where the operation cannot succeed.
    ///
    /// # Errors
    /// The first reason.
    pub fn possible(&self) -> Result<()> {
        self.refusals.first().map_or(Ok(()), |error| Err(error.clone()))
    }
}
