//! What decides the order, as data that a user can replace.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::object::Object;

/// What decides the order; `rules.yaml` holds what is built in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The kinds of each stage; `*` stands for every other kind.
    pub stages: Vec<Vec<String>>,
    /// The place of the pods' description by kind, as keys with dots between.
    pub pods: HashMap<String, String>,
    /// What refers to what.
    pub references: Vec<Reference>,
}

/// That objects of some kinds refer to objects of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The kinds that refer; `Pods` stands for every kind that describes pods.
    pub from: Vec<String>,
    /// The place of the reference: keys with dots between, `[]` behind those of lists.
    pub at: String,
    /// The key of the name.
    #[serde(default = "name_key")]
    pub name: String,
    /// The kind that is referred to; without one the reference says it under `kind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

fn name_key() -> String {
    "name".into()
}

/// What a user's file may hold: each key replaces what is built in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replacement {
    stages: Option<Vec<Vec<String>>>,
    pods: Option<HashMap<String, String>>,
    references: Option<Vec<Reference>>,
}

impl Rules {
    /// What is built in, with what a user's text replaces.
    ///
    /// # Errors
    /// [`Error::Rules`] where the text is no such YAML, or no stage takes every other kind.
    pub fn replaced_by(text: &str) -> Result<Self> {
        let Replacement { stages, pods, references } =
            serde_yaml::from_str(text).map_err(|error| Error::Rules { what: error.to_string() })?;
        let Self { stages: s, pods: p, references: r } = Self::default();
        let rules = Self {
            stages: stages.unwrap_or(s),
            pods: pods.unwrap_or(p),
            references: references.unwrap_or(r),
        };
        if !rules.stages.iter().flatten().any(|kind| kind == "*") {
            return Err(Error::Rules {
                what: "no stage has `*`, which takes every kind that none names".into(),
            });
        }
        Ok(rules)
    }

    /// The stage of a kind, from 0.
    pub fn stage(&self, kind: &str) -> usize {
        let named = |name: &str| self.stages.iter().position(|kinds| kinds.iter().any(|known| known == name));
        named(kind).or_else(|| named("*")).unwrap_or_default()
    }

    /// The references of an object, as paths from its root.
    pub(super) fn of(&self, object: &Object) -> impl Iterator<Item = (String, &Reference)> {
        let kind = object.kind().to_owned();
        self.references.iter().filter_map(move |reference| {
            let names = |name: &str| reference.from.iter().any(|from| from == name);
            if names(&kind) {
                return Some((reference.at.clone(), reference));
            }
            let pods = self.pods.get(&kind).filter(|_| names("Pods"))?;
            let dot = if reference.at.is_empty() { "" } else { "." };
            Some((format!("{pods}{dot}{}", reference.at), reference))
        })
    }
}

impl Default for Rules {
    #[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
    fn default() -> Self {
        serde_yaml::from_str(include_str!("rules.yaml")).expect("the built-in rules can be read")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_kinds_into_helms_order() {
        let rules = Rules::default();
        for (expected, kinds) in [
            &["PriorityClass", "Namespace"][..],
            &["NetworkPolicy", "ResourceQuota", "LimitRange", "PodDisruptionBudget"],
            &["ServiceAccount", "Secret", "ConfigMap", "StorageClass", "PersistentVolumeClaim"],
            &["CustomResourceDefinition"],
            &["ClusterRole", "RoleBinding", "Service"],
            &["Deployment", "Job", "Ingress", "Backup"],
            &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        ]
        .iter()
        .enumerate()
        {
            for kind in *kinds {
                assert_eq!(rules.stage(kind), expected, "{kind}");
            }
        }
        // No kind comes before one that Helm puts before it.
        let order = manifest::INSTALL_ORDER;
        for (one, other) in rules.stages.iter().zip(rules.stages.iter().skip(1)) {
            for (earlier, later) in one.iter().flat_map(|one| other.iter().map(move |other| (one, other))) {
                if let (Some(earlier), Some(later)) = (order.rank(earlier), order.rank(later)) {
                    assert!(earlier < later, "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_users_rules_replace_key_by_key() {
        let rules = Rules::replaced_by("stages: [[ConfigMap], ['*'], [Secret]]").unwrap();
        assert_eq!((rules.stage("Secret"), rules.stage("Namespace")), (2, 1));
        assert_eq!(rules.references, Rules::default().references);
        for (text, what) in [
            ("stages: [[ConfigMap]]", "`*`"),
            ("stage: []", "unknown field"),
            ("references: [{from: [Pod]}]", "missing field"),
        ] {
            let error = Rules::replaced_by(text).unwrap_err().to_string();
            assert!(error.contains(what), "{text}: {error}");
        }
    }
}
