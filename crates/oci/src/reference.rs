//! `oci://host/path:tag@digest`, and how versions become tags.

use std::fmt;

use crate::{Error, Result};

/// A chart, or a place for charts, at an OCI registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Host, with its port.
    pub host: String,
    /// Repository path without slashes at its ends.
    pub path: String,
    /// Tag, as it is in the registry (`+` written as `_`).
    pub tag: Option<String>,
    /// `sha256:…`.
    pub digest: Option<String>,
}

impl Reference {
    /// Reads `oci://host[:port]/path[:tag][@digest]`.
    ///
    /// # Errors
    /// [`Error::Reference`] when the scheme, the host or the path is missing or malformed.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |reason: &str| Error::Reference { text: text.to_owned(), reason: reason.to_owned() };
        let rest = text.strip_prefix("oci://").ok_or_else(|| wrong("it does not start with oci://"))?;
        let (host, rest) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() {
            return Err(wrong("the host is missing"));
        }
        let (rest, digest) = match rest.split_once('@') {
            Some((rest, digest)) => {
                let hex = digest.split_once(':').map(|(_, hex)| hex).unwrap_or_default();
                if hex.len() < 32 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(wrong("the digest after `@` is not ALGORITHM:HEX"));
                }
                (rest, Some(digest.to_owned()))
            }
            None => (rest, None),
        };
        let (path, tag) = match rest.rsplit_once(':') {
            Some((path, tag)) => (path, Some(tag_of_version(tag))),
            None => (rest, None),
        };
        let path = path.trim_matches('/');
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
        if let Some(bad) = path.chars().find(|&c| !good(c)) {
            return Err(wrong(&format!("`{bad}` may not stand in a repository's path")));
        }
        Ok(Self { host: host.to_owned(), path: path.to_owned(), tag, digest })
    }

    /// The last part of the path: the chart's name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The same place with a path below it.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) };
        Self { path, tag: None, digest: None, ..self.clone() }
    }

    /// The same chart in a version.
    #[must_use]
    pub fn with_version(&self, version: &str) -> Self {
        Self { tag: Some(tag_of_version(version)), ..self.clone() }
    }
}

impl fmt::Display for Reference {
    /// Without the scheme, as Helm prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.host, self.path)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// A version as a tag: `+` is not allowed in tags, so Helm writes `_` (pkg/registry/client.go).
pub fn tag_of_version(version: &str) -> String {
    version.replace('+', "_")
}

/// The version that a tag means.
pub fn version_of_tag(tag: &str) -> String {
    tag.replace('_', "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_host_path_tag_and_digest() {
        let hex = "a".repeat(64);
        for (text, host, path, tag, digest) in [
            ("oci://h:5000/a/b:1.0.0+x", "h:5000", "a/b", Some("1.0.0_x"), None),
            ("oci://h/a/", "h", "a", None, None),
            ("oci://h", "h", "", None, None),
            (&format!("oci://h/a:1@sha256:{hex}"), "h", "a", Some("1"), Some(format!("sha256:{hex}"))),
        ] {
            let reference = Reference::parse(text).unwrap();
            assert_eq!(
                (&*reference.host, &*reference.path, reference.tag.as_deref(), reference.digest),
                (host, path, tag, digest),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_no_registry_has() {
        for text in ["https://h/a", "oci://", "oci:///a", "oci://h/A", "oci://h/a@sha256:xyz", "oci://h/a b"]
        {
            assert!(Reference::parse(text).is_err(), "{text}");
        }
    }
}
