//! The user's patches to rendered objects: nobody has to fork a chart for one field.
//!
//! They change the text that is recorded, so that the plan, the record and Helm see the same. What they do not touch stays
//! as it was rendered, byte for byte.

use std::collections::BTreeMap;
use std::fmt;

use diagnostic::{Source, SourceKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::documents::json;
use crate::error::{Error, Result};
use crate::operation::Draft;
use crate::rewrite::rewritten;

/// What is kept beside a record of its patches.
pub(crate) const SIDECAR: &str = "patches";

/// A patch and the objects that it is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// The objects.
    pub target: PatchTarget,
    /// A JSON Patch (RFC 6902).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<json_patch::Patch>,
    /// A merge patch (RFC 7396).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<Value>,
}

/// The objects that a patch is for; whatever is left out fits every object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PatchTarget {
    /// Their kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Labels that they have.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

impl PatchTarget {
    fn fits(&self, object: &Value) -> bool {
        let metadata = &object["metadata"];
        self.kind.as_ref().is_none_or(|kind| object["kind"] == **kind)
            && self.name.as_ref().is_none_or(|name| metadata["name"] == **name)
            && self.labels.iter().all(|(key, value)| metadata["labels"][key] == **value)
    }
}

impl fmt::Display for PatchTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.as_deref().unwrap_or("*"), self.name.as_deref().unwrap_or("*"))?;
        let labels: Vec<String> = self.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        if labels.is_empty() { Ok(()) } else { write!(f, " with {}", labels.join(",")) }
    }
}

/// Reads patches: a YAML or JSON list of `{target, patch}` and `{target, merge}`.
///
/// # Errors
/// [`Error::Patch`] where the text is no such list.
pub fn read_patches(path: &str, text: &str) -> Result<Vec<Patch>> {
    let wrong = |what: String| Error::Patch { which: path.into(), what };
    let source = Source::new(SourceKind::Generated, path, text);
    let node = yaml::parse_one(&source).map_err(|error| wrong(error.to_string()))?;
    let patches: Vec<Patch> =
        serde_json::from_value(json(&node)).map_err(|error| wrong(error.to_string()))?;
    for (index, patch) in patches.iter().enumerate() {
        if patch.patch.is_some() == patch.merge.is_some() {
            let which = format!("{path}, patch {}", index + 1);
            return Err(Error::Patch { which, what: "write either `patch` or `merge`".into() });
        }
    }
    Ok(patches)
}

/// Applies patches to what was rendered, hooks included, in their order.
///
/// # Errors
/// [`Error::Patch`] where a patch fits no object, or does not fit the one that it is for.
pub fn apply_patches(patches: &[Patch], draft: &mut Draft) -> Result<()> {
    for (index, patch) in patches.iter().enumerate() {
        let which = format!("patch {} ({})", index + 1, patch.target);
        let mut found = false;
        let mut parts = vec![];
        for part in manifest::split(&draft.manifest) {
            let changed = patch.applied(part.text, &which)?;
            found |= changed.is_some();
            parts.push(changed.unwrap_or_else(|| part.text.to_owned()));
        }
        if found {
            draft.manifest = parts.iter().map(|part| format!("---\n{part}")).collect();
        }
        for hook in &mut draft.hooks {
            if let Some(changed) = patch.applied(&hook.manifest, &which)? {
                hook.manifest = changed;
                found = true;
            }
        }
        if !found {
            return Err(Error::Patch { which, what: "no object that was rendered fits its target".into() });
        }
    }
    Ok(())
}

impl Patch {
    /// A document with the patch applied; nothing where it is not for it.
    fn applied(&self, text: &str, which: &str) -> Result<Option<String>> {
        rewritten(text, &mut |object| self.change(object, which))
    }

