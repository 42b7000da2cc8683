//! What is told on the way.

use diagnostic::Diagnostic;
use serde::Serialize;

/// One thing that happened. Serialised as a JSON object whose `event` names the variant.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Something worth knowing that does not stop the work.
    Note {
        /// One sentence.
        message: String,
    },
    /// A warning with its place.
    Warning {
        /// One sentence.
        message: String,
        /// The whole diagnostic, for printing.
        #[serde(skip)]
        diagnostic: Box<Diagnostic>,
    },
    /// A transfer began.
    TransferStarted {
        /// What is transferred, as the user knows it.
        what: String,
        /// Size in bytes, where known.
        total: Option<u64>,
    },
    /// A transfer went on.
    TransferProgress {
        /// What is transferred.
        what: String,
        /// Bytes so far.
        done: u64,
    },
    /// A transfer ended.
    TransferFinished {
        /// What was transferred.
        what: String,
        /// Size in bytes.
        bytes: u64,
    },
    /// Something happened to a release; serialised as that event itself.
    #[serde(untagged)]
    Release(release::Event),
}

/// A sink of events. It must not block for long: it is called from where the work is done.
pub trait Events: Send + Sync {
    /// Takes one event.
    fn emit(&self, event: Event);

    /// Whether the pods of what is awaited are worth their requests.
    fn wants_pods(&self) -> bool {
        false
    }
}

/// A sink that drops everything.
pub struct Silent;

impl Events for Silent {
    fn emit(&self, _: Event) {}
}

impl dyn Events {
    /// Tells a fact.
    pub fn note(&self, message: impl Into<String>) {
        self.emit(Event::Note { message: message.into() });
    }

    /// Tells a warning.
    pub fn warn(&self, diagnostic: Diagnostic) {
        self.emit(Event::Warning { message: diagnostic.message.clone(), diagnostic: Box::new(diagnostic) });
    }
}
