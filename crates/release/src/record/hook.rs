//! Hooks and their last run.

use serde::{Deserialize, Serialize};

use super::time::Time;
use crate::record::release::{null_as_default, time_or_none};

/// A hook of a release (pkg/release/v1/hook.go).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hook {
    /// Name of the object.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Kind of the object.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The template it was rendered from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The object as YAML.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub manifest: String,
    /// When it runs.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub events: Vec<HookEvent>,
    /// How its last run went.
    pub last_run: HookRun,
    /// Lower weights run first.
    #[serde(skip_serializing_if = "is_zero")]
    pub weight: i64,
    /// When its object is deleted.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub delete_policies: Vec<DeletePolicy>,
    /// When its logs are shown.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub output_log_policies: Vec<LogPolicy>,
}

/// How a hook's last run went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HookRun {
    /// When its object was created.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "time_or_none")]
    pub started_at: Option<Time>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "time_or_none")]
    pub completed_at: Option<Time>,
    /// `Unknown`, `Running`, `Succeeded`, `Failed`, or empty before the first run.
    #[serde(deserialize_with = "null_as_default")]
    pub phase: String,
}

impl From<&manifest::Hook> for Hook {
    /// A rendered hook that has not run yet.
    fn from(hook: &manifest::Hook) -> Self {
        Self {
            name: hook.document.head.name.clone(),
            kind: hook.document.head.kind.clone(),
            path: hook.document.path.to_string(),
            manifest: hook.document.text.to_string(),
            events: hook.events.iter().map(|event| event.name().into()).collect(),
            last_run: HookRun::default(),
            weight: hook.weight,
            delete_policies: hook.delete_policies.iter().map(|policy| policy.name().into()).collect(),
            output_log_policies: hook.output_log_policies.iter().map(|policy| policy.name().into()).collect(),
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal $(| $alias:literal)*),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A word that this version does not know; kept as written.
            Other(String),
        }

        impl $name {
            /// The word in annotations and records.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word $(| $alias)* => Self::$variant,)*
                    other => Self::Other(other.into()),
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::from(word.as_str())
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().into()
            }
        }
    };
}

words! {
    /// When a hook runs.
    HookEvent {
        /// Before anything of an install is applied.
        PreInstall = "pre-install",
        /// After an install was applied (and waited for).
        PostInstall = "post-install",
        /// Before an uninstall deletes anything.
        PreDelete = "pre-delete",
        /// After an uninstall has deleted everything.
        PostDelete = "post-delete",
        /// Before anything of an upgrade is applied.
        PreUpgrade = "pre-upgrade",
        /// After an upgrade was applied.
        PostUpgrade = "post-upgrade",
        /// Before anything of a rollback is applied.
        PreRollback = "pre-rollback",
        /// After a rollback was applied.
        PostRollback = "post-rollback",
        /// When the release is tested.
        Test = "test" | "test-success",
    }
}

words! {
    /// When a hook's object is deleted.
    DeletePolicy {
        /// After it succeeded.
        Succeeded = "hook-succeeded",
        /// After it failed.
        Failed = "hook-failed",
        /// Before it is created anew; what holds when nothing is said.
        BeforeCreation = "before-hook-creation",
    }
}

words! {
    /// When a hook's logs are shown.
    LogPolicy {
        /// After it succeeded.
        Succeeded = "hook-succeeded",
        /// After it failed.
        Failed = "hook-failed",
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(weight: &i64) -> bool {
    *weight == 0
}
