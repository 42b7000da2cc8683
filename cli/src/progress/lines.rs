//! A line for each change, where there is no terminal to draw on.

use release::Event;
use release::event::Stage;
use release::plan::Summary;
use release::readiness::PodState;

/// What is said about an event; nothing where it says too little.
pub(crate) fn line(event: &Event) -> Option<String> {
    Some(match event {
        Event::Planned { summary, .. } => planned(summary)?,
        Event::Stage { stage: Stage::Wait, objects } => format!("waiting for {objects} object(s)"),
        Event::Stage { stage: Stage::Rollback, .. } => "going back".to_owned(),
        Event::Stage { stage: Stage::Definitions, objects } => format!("creating {objects} definition(s)"),
        Event::Progress { object, ready: true, .. } => format!("{object} is ready"),
        Event::Progress { object, message, .. } => format!("{object}: {message}"),
        Event::Pod { object, pod, state: PodState::Trouble, message } => {
            format!("{object}: pod {pod}: {message}")
        }
        Event::Hook { on, object, phase } => format!("{on} hook {object}: {}", phase.to_lowercase()),
        _ => return None,
    })
}

/// The counts of a plan that are not zero; nothing where it changes nothing.
pub(super) fn planned(summary: &Summary) -> Option<String> {
    let Summary { create, update, recreate, adopt, unchanged: _, delete, keep } = summary;
    let counts = [
        (create, "create"),
        (update, "update"),
        (recreate, "recreate"),
        (adopt, "adopt"),
        (delete, "delete"),
        (keep, "keep"),
    ];
    let said: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| **count > 0)
        .map(|(count, what)| format!("{count} to {what}"))
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}
