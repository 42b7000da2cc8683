//! Documents that run at an event.

use crate::Document;

/// When a hook runs (pkg/release/v1/hook.go).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Before an installation.
    PreInstall,
    /// After an installation.
    PostInstall,
    /// Before an uninstallation.
    PreDelete,
    /// After an uninstallation.
    PostDelete,
    /// Before an upgrade.
    PreUpgrade,
    /// After an upgrade.
    PostUpgrade,
    /// Before a rollback.
    PreRollback,
    /// After a rollback.
    PostRollback,
    /// When the release is tested.
    Test,
}

impl Event {
    /// Every event by its name in the annotation.
    const NAMES: [(&'static str, Self); 9] = [
        ("pre-install", Self::PreInstall),
        ("post-install", Self::PostInstall),
        ("pre-delete", Self::PreDelete),
        ("post-delete", Self::PostDelete),
        ("pre-upgrade", Self::PreUpgrade),
        ("post-upgrade", Self::PostUpgrade),
        ("pre-rollback", Self::PreRollback),
        ("post-rollback", Self::PostRollback),
        ("test", Self::Test),
    ];

    /// The event of a name; `test-success` is the old one of `test`.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name == "test-success" { "test" } else { name };
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, event)| *event)
    }

    /// Its name in the annotation and in a release record.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, event)| *event == self).map_or("", |(name, _)| name)
    }
}

/// When a hook's object is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeletePolicy {
    /// Before it is created again; what happens without any policy.
    BeforeHookCreation,
    /// After it succeeded.
    HookSucceeded,
    /// After it failed.
    HookFailed,
    /// A word that Helm keeps in its record and never acts on.
    Other(String),
}

impl DeletePolicy {
    /// The policy of a word in the annotation.
    pub fn from_name(name: &str) -> Self {
        match name {
            "before-hook-creation" => Self::BeforeHookCreation,
            "hook-succeeded" => Self::HookSucceeded,
            "hook-failed" => Self::HookFailed,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Its word in the annotation and in a release record.
    pub fn name(&self) -> &str {
        match self {
            Self::BeforeHookCreation => "before-hook-creation",
            Self::HookSucceeded => "hook-succeeded",
            Self::HookFailed => "hook-failed",
            Self::Other(other) => other,
        }
    }
}

/// When the logs of a hook are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputLogPolicy {
    /// After it succeeded.
    HookSucceeded,
    /// After it failed.
    HookFailed,
    /// A word that Helm keeps in its record and never acts on.
    Other(String),
}

impl OutputLogPolicy {
    /// The policy of a word in the annotation.
    pub fn from_name(name: &str) -> Self {
        match name {
            "hook-succeeded" => Self::HookSucceeded,
            "hook-failed" => Self::HookFailed,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Its word in the annotation and in a release record.
    pub fn name(&self) -> &str {
        match self {
            Self::HookSucceeded => "hook-succeeded",
            Self::HookFailed => "hook-failed",
            Self::Other(other) => other,
        }
    }
}

/// A document that runs at an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Hook {
    /// The document.
    pub document: Document,
    /// When it runs; never empty.
    pub events: Vec<Event>,
    /// Hooks of one event run by weight, then by name.
    pub weight: i64,
    /// When its object is deleted, as said; [`DeletePolicy::BeforeHookCreation`] counts where nothing is.
    pub delete_policies: Vec<DeletePolicy>,
    /// When its logs are shown.
    pub output_log_policies: Vec<OutputLogPolicy>,
}

/// What the annotations make of a document.
pub(crate) enum Classified {
    Plain(Document),
    Hook(Hook),
    /// The annotation names an event that does not exist.
    Unknown(Document),
}

impl Hook {
    pub(crate) fn classify(document: Document) -> Classified {
        let head = &document.head;
        let Some(events) = head.annotation("helm.sh/hook") else { return Classified::Plain(document) };
        let events: Option<Vec<Event>> = words(events).map(|word| Event::from_name(&word)).collect();
        let Some(events) = events else { return Classified::Unknown(document) };
        let weight =
            head.annotation("helm.sh/hook-weight").and_then(|weight| weight.parse().ok()).unwrap_or(0);
        let delete_policies = head
            .annotation("helm.sh/hook-delete-policy")
            .map_or(vec![], |policies| words(policies).map(|word| DeletePolicy::from_name(&word)).collect());
        let output_log_policies =
            head.annotation("helm.sh/hook-output-log-policy").map_or(vec![], |policies| {
                words(policies).map(|word| OutputLogPolicy::from_name(&word)).collect()
            });
        Classified::Hook(Self { document, events, weight, delete_policies, output_log_policies })
    }

    /// Whether it runs at this event.
    pub fn runs_at(&self, event: Event) -> bool {
        self.events.contains(&event)
    }
}

fn words(list: &str) -> impl Iterator<Item = String> {
    list.split(',').map(|word| word.trim().to_lowercase())
}

/// The hooks of an event in the order in which they run: by weight, then by name, then as they were.
pub fn execution_order(hooks: &[Hook], event: Event) -> Vec<&Hook> {
    let mut running: Vec<&Hook> = hooks.iter().filter(|hook| hook.runs_at(event)).collect();
    running.sort_by(|a, b| (a.weight, &a.document.head.name).cmp(&(b.weight, &b.document.head.name)));
    running
}
