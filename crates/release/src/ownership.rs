//! Helm's ownership metadata (pkg/action/validate.go): on live objects only, never in the record.

use serde_json::Value;

use crate::object::Object;

const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
const RELEASE_NAME: &str = "meta.helm.sh/release-name";
const RELEASE_NAMESPACE: &str = "meta.helm.sh/release-namespace";
const RESOURCE_POLICY: &str = "helm.sh/resource-policy";

/// The release that owns objects.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// Name of the release.
    pub name: &'a str,
    /// Namespace of the release.
    pub namespace: &'a str,
}

impl Owner<'_> {
    /// Marks an object as the release's.
    pub fn mark(&self, object: &mut Object) {
        object.set_metadata("labels", MANAGED_BY, "Helm");
        object.set_metadata("annotations", RELEASE_NAME, self.name);
        object.set_metadata("annotations", RELEASE_NAMESPACE, self.namespace);
    }

    /// Why a live object is not the release's, in Helm's words; nothing where it is.
    pub fn refuses(&self, live: &Value) -> Option<String> {
        let metadata = &live["metadata"];
        let wrong: Vec<String> = [
            ("label", &metadata["labels"], MANAGED_BY, "Helm"),
            ("annotation", &metadata["annotations"], RELEASE_NAME, self.name),
            ("annotation", &metadata["annotations"], RELEASE_NAMESPACE, self.namespace),
        ]
        .into_iter()
        .filter_map(|(what, section, key, wanted)| {
            let problem = match section[key].as_str() {
                None => format!("missing key {key:?}: must be set to {wanted:?}"),
                Some(actual) if actual != wanted => {
                    format!("key {key:?} must equal {wanted:?}: current value is {actual:?}")
                }
                Some(_) => return None,
            };
            Some(format!("{what} validation error: {problem}"))
        })
        .collect();
        (!wrong.is_empty()).then(|| wrong.join("; "))
    }
}

/// The release that a live object says it belongs to, as `namespace/name`.
pub fn owner_of(live: &Value) -> Option<String> {
    let annotations = &live["metadata"]["annotations"];
    Some(format!("{}/{}", annotations[RELEASE_NAMESPACE].as_str()?, annotations[RELEASE_NAME].as_str()?))
}

/// Whether the object says that it must not be deleted with its release.
pub fn is_kept(object: &Value) -> bool {
    // Helm keeps for any value here, but lists (as kept) only `keep`; other values are mistakes that we keep too.
    object["metadata"]["annotations"][RESOURCE_POLICY]
        .as_str()
        .is_some_and(|policy| !policy.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_and_recognises_its_own() {
        let owner = Owner { name: "web", namespace: "ns" };
        let mut object = Object::new(json!({"metadata": {"name": "x", "labels": null}}));
        assert_eq!(
            owner.refuses(object.json()).unwrap(),
            "label validation error: missing key \"app.kubernetes.io/managed-by\": must be set to \"Helm\"; \
             annotation validation error: missing key \"meta.helm.sh/release-name\": must be set to \"web\"; \
             annotation validation error: missing key \"meta.helm.sh/release-namespace\": must be set to \"ns\""
        );
        owner.mark(&mut object);
        assert_eq!(owner.refuses(object.json()), None);
        assert_eq!(owner_of(object.json()).as_deref(), Some("ns/web"));
        let other = Owner { name: "api", namespace: "ns" };
        assert_eq!(
            other.refuses(object.json()).unwrap(),
            "annotation validation error: key \"meta.helm.sh/release-name\" must equal \"api\": current value is \"web\""
        );
    }
}
