//! What the server answered to dry runs → the fields that change.

use serde_json::Value;

use super::action::{Action, Step};
use crate::cluster::FieldOwner;
use crate::diff::{Differ, is_unchanged};
use crate::managed;

/// How the trial of a step ended.
#[derive(Clone, Debug)]
pub enum Trial {
    /// The server would store this.
    Outcome(Box<Value>),
    /// Other managers own fields that the step changes.
    Conflict(Vec<FieldOwner>),
    /// The server could not try it yet; why.
    Untried(String),
}

/// Completes a step with what its trial showed.
pub fn settle(step: &mut Step, trial: Trial, differ: &Differ) {
    match trial {
        Trial::Untried(why) => step.note = Some(format!("unchecked: {why}")),
        Trial::Conflict(owners) => step.conflicts = owners,
        Trial::Outcome(outcome) => {
            let (Some(live), Some(placed)) = (&step.live, &step.placed) else { return };
            // An object that was applied client-side is migrated first, which the dry run cannot know.
            let migrates = managed::migrated(live).is_some();
            let outcome = if migrates {
                managed::without_abandoned(&outcome, live, placed.object.json())
            } else {
                *outcome
            };
            step.fields = differ.fields(live, &outcome);
            if step.action == Action::Update && !migrates && is_unchanged(live, &outcome) {
                step.action = Action::Unchanged;
            }
        }
    }
}
