//! The order in which what a plan does is done.

use super::action::{Action, Plan, Step};
use super::finding::{Check, Finding, Severity};
use crate::object::Object;
use crate::order::{Order, Rules};

/// Puts the steps of a plan into the order in which they are done, and says which wave each is of. The first steps, of that
/// number, write objects; the others delete or keep them.
pub(crate) fn arrange(plan: &mut Plan, written: usize, rules: &Rules) {
    let others = plan.steps.split_off(written);
    let waves = arrange_writes(plan, rules);
    let (removed, kept): (Vec<Step>, Vec<Step>) =
        others.into_iter().partition(|step| step.action == Action::Delete);
    plan.steps.extend(kept);
    plan.steps.extend(arrange_removals(removed, waves, rules));
}

/// Finds out what comes after what among the objects that are written; gives how many waves they make.
fn arrange_writes(plan: &mut Plan, rules: &Rules) -> usize {
    let objects = objects(&plan.steps);
    let mut order = match Order::of(&objects, rules) {
        Ok(order) => order,
        Err(error) => {
            let order = Order::by_kind(&objects, rules);
            plan.refuse(error);
            order
        }
    };
    let waves = order.sort();
    plan.steps = in_waves(std::mem::take(&mut plan.steps), &waves, 1);
    let names: Vec<_> = plan.steps.iter().map(|step| step.object.clone()).collect();
    for (index, step) in plan.steps.iter_mut().enumerate() {
        step.after = order.needs(index).iter().map(|need| names[need.on].clone()).collect();
    }
    plan.findings.extend(order.missing().iter().map(|(index, named)| Finding {
        severity: Severity::Warning,
        check: Check::Order,
        object: Some(names[*index].clone()),
        message: format!("it is to come after {named}, which is not part of this release"),
        hint: None,
    }));
    plan.order = order;
    waves.len()
}

/// What goes, those that come after others first, in waves after so many others.
fn arrange_removals(steps: Vec<Step>, waves: usize, rules: &Rules) -> Vec<Step> {
    let objects = objects(&steps);
    // What is deleted was written once: a contradiction comes too late to be told.
    let order = Order::of(&objects, rules).unwrap_or_else(|_| Order::by_kind(&objects, rules));
    let removals: Vec<Vec<usize>> = order.waves().into_iter().rev().collect();
    in_waves(steps, &removals, waves + 1)
}

/// Steps in the order of waves, which are given by their indices and numbered from the first.
fn in_waves(steps: Vec<Step>, waves: &[Vec<usize>], first: usize) -> Vec<Step> {
    let mut steps: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    let mut sorted = Vec::with_capacity(steps.len());
    for (wave, indices) in waves.iter().enumerate() {
        let of_wave = indices.iter().filter_map(|&index| steps[index].take());
        sorted.extend(of_wave.map(|step| Step { wave: Some(first + wave), ..step }));
    }
    sorted
}

fn objects(steps: &[Step]) -> Vec<&Object> {
    steps.iter().filter_map(|step| step.placed.as_ref()).map(|placed| &placed.object).collect()
}
