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
    /// The server would put this in the place of what is there; what others added goes.
    Replaced(Box<Value>),
    /// Other managers own fields that the step changes, and lose them if this is stored by force.
    Forced(Vec<FieldOwner>, Box<Value>),
    /// A field changes that cannot be changed; the object has to be made anew.
    Immutable(String),
    /// The server could not try it yet; why.
    Untried(String),
}

/// Completes a step with what its trial showed.
pub fn settle(step: &mut Step, trial: Trial, differ: &Differ) {
    match trial {
        Trial::Untried(why) => step.note = Some(format!("unchecked: {why}")),
        Trial::Immutable(why) => {
            step.action = Action::Recreate;
            step.note = Some(why);
            if let (Some(live), Some(placed)) = (&step.live, &step.placed) {
                // The server tells no outcome: what shows is what the chart's fields become.
                let mut outcome = live.clone();
                json_patch::merge(&mut outcome, placed.object.json());
                let ours = [placed.object.json()];
                step.fields = differ.changes(live, &outcome, &ours);
                step.fields.retain(|change| !change.by_server);
            }
        }
        Trial::Forced(owners, outcome) => {
            step.conflicts = owners;
            outcome_of(step, *outcome, differ);
        }
        Trial::Outcome(outcome) => outcome_of(step, *outcome, differ),
        Trial::Replaced(outcome) => {
            outcome_of(step, *outcome, differ);
            // What goes is lost by us, whoever had set it.
            let lost = step.fields.iter_mut().filter(|change| change.new.is_none());
            lost.for_each(|change| change.by_server = false);
        }
    }
}

fn outcome_of(step: &mut Step, outcome: Value, differ: &Differ) {
    let (Some(live), Some(placed)) = (&step.live, &step.placed) else { return };
    // An object that was applied client-side is migrated first, which the dry run cannot know.
    let migrates = managed::migrated(live).is_some();
    let outcome =
        if migrates { managed::without_abandoned(&outcome, live, placed.object.json()) } else { outcome };
    let ours: Vec<&Value> = std::iter::once(placed.object.json()).chain(&step.previous).collect();
    step.fields = differ.changes(live, &outcome, &ours);
    if step.action == Action::Update && !migrates && is_unchanged(live, &outcome) {
        step.action = Action::Unchanged;
    }
}
