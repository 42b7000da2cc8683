//! The references that an object holds.

use serde_json::Value;

use super::rules::Rules;
use crate::object::{Object, ObjectRef};

/// Annotations in which an author says what an object comes after. The second is that of cli-utils and of Config Sync.
const DEPENDS_ON: &str = "rhumb.io/depends-on";
const DEPENDS_ON_KUBERNETES: &str = "config.kubernetes.io/depends-on";

/// An object by what a reference says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Group of its API, where it is known.
    pub group: Option<String>,
    /// Its kind.
    pub kind: String,
    /// Its namespace; without one that of the object which refers, or none.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

impl Named {
    /// Whether it means an object; `here` is the namespace of the one that refers.
    pub(super) fn means(&self, object: &ObjectRef, here: Option<&str>) -> bool {
        let namespace = self.namespace.as_deref().or(here);
        self.kind == object.kind
            && self.name == object.name
            && self.group.as_ref().is_none_or(|group| group == object.group())
            && (object.namespace.is_none() || namespace.is_none() || object.namespace.as_deref() == namespace)
    }
}

/// What an object refers to by the rules.
pub(super) fn references(object: &Object, rules: &Rules) -> Vec<Named> {
    let mut found = vec![];
    for (path, reference) in rules.of(object) {
        walk(object.json(), &path, &mut |table| {
            let text = |key: &str| table[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
            let kind = reference.to.clone().or_else(|| text("kind"));
            if let (Some(kind), Some(name)) = (kind, text(&reference.name)) {
                // Only a reference of its own says a namespace; the object's metadata does not.
                let namespace = text("namespace");
                found.push(Named { group: None, kind, namespace, name });
            }
        });
    }
    found
}

/// Calls a function for each value at a path.
fn walk(value: &Value, path: &str, each: &mut impl FnMut(&Value)) {
    if path.is_empty() {
        return each(value);
    }
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    match step.strip_suffix("[]") {
        Some(key) => {
            value[key].as_array().into_iter().flatten().for_each(|item| walk(item, rest, each));
        }
        None if value[step].is_null() => {}
        None => walk(&value[step], rest, each),
    }
}

/// What an author says that an object comes after.
///
/// # Errors
/// The part that cannot be read.
pub(super) fn depends_on(object: &Object) -> Result<Vec<Named>, String> {
    let parts = |key: &str| {
        let text = object.annotation(key).unwrap_or_default();
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let own = parts(DEPENDS_ON).into_iter().map(|part| {
        let named = |kind: &str, namespace: Option<&str>, name: &str| {
            let (kind, group) =
                kind.split_once('.').map_or((kind, None), |(kind, group)| (kind, Some(group)));
            Named {
                group: group.map(Into::into),
                kind: kind.into(),
                namespace: namespace.map(Into::into),
                name: name.into(),
            }
        };
        match part.split('/').collect::<Vec<_>>()[..] {
            [kind, name] => Ok(named(kind, None, name)),
            [kind, namespace, name] => Ok(named(kind, Some(namespace), name)),
            _ => Err(format!("{DEPENDS_ON}: {part:?} is not Kind/name or Kind/namespace/name")),
        }
    });
    let kubernetes = parts(DEPENDS_ON_KUBERNETES).into_iter().map(|part| {
        let (group, namespace, kind, name) = match part.split('/').collect::<Vec<_>>()[..] {
            [group, "namespaces", namespace, kind, name] => (group, Some(namespace), kind, name),
            [group, kind, name] => (group, None, kind, name),
            _ => {
                return Err(format!(
                    "{DEPENDS_ON_KUBERNETES}: {part:?} is not group/namespaces/namespace/Kind/name or group/Kind/name"
                ));
            }
        };
        Ok(Named {
            group: Some(group.into()),
            kind: kind.into(),
            namespace: namespace.map(Into::into),
            name: name.into(),
        })
    });
    own.chain(kubernetes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(object: Value) -> Vec<String> {
        let mut found: Vec<String> = references(&Object::new(object), &Rules::default())
            .into_iter()
            .map(|named| {
                let namespace = named.namespace.map_or_else(String::new, |namespace| format!("{namespace}/"));
                format!("{}/{namespace}{}", named.kind, named.name)
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn finds_what_pods_need() {
        let pods = json!({
            "serviceAccountName": "robot",
            "imagePullSecrets": [{"name": "pull"}],
            "volumes": [
                {"configMap": {"name": "files"}}, {"secret": {"secretName": "keys"}},
                {"persistentVolumeClaim": {"claimName": "disk"}},
                {"projected": {"sources": [{"secret": {"name": "token"}}]}}, {"emptyDir": {}},
            ],
            "containers": [{"envFrom": [{"configMapRef": {"name": "env"}}], "env": [
                {"name": "A", "valueFrom": {"secretKeyRef": {"name": "password", "key": "k"}}}, {"name": "B", "value": "b"}]}],
        });
        let expected = [
            "ConfigMap/env",
            "ConfigMap/files",
            "PersistentVolumeClaim/disk",
            "Secret/keys",
            "Secret/password",
            "Secret/pull",
            "Secret/token",
            "ServiceAccount/robot",
        ];
        assert_eq!(shown(json!({"kind": "Deployment", "spec": {"template": {"spec": pods}}})), expected);
        let job = json!({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": pods}}}}});
        assert_eq!(shown(job), expected);
    }

    #[test]
    fn finds_what_others_need() {
        for (object, expected) in [
            (json!({"kind": "StatefulSet", "spec": {"serviceName": "peers"}}), &["Service/peers"][..]),
            (
                json!({"kind": "RoleBinding", "metadata": {"namespace": "x"}, "roleRef": {"kind": "ClusterRole", "name": "view"},
                    "subjects": [{"kind": "ServiceAccount", "name": "robot", "namespace": "other"}]}),
                &["ClusterRole/view", "ServiceAccount/other/robot"],
            ),
            (
                json!({"kind": "ValidatingWebhookConfiguration",
                    "webhooks": [{"clientConfig": {"service": {"name": "hook", "namespace": "ns"}}}, {"clientConfig": {"url": "u"}}]}),
                &["Service/ns/hook"],
            ),
            (
                json!({"kind": "Ingress", "spec": {"tls": [{"secretName": "cert"}],
                    "rules": [{"http": {"paths": [{"backend": {"service": {"name": "web"}}}]}}]}}),
                &["Secret/cert", "Service/web"],
            ),
            (
                json!({"kind": "HorizontalPodAutoscaler", "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}}}),
                &["Deployment/web"],
            ),
            (json!({"kind": "ConfigMap", "spec": {"serviceName": "x"}}), &[]),
        ] {
            assert_eq!(shown(object.clone()), expected, "{object}");
        }
    }

    #[test]
    fn reads_what_authors_say() {
        let annotated = |key: &str, text: &str| {
            depends_on(&Object::new(json!({"metadata": {"annotations": {key: text}}})))
        };
        let named = |group: Option<&str>, kind: &str, namespace: Option<&str>, name: &str| Named {
            group: group.map(Into::into),
            kind: kind.into(),
            namespace: namespace.map(Into::into),
            name: name.into(),
        };
        assert_eq!(
            annotated(DEPENDS_ON, "Job/migrate, Database.example.org/ns/main").unwrap(),
            [named(None, "Job", None, "migrate"), named(Some("example.org"), "Database", Some("ns"), "main")]
        );
        assert_eq!(
            annotated(DEPENDS_ON_KUBERNETES, "/namespaces/ns/Pod/a,apps/Deployment/b").unwrap(),
            [named(Some(""), "Pod", Some("ns"), "a"), named(Some("apps"), "Deployment", None, "b")]
        );
        assert!(annotated(DEPENDS_ON, "migrate").unwrap_err().contains("\"migrate\""));
        assert_eq!(depends_on(&Object::new(json!({}))).unwrap(), []);
    }
}
