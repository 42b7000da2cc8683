//! What is no drift though it differs from what was applied.

use std::str::FromStr;

use serde_json::Value;

use super::Controllers;
use crate::object::{Object, ObjectRef};

/// The annotation of an object that names fields of it which others may change, with commas between.
pub const IGNORE_DRIFT: &str = "rhumb.io/ignore-drift";

/// What is no drift though it differs from what was applied: it is neither told nor put back.
#[derive(Clone, Debug, Default)]
pub struct Ignored {
    /// Whose changes are none.
    pub controllers: Controllers,
    /// Fields whose changes are none.
    pub fields: Vec<IgnoredField>,
}

/// A field whose changes are no drift, with everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredField {
    kind: Option<String>,
    name: Option<String>,
    path: String,
}

impl FromStr for IgnoredField {
    type Err = String;

    /// Reads `/spec/replicas`, `Deployment:/spec/replicas` or `Deployment/web:/spec/replicas`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (object, path) = match text.split_once(":/") {
            _ if text.starts_with('/') => ("", text.to_owned()),
            Some((object, path)) => (object, format!("/{path}")),
            None => {
                return Err(format!("`{text}` names no field: write KIND/NAME:/PATH, KIND:/PATH or /PATH"));
            }
        };
        let (kind, name) = object.split_once('/').unwrap_or((object, ""));
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Self { kind: some(kind), name: some(name), path })
    }
}

impl IgnoredField {
    fn covers(&self, object: &ObjectRef, path: &str) -> bool {
        let is = |wanted: &Option<String>, has: &str| wanted.as_ref().is_none_or(|wanted| wanted == has);
        let below = path.strip_prefix(self.path.trim_end_matches('/'));
        is(&self.kind, &object.kind)
            && is(&self.name, &object.name)
            && below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '[']))
    }
}

impl From<Controllers> for Ignored {
    fn from(controllers: Controllers) -> Self {
        Self { controllers, ..Self::default() }
    }
}

impl Ignored {
    /// Whether a field of an object, whose document is given, is one of these.
    pub(super) fn covers(&self, object: &ObjectRef, document: &Value, path: &str) -> bool {
        let document = Object::new(document.clone());
        let said = document.annotation(IGNORE_DRIFT).unwrap_or_default().split(',');
        // What is no field there covers none.
        let said = said.filter_map(|field| field.parse::<IgnoredField>().ok());
        said.chain(self.fields.iter().cloned()).any(|field| field.covers(object, path))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_covered_with_what_is_below_them() {
        let document = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web",
            "annotations": {IGNORE_DRIFT: "/spec/paused, nonsense,/metadata/labels"}}});
        let object = Object::new(document.clone()).reference();
        let fields = ["Deployment/web:/spec/replicas", "Job:/spec/x", "/spec/containers[name=a]"];
        let fields = fields.map(|text| text.parse().unwrap()).into();
        let ignored = Ignored { fields, ..Ignored::default() };
        for (path, covered) in [
            ("/spec/replicas", true),
            ("/spec/replicasets", false),
            ("/spec/x", false),
            ("/spec/containers[name=a]/image", true),
            ("/spec/containers[name=b]/image", false),
            ("/spec/paused", true),
            ("/metadata/labels/team", true),
            ("/metadata", false),
        ] {
            assert_eq!(ignored.covers(&object, &document, path), covered, "{path}");
        }
        assert!("spec.replicas".parse::<IgnoredField>().is_err());
    }
}
