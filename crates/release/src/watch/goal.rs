//! What is awaited.

use serde_json::Value;

use crate::cluster::Resource;
use crate::object::ObjectRef;
use crate::readiness::{Criteria, Verdict, hook_verdict, verdict};

/// What is awaited of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// That it is what it should be.
    Ready(Criteria),
    /// That it has run to its end, as hooks do.
    Done,
    /// That it is gone; with a uid, that this very object is.
    Gone(Option<String>),
}

/// An object, and what is awaited of it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The object.
    pub object: ObjectRef,
    /// Its kind's place.
    pub resource: Resource,
    /// What is awaited.
    pub goal: Goal,
}

impl Target {
    /// Judges the object as it is now.
    pub(super) fn judge(&self, live: Option<&Value>) -> Verdict {
        match (&self.goal, live) {
            (Goal::Gone(_), None) => Verdict::Ready,
            (Goal::Gone(Some(uid)), Some(live)) if live["metadata"]["uid"] != uid.as_str() => Verdict::Ready,
            (Goal::Gone(_), Some(live)) => {
                let finalizers: Vec<&str> = live["metadata"]["finalizers"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                Verdict::Waiting(if finalizers.is_empty() {
                    "it still exists".into()
                } else {
                    format!("it still exists: waiting for finalizers {}", finalizers.join(", "))
                })
            }
            (_, None) => Verdict::Waiting("it does not exist".into()),
            (Goal::Ready(criteria), Some(live)) => verdict(live, criteria),
            (Goal::Done, Some(live)) => hook_verdict(live),
        }
    }
}
