//! How an operation is carried out.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::definitions::CrdPolicy;
use crate::order::Rules as OrderRules;
use crate::patches::Patch;
use crate::readiness::Rules;
use crate::record::{ApplyMethod, Hook};

/// What a rendering gives.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The documents as one text, as they are recorded.
    pub manifest: String,
    /// The hooks.
    pub hooks: Vec<Hook>,
    /// The NOTES.
    pub notes: String,
    /// The chart in Helm's JSON.
    pub chart: Value,
    /// What the user gave.
    pub config: Value,
}

/// What is awaited after objects were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitStrategy {
    /// Hooks only.
    #[default]
    HookOnly,
    /// Everything, by the rules of kstatus.
    Watcher,
    /// Everything, by the rules of Helm 3; it is awaited by the same watches.
    Legacy,
}

/// Whether anything is changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DryRun {
    /// Everything is.
    #[default]
    No,
    /// Nothing is, and the cluster is asked for nothing but the records.
    Client,
    /// Nothing is, and the server tries it.
    Server,
}

/// How an operation is carried out; the defaults are Helm's.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Options {
    /// What is awaited.
    pub wait: WaitStrategy,
    /// Whether Jobs must complete (`--wait-for-jobs`).
    pub wait_for_jobs: bool,
    /// The rules of readiness that the chart and its subcharts bring.
    pub readiness: Rules,
    /// The longest that one phase may take.
    pub timeout: Duration,
    /// How long to wait for somebody else who works on the release.
    pub lock_timeout: Duration,
    /// Whether hooks are left out.
    pub no_hooks: bool,
    /// Whether anything is changed.
    pub dry_run: DryRun,
    /// Whether fields of other managers are taken over.
    pub force_conflicts: bool,
    /// Whether objects are put in the place of the live ones.
    pub force_replace: bool,
    /// Whether objects are deleted and created anew where fields change that cannot be changed.
    pub recreate: bool,
    /// The patches that were applied to what was rendered; they are kept beside the record.
    pub patches: Vec<Patch>,
    /// Whether there were patches before and are none any more.
    pub drops_patches: bool,
    /// Those of the subcharts alone, which are kept beside the record.
    pub subchart_rules: Rules,
    /// The definitions that the chart brings, with their paths.
    pub definitions: Vec<(String, String)>,
    /// What is done with them.
    pub crds: CrdPolicy,
    /// What decides the order of objects; nothing for what is built in.
    pub order: Option<OrderRules>,
    /// Whether objects of others are taken over.
    pub take_ownership: bool,
    /// `Some(false)` writes objects without server-side apply.
    pub server_side: Option<bool>,
    /// Whether fields that the schema does not know are let pass.
    pub lenient: bool,
    /// Whether the namespace is created.
    pub create_namespace: bool,
    /// Whether an install may take a name whose release failed or was uninstalled.
    pub replace: bool,
    /// Whether a failed install is removed and a failed upgrade rolled back.
    pub rollback_on_failure: bool,
    /// Whether what a failed upgrade or rollback created is deleted.
    pub cleanup_on_fail: bool,
    /// How many revisions are kept; 0 keeps all.
    pub history_max: usize,
    /// A description of the user's own.
    pub description: String,
    /// The user's labels on the record; `null` as a value removes one.
    pub labels: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wait: WaitStrategy::default(),
            wait_for_jobs: false,
            readiness: Rules::default(),
            timeout: Duration::from_secs(300),
            lock_timeout: Duration::ZERO,
            no_hooks: false,
            dry_run: DryRun::default(),
            force_conflicts: false,
            force_replace: false,
            recreate: false,
            patches: vec![],
            drops_patches: false,
            subchart_rules: Rules::default(),
            definitions: vec![],
            crds: CrdPolicy::default(),
            order: None,
            take_ownership: false,
            server_side: None,
            lenient: false,
            create_namespace: false,
            replace: false,
            rollback_on_failure: false,
            cleanup_on_fail: false,
            history_max: 10,
            description: String::new(),
            labels: BTreeMap::new(),
        }
    }
}

impl Options {
    /// What decides the order of objects.
    pub(super) fn order_rules(&self) -> OrderRules {
        self.order.clone().unwrap_or_default()
    }

    /// How the record says that objects are written; a plain `auto` becomes server-side apply.
    pub(super) fn apply_method(&self) -> ApplyMethod {
        if self.server_side == Some(false) { ApplyMethod::ClientSide } else { ApplyMethod::ServerSide }
    }

    /// Whether objects are awaited; going back after a failure needs to know of failures.
    pub(super) fn waits(&self) -> bool {
        self.wait != WaitStrategy::HookOnly || self.rollback_on_failure
    }
}