    /// Applies the patch to an object that it is for; gives whether it is.
    fn change(&self, object: &mut Value, which: &str) -> Result<bool> {
        if !self.target.fits(object) {
            return Ok(false);
        }
        let mut patched = object.clone();
        if let Some(patch) = &self.patch {
            json_patch::patch(&mut patched, patch).map_err(|error| {
                let name = object["metadata"]["name"].as_str().unwrap_or_default();
                let kind = object["kind"].as_str().unwrap_or_default();
                let what = format!("it does not fit {kind}/{name}: {error}");
                Error::Patch { which: which.into(), what }
            })?;
        }
        if let Some(merge) = &self.merge {
            json_patch::merge(&mut patched, merge);
        }
        *object = patched;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Hook;

    fn draft() -> Draft {
        let manifest = "---\n# Source: a/templates/web.yaml\nkind: Deployment\nmetadata:\n  name: web # kept\n  labels: {app: web}\nspec:\n  \
            replicas: 1\n---\n# Source: a/templates/map.yaml\nkind: ConfigMap\nmetadata: {name: map} # as it was\n";
        let hook = Hook { manifest: "kind: Job\nmetadata: {name: hook}\n".into(), ..Hook::default() };
        Draft { manifest: manifest.into(), hooks: vec![hook], ..Draft::default() }
    }

    #[test]
    fn change_what_they_are_for_and_nothing_else() {
        let text = "- target: {kind: Deployment, labels: {app: web}}\n  patch: [{op: replace, path: /spec/replicas, value: 3}]\n\
            - target: {name: web}\n  merge: {metadata: {labels: {app: null, team: x}}}\n\
            - target: {kind: Job}\n  merge: {spec: {backoffLimit: 0}}\n";
        let patches = read_patches("p.yaml", text).unwrap();
        let mut draft = draft();
        apply_patches(&patches, &mut draft).unwrap();
        assert_eq!(
            draft.manifest,
            "---\n# Source: a/templates/web.yaml\nkind: Deployment\nmetadata:\n  labels:\n    team: x\n  name: web\nspec:\n  replicas: 3\n\
             ---\n# Source: a/templates/map.yaml\nkind: ConfigMap\nmetadata: {name: map} # as it was\n"
        );
        assert_eq!(draft.hooks[0].manifest, "kind: Job\nmetadata:\n  name: hook\nspec:\n  backoffLimit: 0\n");
        let kept: Vec<Patch> = serde_json::from_str(&serde_json::to_string(&patches).unwrap()).unwrap();
        assert_eq!(kept, patches);
    }

    #[test]
    fn reach_the_objects_of_lists() {
        let list = "# Source: a/templates/list.yaml\napiVersion: v1\nkind: List\nitems:\n\
            - {apiVersion: v1, kind: Secret, metadata: {name: map}}\n- apiVersion: v1\n  kind: ConfigMapList\n  items: [{metadata: {name: map}}]\n";
        let mut draft = Draft { manifest: format!("---\n{list}"), ..Draft::default() };
        let patches =
            read_patches("p.yaml", "- target: {kind: ConfigMap, name: map}\n  merge: {data: {k: v}}\n")
                .unwrap();
        apply_patches(&patches, &mut draft).unwrap();
        let patched: Vec<(String, Value)> = crate::documents::documents(&draft.manifest)
            .unwrap()
            .iter()
            .map(|document| {
                (document.object.reference().to_string(), document.object.json()["data"]["k"].clone())
            })
            .collect();
        assert_eq!(patched, [("Secret/map".into(), Value::Null), ("ConfigMap/map".into(), "v".into())]);
        assert!(draft.manifest.starts_with("---\n# Source: a/templates/list.yaml\napiVersion: v1\n"));
    }

    #[test]
    fn say_where_they_do_not_fit() {
        for (text, what) in [
            (
                "- target: {kind: Pod}\n  merge: {}\n",
                "patch 1 (Pod/*): no object that was rendered fits its target",
            ),
            (
                "- target: {name: web}\n  patch: [{op: replace, path: /spec/nothing, value: 1}]\n",
                "patch 1 (*/web): it does not fit Deployment/web: ",
            ),
        ] {
            let patches = read_patches("p.yaml", text).unwrap();
            let error = apply_patches(&patches, &mut draft()).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
        for text in [
            "- target: {}\n",
            "- target: {kinds: Pod}\n  merge: {}\n",
            "a: b\n",
            "- target: {}\n  merge: {}\n  patch: []\n",
        ] {
            assert!(matches!(read_patches("p.yaml", text), Err(Error::Patch { .. })), "{text}");
        }
    }
}
