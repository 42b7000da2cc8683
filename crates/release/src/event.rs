//! What an operation tells while it runs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::diagnosis::Diagnosis;
use crate::object::ObjectRef;
use crate::plan::{Action, Operation, Summary};
use crate::readiness::PodState;

/// Something that happened. Serialised, an event is one JSON object with its name under `event`; docs/events.md tells
/// users what stands in each.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Event {
    /// An operation begins; nothing has been asked of the cluster yet.
    Started {
        /// What is done.
        operation: Task,
        /// Name of the release.
        release: String,
        /// Its namespace.
        namespace: String,
    },
    /// The plan stands; nothing has been changed yet.
    Planned {
        /// Name of the release.
        release: String,
        /// The revision that will be written.
        revision: u32,
        /// How many objects are created, updated, …
        summary: Summary,
    },
    /// A stage of the operation begins.
    Stage {
        /// The stage.
        stage: Stage,
        /// How many objects it is about.
        objects: usize,
    },
    /// An object was written, deleted or found as it should be.
    Applied {
        /// The object.
        object: ObjectRef,
        /// What was done.
        action: Action,
    },
    /// An object's readiness changed.
    Progress {
        /// The object.
        object: ObjectRef,
        /// Whether it is ready.
        ready: bool,
        /// What is still missing; empty when it is ready.
        message: String,
    },
    /// The state of a pod that belongs to an awaited object changed.
    Pod {
        /// The awaited object.
        object: ObjectRef,
        /// Name of the pod.
        pod: String,
        /// Its state.
        state: PodState,
        /// More about it, such as why a container waits; may be empty.
        message: String,
    },
    /// A hook began or ended.
    Hook {
        /// When it runs, such as `pre-install`.
        on: String,
        /// Its object.
        object: ObjectRef,
        /// `Running`, `Succeeded` or `Failed`.
        phase: String,
    },
    /// A line that a container of a hook logged.
    Log {
        /// The pod.
        pod: String,
        /// The container.
        container: String,
        /// The line.
        line: String,
    },
    /// Something did not become ready; why.
    Diagnosed {
        /// Why.
        diagnosis: Diagnosis,
    },
    /// The record of a revision was written.
    Recorded {
        /// Number of the revision.
        revision: u32,
        /// Its state.
        status: String,
    },
    /// Worth knowing.
    Warning {
        /// The text.
        message: String,
    },
}

/// What is done with a release: a change that can be planned, or what needs no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Its tests run.
    Test,
    /// What others changed is reverted.
    Fix,
    /// It is changed.
    #[serde(untagged)]
    Change(Operation),
}

impl From<Operation> for Task {
    fn from(operation: Operation) -> Self {
        Self::Change(operation)
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Test => f.write_str("test"),
            Self::Fix => f.write_str("fix"),
            Self::Change(operation) => operation.fmt(f),
        }
    }
}

/// The stages of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Reading live objects and trying the change without making it.
    Plan,
    /// Creating custom resource definitions.
    Definitions,
    /// Running hooks.
    Hooks,
    /// Writing objects.
    Apply,
    /// Deleting objects.
    Delete,
    /// Waiting until objects are ready, or gone.
    Wait,
    /// Going back after a failure.
    Rollback,
}

/// Where events go. Cheap to clone; sending never blocks.
#[derive(Clone)]
pub struct Events {
    sink: Arc<dyn Fn(Event) + Send + Sync>,
    pods: bool,
}

impl Events {
    /// Calls a function for each event. It must return at once.
    pub fn new(sink: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self { sink: Arc::new(sink), pods: false }
    }

    /// Also tells of the pods of what is awaited, which costs a list and a watch per namespace.
    #[must_use]
    pub fn with_pods(self) -> Self {
        Self { pods: true, ..self }
    }

    /// Whether pods are told of.
    pub(crate) fn wants_pods(&self) -> bool {
        self.pods
    }

    /// Throws events away.
    pub fn none() -> Self {
        Self::new(|_| {})
    }

    /// Tells something.
    pub fn send(&self, event: Event) {
        (self.sink)(event);
    }

    /// Tells a warning.
    pub fn warn(&self, message: impl Into<String>) {
        self.send(Event::Warning { message: message.into() });
    }
}

/// A duration as people say it: `5m0s`, `1.5s`, as Go prints it.
pub fn seconds(duration: Duration) -> String {
    let all = duration.as_secs();
    let (hours, minutes) = (all / 3600, all / 60 % 60);
    let rest = duration.as_secs_f64() - (all / 60 * 60) as f64;
    let rest = format!("{rest:.3}");
    let rest = rest.trim_end_matches('0').trim_end_matches('.');
    match (hours, minutes) {
        (0, 0) => format!("{rest}s"),
        (0, _) => format!("{minutes}m{rest}s"),
        _ => format!("{hours}h{minutes}m{rest}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_one_word() {
        for (task, word) in [(Task::Test, "test"), (Task::Fix, "fix"), (Operation::Upgrade.into(), "upgrade")]
        {
            assert_eq!(serde_json::to_value(task).unwrap(), word);
            assert_eq!(task.to_string(), word);
        }
    }

    #[test]
    fn durations_read_as_in_go() {
        for (milliseconds, text) in [(300_000, "5m0s"), (1500, "1.5s"), (3_661_000, "1h1m1s"), (0, "0s")] {
            assert_eq!(seconds(Duration::from_millis(milliseconds)), text);
        }
    }
}
