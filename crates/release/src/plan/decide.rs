//! Desired, previous and live objects → what to do with each.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::action::{Action, Step};
use super::place::Placed;
use crate::error::Error;
use crate::object::ObjectRef;
use crate::ownership::{Owner, is_kept, owner_of};

/// The live objects, as far as they exist.
pub type Live = HashMap<ObjectRef, Value>;

/// Decides what to do with each object: what is desired is created, updated or adopted; what the previous revision had
/// and the new one has not is deleted or kept.
///
/// Objects that the previous revision did not have, exist and belong to somebody else give an [`Error::NotOwned`] beside
/// the steps, unless `take_ownership`.
pub fn decide(
    owner: Owner<'_>,
    desired: Vec<Placed>,
    previous: Vec<Placed>,
    live: &Live,
    take_ownership: bool,
) -> (Vec<Step>, Option<Error>) {
    let before: HashMap<_, &Placed> =
        previous.iter().map(|placed| (placed.reference.identity(), placed)).collect();
    let mut foreign = vec![];
    let mut steps: Vec<Step> = desired
        .iter()
        .map(|placed| {
            let live = live.get(&placed.reference).cloned();
            let known = before.get(&placed.reference.identity());
            let refusal = live.as_ref().and_then(|live| owner.refuses(live));
            let action = match (&live, &refusal, known) {
                (None, ..) => Action::Create,
                // As Helm: what the previous revision had is the release's, whatever its metadata says by now.
                (Some(_), None, _) | (Some(_), Some(_), Some(_)) => Action::Update,
                (Some(_), Some(_), None) => Action::Adopt,
            };
            if action == Action::Adopt && !take_ownership {
                let owner = live.as_ref().and_then(owner_of);
                foreign.push((placed.reference.clone(), reason(&placed.reference, refusal), owner));
            }
            Step {
                previous: known.map(|placed| placed.object.json().clone()),
                placed: Some(placed.clone()),
                live,
                ..Step::new(placed.reference.clone(), action)
            }
        })
        .collect();
    let after: HashSet<_> = desired.iter().map(|placed| placed.reference.identity()).collect();
    let gone = previous.iter().filter(|placed| !after.contains(&placed.reference.identity()));
    steps.extend(gone.filter_map(|placed| removal(owner, placed, live)));
    (steps, (!foreign.is_empty()).then_some(Error::NotOwned { objects: foreign }))
}

/// What to do with an object that leaves the release; nothing where it is gone already.
pub(crate) fn removal(owner: Owner<'_>, placed: &Placed, live: &Live) -> Option<Step> {
    let live = live.get(&placed.reference)?;
    let mut step = Step { live: Some(live.clone()), ..keep(placed) };
    if !is_kept(live) && !is_kept(placed.object.json()) {
        if let Some(refusal) = owner.refuses(live) {
            step.note = Some(format!("it is not owned by this release: {refusal}"));
        } else {
            (step.action, step.note) = (Action::Delete, None);
        }
    }
    Some(step)
}

/// An object that stays because its resource policy says so.
pub(crate) fn keep(placed: &Placed) -> Step {
    Step {
        note: Some("its resource policy says so".to_owned()),
        previous: Some(placed.object.json().clone()),
        placed: Some(placed.clone()),
        ..Step::new(placed.reference.clone(), Action::Keep)
    }
}

/// Helm's sentence for an object that belongs to somebody else.
fn reason(object: &ObjectRef, refusal: Option<String>) -> String {
    format!(
        "{} {:?} in namespace {:?} exists and cannot be imported into the current release: invalid ownership metadata; {}",
        object.kind,
        object.name,
        object.namespace.as_deref().unwrap_or_default(),
        refusal.unwrap_or_default()
    )
}
