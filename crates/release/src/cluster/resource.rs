//! A kind's place in the API.

use std::fmt::{Display, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters (RFC 3986).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A kind as the cluster serves it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resource {
    /// Group of the API, empty for the core.
    pub group: String,
    /// Version of the API.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// Its name in paths.
    pub plural: String,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// What can be done with it.
    pub verbs: Vec<String>,
}

impl Resource {
    /// A resource of the core API, which need not be asked for.
    pub fn core(kind: &str, plural: &str, namespaced: bool) -> Self {
        Self {
            group: String::new(),
            version: "v1".into(),
            kind: kind.into(),
            plural: plural.into(),
            namespaced,
            verbs: vec![],
        }
    }

    /// `v1`, `apps/v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// Path of the collection, or of an object in it.
    pub(super) fn path(&self, namespace: Option<&str>, name: Option<&str>) -> String {
        let mut path = if self.group.is_empty() {
            format!("/api/{}", self.version)
        } else {
            format!("/apis/{}/{}", self.group, self.version)
        };
        if let Some(namespace) = namespace.filter(|_| self.namespaced) {
            let _ = write!(path, "/namespaces/{}", encode(namespace));
        }
        let _ = write!(path, "/{}", self.plural);
        if let Some(name) = name {
            let _ = write!(path, "/{}", encode(name));
        }
        path
    }
}

/// Path with a query; values are percent-encoded.
pub(super) fn with_query(path: String, query: &[(&str, &str)]) -> String {
    query.iter().enumerate().fold(path, |mut path, (index, (key, value))| {
        let _ = write!(path, "{}{key}={}", if index == 0 { '?' } else { '&' }, encode(value));
        path
    })
}

fn encode(text: &str) -> impl Display {
    utf8_percent_encode(text, RESERVED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_objects_live() {
        let secrets = Resource::core("Secret", "secrets", true);
        assert_eq!(secrets.path(Some("ns"), Some("system:x")), "/api/v1/namespaces/ns/secrets/system%3Ax");
        assert_eq!(secrets.path(None, None), "/api/v1/secrets");
        let roles = Resource {
            group: "rbac.authorization.k8s.io".into(),
            namespaced: false,
            plural: "clusterroles".into(),
            ..secrets
        };
        assert_eq!(roles.path(Some("ns"), Some("a")), "/apis/rbac.authorization.k8s.io/v1/clusterroles/a");
        assert_eq!(with_query("/x".into(), &[("a", "b,c=d"), ("e", "f")]), "/x?a=b%2Cc%3Dd&e=f");
    }
}
