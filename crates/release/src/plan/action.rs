//! What is done with an object.

use serde::Serialize;
use serde_json::Value;

use super::place::Placed;
use crate::cluster::FieldOwner;
use crate::diff::FieldChange;
use crate::object::ObjectRef;

/// What is done with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It does not exist yet.
    Create,
    /// Fields of it change.
    Update,
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
    /// Fields that other managers own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<FieldOwner>,
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

/// What an operation will do.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Name of the release.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// The revision that will be written.
    pub revision: u32,
    /// What is done with each object: what is written in its order, then what goes.
    pub steps: Vec<Step>,
}

/// How many objects a plan does something with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Created.
    pub create: usize,
    /// Updated.
    pub update: usize,
    /// Adopted.
    pub adopt: usize,
    /// Left alone.
    pub unchanged: usize,
    /// Deleted.
    pub delete: usize,
    /// Kept in the cluster though they leave the release.
    pub keep: usize,
}

impl Plan {
    /// How many objects it does something with.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for step in &self.steps {
            *match step.action {
                Action::Create => &mut summary.create,
                Action::Update => &mut summary.update,
                Action::Adopt => &mut summary.adopt,
                Action::Unchanged => &mut summary.unchanged,
                Action::Delete => &mut summary.delete,
                Action::Keep => &mut summary.keep,
            } += 1;
        }
        summary
    }
}
