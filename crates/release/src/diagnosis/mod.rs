//! Why an object does not become ready: the cause, the evidence, and what to try.
//!
//! A diagnosis is a pure function of what the cluster says: the object, its pods, the events about them.
//!
//! | file | holds |
//! |---|---|
//! | `cause` | the classes of causes, and what to try for each |
//! | `examine` | from what the cluster says to a cause |

mod cause;
mod examine;

use serde::Serialize;

pub use cause::Cause;
pub use examine::{Findings, examine};

use crate::object::ObjectRef;

/// Why an object does not become ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// The object that was awaited.
    pub object: ObjectRef,
    /// What its status says is missing.
    pub state: String,
    /// The class of the cause.
    pub cause: Cause,
    /// What to try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<&'static str>,
    /// What shows it: messages of containers, conditions and events.
    pub evidence: Vec<String>,
    /// The last lines that a failing container logged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<String>,
    /// The pod to look at, with its container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod: Option<(String, Option<String>)>,
}

impl Diagnosis {
    /// Adds it to what a person is told.
    pub fn add_to(&self, diagnostic: diagnostic::Diagnostic) -> diagnostic::Diagnostic {
        let mut diagnostic = diagnostic.note(format!("{}: {}", self.object, self.state));
        for line in &self.evidence {
            diagnostic = diagnostic.note(format!("  {line}"));
        }
        for line in &self.log {
            diagnostic = diagnostic.note(format!("  | {line}"));
        }
        let hint = self.remedy.map_or_else(|| self.further(), str::to_owned);
        if diagnostic.hints.contains(&hint) { diagnostic } else { diagnostic.hint(hint) }
    }

    /// Where to look further.
    fn further(&self) -> String {
        let ObjectRef { kind, name, namespace, .. } = &self.object;
        let namespace = namespace.as_ref().map_or_else(String::new, |namespace| format!(" -n {namespace}"));
        format!("look further with `kubectl describe {} {name}{namespace}`", kind.to_lowercase())
    }
}
